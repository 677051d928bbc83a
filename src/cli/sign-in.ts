/** Finds out as whom a command speaks, and keeps the access token fresh while it does. */
import { createClient, ProblemError, type Operations } from '../../sdk/index.ts'
import { refreshTokens } from '../../sdk/session.ts'
import { CliError } from './cli-error.ts'
import { findLogin, keepLogin, type Login, type Realm } from './login-store.ts'
import type { Shell } from './shell.ts'

type Tokens = Operations['issueTokens']['reply']
type Where = { readonly url: string; readonly realm: Realm }

/** A token is renewed so long before its end: requests take time. */
const marginMs = 30_000

type Proof = { readonly email: string; readonly password: string; readonly code?: string | undefined }

/**
 * Signs in with a password and, where the account has a second factor, with the code that is given or asked for.
 * Throws `ProblemError` (auth/wrong-credentials, auth/wrong-code), and `CliError` where nobody can be asked.
 */
export async function signIn(shell: Shell, { url, realm }: Where, { email, password, code }: Proof): Promise<Login> {
  const client = createClient({ baseUrl: url })
  const body = { grantType: 'password', email, password, ...(realm === 'staff' && { realm }) } as const
  const tokens = await client.issueTokens({ body }).catch(async (error: unknown) => {
    const secondFactorToken = nextStepOf(error)
    if (secondFactorToken === undefined) throw error
    const given = code ?? (await shell.askHidden('Code: '))
    if (given === undefined)
      throw new CliError(
        'This account asks for a code as well, and there is nobody to ask.',
        'Sign in with fx login --code, or let programs use an API key.',
      )
    return client.issueTokens({ body: { grantType: 'second_factor', secondFactorToken, code: given } })
  })
  return loginOf({ url, realm, email }, tokens.data, shell.now())
}

/** The token for the second step, where a refusal asks for one. */
function nextStepOf(error: unknown): string | undefined {
  if (!(error instanceof ProblemError) || error.code !== 'auth/second-factor-needed') return undefined
  const token = error.problem?.facts?.['secondFactorToken']
  return typeof token === 'string' ? token : undefined
}

export const loginOf = (who: Pick<Login, 'url' | 'realm' | 'email'>, tokens: Tokens, nowMs: number): Login => ({
  ...who,
  accessToken: tokens.accessToken,
  expiresAt: nowMs + tokens.expiresIn * 1_000,
  ...(tokens.refreshToken !== undefined && { refreshToken: tokens.refreshToken }),
})

/**
 * Gives the `Authorization` header for each request: FX_TOKEN, else FX_EMAIL with FX_PASSWORD, else what `fx login`
 * has kept. Throws `CliError` where there is none of them, or the log-in has ended.
 */
export function authorizationFor(shell: Shell, where: Where): () => Promise<string> {
  const { FX_TOKEN: token, FX_EMAIL: email, FX_PASSWORD: password } = shell.environment
  if (token) return async () => `Bearer ${token}`
  let login: Login | undefined
  const fresh = (): boolean => login !== undefined && login.expiresAt - marginMs > shell.now()
  if (email && password)
    return async () => {
      if (!fresh()) login = await signIn(shell, where, { email, password })
      return `Bearer ${login!.accessToken}`
    }
  return async () => {
    if (!fresh()) login = await renewed(shell, where)
    return `Bearer ${login!.accessToken}`
  }
}

/** The kept log-in, refreshed where it has to be. Another command may have done so in the meantime: it is read anew. */
async function renewed(shell: Shell, { url, realm }: Where): Promise<Login> {
  const kept = findLogin(shell, url, realm)
  const staff = realm === 'staff' ? ' --staff' : ''
  const remedy = `Sign in: fx login --email … --url ${url}${staff}. Or set FX_TOKEN, or FX_EMAIL and FX_PASSWORD.`
  if (!kept) throw new CliError(`You are not signed in at ${url}${realm === 'staff' ? ' as staff' : ''}.`, remedy)
  if (kept.expiresAt - marginMs > shell.now()) return kept
  if (kept.refreshToken === undefined) throw new CliError(`Your log-in at ${url} is over.`, remedy)
  try {
    const tokens = await refreshTokens({ baseUrl: url }, kept.refreshToken)
    const login = loginOf(kept, tokens, shell.now())
    keepLogin(shell, kept, login)
    return login
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status >= 500) throw error
    keepLogin(shell, kept)
    throw new CliError(`Your log-in at ${url} has ended.`, remedy)
  }
}

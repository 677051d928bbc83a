/** Signs in through an organisation's identity provider: the browser comes back to this machine (RFC 8252), and nothing is typed here. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createClient } from '../../sdk/index.ts'
import { CliError } from './cli-error.ts'
import type { Login } from './login-store.ts'
import type { Shell } from './shell.ts'
import { loginOf } from './sign-in.ts'

export type ThroughProvider = {
  readonly url: string
  /** Whose domain says which provider is asked. */
  readonly email: string
  /** On this machine, and one of the exchange's FX_SIGN_IN_PAGES. */
  readonly page: string
}

export const defaultPage = 'http://127.0.0.1:8477/signed-in'
const done = 'You are signed in. You may close this page.\n'

/** Throws `ProblemError`, and `CliError` where nobody came back in time or nothing can listen there. */
export async function signInThroughProvider(shell: Shell, { url, email, page }: ThroughProvider): Promise<Login> {
  const { protocol, hostname, port } = URL.canParse(page) ? new URL(page) : new URL('about:blank')
  if (protocol !== 'http:' || hostname !== '127.0.0.1' || port === '')
    throw new CliError(`${page} is not on this machine.`, `Take one such as ${defaultPage}.`)
  const client = createClient({ baseUrl: url })
  const { data: begun } = await client.beginProviderSignIn({ body: { email, page } })
  const server = createServer()
  try {
    server.listen(Number(port), hostname)
    await once(server, 'listening')
    shell.tell(`Open this address in a browser, and sign in there:\n\n${begun.url}\n\n`)
    const timeout = AbortSignal.timeout(begun.expiresIn * 1_000)
    const answer = await comeBack(server, page, AbortSignal.any([timeout, shell.interrupted]))
    const body = { signInToken: begun.signInToken, url: answer }
    const { data: tokens } = await client.finishProviderSignIn({ body })
    const authorization = (): string => `Bearer ${tokens.accessToken}`
    // The browser may know somebody else than the command line asked for.
    const { data: me } = await createClient({ baseUrl: url, authorization }).getMe()
    return loginOf({ url, realm: 'user', email: me.email }, tokens, shell.now())
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'EADDRINUSE')
      throw new CliError(`Somebody listens at ${page} already.`, 'End the other fx login, or name another --page.')
    if (error instanceof Error && error.name === 'AbortError')
      throw new CliError('Nobody came back from the identity provider.', 'Begin again with fx login.')
    throw error
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

/** The address that the browser was sent to, whole. Whatever else asks here, such as for an icon, is told that there is nothing. */
async function comeBack(server: Server, page: string, signal: AbortSignal): Promise<string> {
  const back = Promise.withResolvers<string>()
  signal.addEventListener('abort', () => back.reject(new DOMException('Nobody came back.', 'AbortError')), {
    once: true,
  })
  const { origin, pathname } = new URL(page)
  server.on('request', ({ url = '' }, response) => {
    const isAnswer = url.startsWith(`${pathname}/`)
    response.writeHead(isAnswer ? 200 : 404, { 'content-type': 'text/plain', connection: 'close' })
    response.end(isAnswer ? done : '', () => isAnswer && back.resolve(`${origin}${url}`))
  })
  return back.promise
}

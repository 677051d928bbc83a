/** `fx logout`: ends a session and forgets it. */
import { createClient, ProblemError } from '../../../sdk/index.ts'
import { command, shared } from '../command.ts'
import { exchangeUrl } from '../connect.ts'
import { findLogin, keepLogin, type Login } from '../login-store.ts'

export const logout = command({
  name: 'logout',
  summary: 'End the session that login began',
  arguments: [],
  options: { staff: { describe: 'That of platform staff.' }, url: shared.url },
  async run(shell, { options }) {
    const where = { url: exchangeUrl(shell, options.url), realm: options.staff ? 'staff' : 'user' } as const
    const login = findLogin(shell, where.url, where.realm)
    if (!login) {
      shell.tell(`You are not signed in at ${where.url}.\n`)
      return 0
    }
    const hasEnded = await end(login)
    // Forgotten when it is over there: whoever could not be asked is asked again with the same command.
    keepLogin(shell, where)
    shell.tell(hasEnded ? `Signed out at ${where.url}.\n` : `Your log-in at ${where.url} was over already.\n`)
    return 0
  },
})

/** By its refresh token, which outlives the access token. False where the exchange knows of no such session. */
async function end({ url, accessToken, refreshToken }: Login): Promise<boolean> {
  const signedOut =
    refreshToken === undefined
      ? createClient({ baseUrl: url, authorization: () => `Bearer ${accessToken}` }).signOut()
      : createClient({ baseUrl: url }).signOut({ body: { refreshToken } })
  try {
    await signedOut
    return true
  } catch (error) {
    if (error instanceof ProblemError && (error.status === 401 || error.code === 'auth/invalid-grant')) return false
    throw error
  }
}

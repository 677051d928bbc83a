/** `fx logout`: ends a session and forgets it. */
import { createClient } from '../../../sdk/index.ts'
import { command, shared } from '../command.ts'
import { exchangeUrl } from '../connect.ts'
import { findLogin, keepLogin } from '../login-store.ts'

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
    keepLogin(shell, where)
    await createClient({ baseUrl: where.url, authorization: () => `Bearer ${login.accessToken}` }).signOut()
    shell.tell(`Signed out at ${where.url}.\n`)
    return 0
  },
})

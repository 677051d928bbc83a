/** `fx login`: signs in and keeps the log-in for later commands. */
import { command, shared } from '../command.ts'
import { exchangeUrl } from '../connect.ts'
import { keepLogin, loginFile } from '../login-store.ts'
import { passwordOption, readPassword } from '../read-password.ts'
import { signIn } from '../sign-in.ts'

export const login = command({
  name: 'login',
  summary: 'Sign in, for the commands that follow',
  description:
    'Keeps tokens, never the password, in foodxchange/logins.json below $XDG_CONFIG_HOME or ~/.config, for your eyes only.',
  arguments: [],
  options: {
    email: { value: 'EMAIL', required: true, describe: 'Whose account.' },
    ...passwordOption,
    code: { value: 'CODE', describe: 'Of the authenticator app, or a recovery code; asked for where it is needed.' },
    staff: { describe: 'An account of platform staff.' },
    url: shared.url,
  },
  async run(shell, { options }) {
    const where = { url: exchangeUrl(shell, options.url), realm: options.staff ? 'staff' : 'user' } as const
    const password = await readPassword(shell, options['password-stdin'], false)
    keepLogin(shell, where, await signIn(shell, where, { email: options.email, password, code: options.code }))
    shell.tell(`Signed in at ${where.url} as ${options.email}. Kept in ${loginFile(shell)}.\n`)
    return 0
  },
})

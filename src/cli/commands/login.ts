/** `fx login`: signs in and keeps the log-in for later commands. */
import { CliError } from '../cli-error.ts'
import { command, shared } from '../command.ts'
import { exchangeUrl } from '../connect.ts'
import { keepLogin, loginFile } from '../login-store.ts'
import { passwordOption, readPassword } from '../read-password.ts'
import { signIn } from '../sign-in.ts'
import { defaultPage, signInThroughProvider } from '../sign-in-through-provider.ts'

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
    provider: { describe: 'Through the identity provider of your organisation, in a browser; asks for no password.' },
    page: {
      value: 'URL',
      default: defaultPage,
      describe: 'Where the browser comes back to, with --provider: on this machine, one of FX_SIGN_IN_PAGES.',
    },
    staff: { describe: 'An account of platform staff.' },
    url: shared.url,
  },
  async run(shell, { options }) {
    const where = { url: exchangeUrl(shell, options.url), realm: options.staff ? 'staff' : 'user' } as const
    const { email, page, code } = options
    if (options.provider && options.staff) throw new CliError('Staff has no provider.', 'Leave out --provider.')
    const password = options.provider ? '' : await readPassword(shell, options['password-stdin'], false)
    const kept = options.provider
      ? await signInThroughProvider(shell, { url: where.url, email, page })
      : await signIn(shell, where, { email, password, code })
    keepLogin(shell, where, kept)
    shell.tell(`Signed in at ${where.url} as ${kept.email}. Kept in ${loginFile(shell)}.\n`)
    return 0
  },
})

/** `fx staff create`: opens the first and every other account of platform staff. */
import { createClient, operatorAuthorization } from '../../../sdk/index.ts'
import { command, shared } from '../command.ts'
import { exchangeUrl } from '../connect.ts'
import { dataFolder, givenSecrets, operatorSecret } from '../operator-secret.ts'
import { passwordOption, readPassword } from '../read-password.ts'

export const staffCreate = command({
  name: 'staff create',
  summary: 'Open an account of platform staff',
  description:
    'Platform staff verifies organisations and certificates. Only whoever can read the exchange’s secrets may do this: the\ncommand proves that it has the operator’s, and does not send it. FX_SECRET_OPERATOR, else FX_SECRETS_FILE, else in the data folder.',
  arguments: [],
  options: {
    email: { value: 'EMAIL', required: true, describe: 'The new account’s address.' },
    name: { value: 'NAME', required: true, describe: 'The person’s name.' },
    ...passwordOption,
    data: shared.data,
    url: shared.url,
    json: shared.json,
  },
  async run(shell, { options }) {
    const secret = operatorSecret(dataFolder(shell, options.data), givenSecrets(shell))
    const password = await readPassword(shell, options['password-stdin'], true)
    const baseUrl = exchangeUrl(shell, options.url)
    const client = createClient({ baseUrl, authorization: operatorAuthorization(secret) })
    const { data } = await client.createStaff({ body: { email: options.email, name: options.name, password } })
    shell.print(options.json ? `${JSON.stringify(data)}\n` : `${data.id}  ${data.name} <${data.email}>\n`)
    if (!options.json) shell.tell(`Sign in: npm run fx -- login --staff --email ${data.email}\n`)
    return 0
  },
})

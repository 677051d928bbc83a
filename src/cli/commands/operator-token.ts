/** `fx operator token`: what a request of the operator's is sent with, for whoever has no client at hand but curl. */
import { operatorAuthorization } from '../../../sdk/index.ts'
import { command, shared } from '../command.ts'
import { dataFolder, givenSecrets, operatorSecret } from '../operator-secret.ts'

/** As long as the exchange takes one. */
const lifeSeconds = 300

export const operatorToken = command({
  name: 'operator token',
  summary: 'Print a token of five minutes for a request of the operator’s',
  description:
    'For curl: -H "Authorization: Operator $(npm run -s fx -- operator token)". The secret that signs it is never sent:\nFX_SECRET_OPERATOR, else FX_SECRETS_FILE, else in the data folder. Nothing is asked of the exchange.',
  arguments: [],
  options: { data: shared.data },
  async run(shell, { options }) {
    const secret = operatorSecret(dataFolder(shell, options.data), givenSecrets(shell))
    const authorization = await operatorAuthorization(secret, { lifeSeconds })()
    shell.print(`${authorization.replace('Operator ', '')}\n`)
    return 0
  },
})

/** Connects a command to the exchange it names: as whom, and for which organisation. */
import { createClient, type Client, type ClientOptions } from '../../sdk/index.ts'
import { CliError, exitCodes } from './cli-error.ts'
import type { Realm } from './login-store.ts'
import { authorizationFor } from './sign-in.ts'
import type { Shell } from './shell.ts'

export type Connection = { readonly url: string; readonly client: Client; readonly options: ClientOptions }

/** The exchange that is meant, without a slash at its end. Throws `CliError` for what is no URL. */
export function exchangeUrl({ environment }: Pick<Shell, 'environment'>, named?: string): string {
  const text = named ?? environment['FX_URL'] ?? 'http://127.0.0.1:3000'
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new CliError(
      `"${text}" is no address of an exchange.`,
      'It begins with http:// or https://.',
      exitCodes.usage,
    )
  return text.replace(/\/+$/, '')
}

/** As a signed-in user or as platform staff. */
export function connect(shell: Shell, named: string | undefined, realm: Realm): Connection {
  const url = exchangeUrl(shell, named)
  // Somebody waits at a terminal: one more attempt, then the reason.
  const retries = { attempts: 2 }
  const options = { baseUrl: url, authorization: authorizationFor(shell, { url, realm }), retries }
  return { url, options, client: createClient(options) }
}

/** As a member of an organisation, given by id or name; without one, the exchange takes the user's only one. */
export async function connectFor(
  shell: Shell,
  named: string | undefined,
  organisation: string | undefined,
): Promise<Connection> {
  const connection = connect(shell, named, 'user')
  const wanted = organisation ?? shell.environment['FX_ORGANISATION']
  if (!wanted) return connection
  const id = /^org_[0-9a-f]{32}$/.test(wanted) ? wanted : await idOfName(connection.client, wanted)
  const options = { ...connection.options, organisation: id }
  return { ...connection, options, client: createClient(options) }
}

/** By the whole name or the beginning of one, in any case, among the organisations that one belongs to. */
async function idOfName(client: Client, wanted: string): Promise<string> {
  const { data } = await client.getMe()
  const named = data.memberships.map(({ organisationId, legalName }) => ({ organisationId, legalName }))
  const same = named.filter(({ legalName }) => legalName.toLowerCase() === wanted.toLowerCase())
  const found =
    same.length > 0 ? same : named.filter((one) => one.legalName.toLowerCase().startsWith(wanted.toLowerCase()))
  const [only] = found
  if (only && found.length === 1) return only.organisationId
  const list = named.map(({ organisationId, legalName }) => `  ${organisationId}  ${legalName}`)
  throw new CliError(
    `${found.length === 0 ? 'You belong to no organisation' : 'You belong to several organisations'} called "${wanted}".`,
    list.length > 0 ? ['You belong to:', ...list].join('\n') : 'Register one: POST /v1/organisations.',
  )
}

/** `fx webhooks …`: where an organisation's own systems are told what happens: list, add, stop, and give another secret. */
import type { Client, Input, Operations } from '../../../sdk/index.ts'
import { everyItem } from '../../../sdk/index.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared, where } from '../command.ts'
import { connectFor } from '../connect.ts'
import { showTable } from '../show-table.ts'
import type { Shell } from '../shell.ts'

type Webhook = Operations['listWebhooks']['reply']['items'][number]
type Health = Operations['getWebhookHealth']['reply']

export const id = { name: 'ID', describe: 'The endpoint: whk_…; see fx webhooks list.' } as const

export const webhooksList = command({
  name: 'webhooks list',
  summary: 'List your organisation’s webhook endpoints and how they do',
  arguments: [],
  options: where,
  async run(shell, { options }) {
    const { client } = await connectFor(shell, options.url, options.organisation)
    const all: (Webhook & { health: Health })[] = []
    // An organisation has twenty at most.
    for await (const webhook of everyItem((query) => client.listWebhooks({ query }))) {
      const { data: health } = await client.getWebhookHealth({ params: { webhookId: webhook.id } })
      all.push({ ...webhook, health })
    }
    if (options.json) shell.print(`${JSON.stringify(all)}\n`)
    else if (all.length === 0) shell.tell('There is none. Add one: fx webhooks add URL\n')
    else {
      const rows = all.map((one) => [one.id, one.status, wellBeing(one), one.types?.join(',') ?? 'all', one.url])
      shell.print(showTable(['endpoint', 'status', 'health', 'types', 'url'], rows))
    }
    return exitCodes.done
  },
})

function wellBeing({ disabled, health }: Webhook & { readonly health: Health }): string {
  if (disabled) return `since ${disabled.at}: ${disabled.reason}`
  const { waiting, breaker, failingSince, missed } = health
  const said = [
    ...(failingSince === null ? [] : [`failing since ${failingSince}`]),
    ...(breaker === 'open' ? ['breaker open'] : []),
    ...(waiting > 0 ? [`${waiting} wait`] : []),
    ...(missed === null ? [] : [`${missed.count} missed since ${missed.since}`]),
  ]
  return said.length > 0 ? said.join(', ') : 'good'
}

type Registered = Input<'registerWebhook'>['body']

export const webhooksAdd = command({
  name: 'webhooks add',
  summary: 'Have an endpoint told what happens, and get its signing secret',
  description:
    'The secret is shown this once: verify each message with it before anything else (docs/webhooks.md).\nThe URL is https and leads to a public address.',
  arguments: [{ name: 'URL', describe: 'Where messages are posted to.' }],
  options: {
    types: { value: 'LIST', describe: 'Of these events only, such as order.sent,order.cancelled; all unless said.' },
    description: { value: 'TEXT', describe: 'What it is for.' },
    organisation: shared.organisation,
    // Its own address is an argument; the exchange's is an option, as everywhere.
    url: shared.url,
    json: shared.json,
  },
  async run(shell, { options, arguments: [url = ''] }) {
    const { client } = await connectFor(shell, options.url, options.organisation)
    const { types, description } = options
    const body = {
      url,
      ...(description !== undefined && { description }),
      // Whatever is typed: the exchange refuses what it has no such event of, and says which there are.
      ...(types !== undefined && {
        types: types.split(',').map((type) => type.trim()) as Registered['types'] & object,
      }),
    }
    return showSecret(shell, (await client.registerWebhook({ body })).data, options.json)
  },
})

export const webhooksRotateSecret = command({
  name: 'webhooks rotate-secret',
  summary: 'Give an endpoint another signing secret',
  description: 'Until the overlap is over, messages bear both signatures, so that a receiver with either takes them.',
  arguments: [id],
  options: {
    'overlap-hours': { value: 'N', default: '24', describe: 'How long the one before goes on, 0 to 168.' },
    ...where,
  },
  async run(shell, { options, arguments: [webhookId = ''] }) {
    const overlapHours = Number(options['overlap-hours'])
    if (!/^\d{1,3}$/.test(options['overlap-hours']))
      throw new CliError('--overlap-hours is a whole number.', 'Give 0 to 168.', exitCodes.usage)
    const { client } = await connectFor(shell, options.url, options.organisation)
    const { data } = await client.rotateWebhookSecret({ params: { webhookId }, body: { overlapHours } })
    return showSecret(shell, data, options.json)
  },
})

function showSecret(shell: Shell, webhook: Webhook, json: boolean): number {
  if (json) shell.print(`${JSON.stringify(webhook)}\n`)
  else {
    shell.print(`${webhook.id}\n${webhook.secret ?? ''}\n`)
    shell.tell('Keep the secret: it is not shown again.\n')
  }
  return exitCodes.done
}

export const webhooksRemove = command({
  name: 'webhooks remove',
  summary: 'Remove an endpoint, with its secret and what waits for it',
  arguments: [id],
  options: where,
  async run(shell, { options, arguments: [webhookId = ''] }) {
    const { client } = await connectFor(shell, options.url, options.organisation)
    const params = { webhookId }
    const { etag } = await client.getWebhook({ params })
    await client.removeWebhook({ params, ...(etag !== undefined && { ifMatch: etag }) })
    shell.print(
      options.json ? `${JSON.stringify({ id: webhookId, status: 'removed' })}\n` : `${webhookId} is removed.\n`,
    )
    return exitCodes.done
  },
})

/** What needs no more than to be said. */
const turn = (
  name: string,
  summary: string,
  ask: (client: Client, webhookId: string) => Promise<{ readonly data: Webhook }>,
) =>
  command({
    name,
    summary,
    arguments: [id],
    options: where,
    async run(shell, { options, arguments: [webhookId = ''] }) {
      const { client } = await connectFor(shell, options.url, options.organisation)
      const { data } = await ask(client, webhookId)
      shell.print(options.json ? `${JSON.stringify(data)}\n` : `${data.id} is ${data.status}.\n`)
      return exitCodes.done
    },
  })

export const webhooksEnable = turn(
  'webhooks enable',
  'Send to an endpoint again that was disabled',
  (client, webhookId) => client.enableWebhook({ params: { webhookId } }),
)
export const webhooksDisable = turn(
  'webhooks disable',
  'Send nothing to an endpoint until it is enabled',
  (client, webhookId) => client.disableWebhook({ params: { webhookId } }),
)

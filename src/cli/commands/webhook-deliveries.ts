/** `fx webhooks test`, `deliveries` and `replay`: what an endpoint was sent, and sending it once more. */
import { setTimeout as sleep } from 'node:timers/promises'
import { everyItem, type Client, type Input, type Operations } from '../../../sdk/index.ts'
import { CliError, exitCodes } from '../cli-error.ts'
import { command, shared, where } from '../command.ts'
import { connectFor } from '../connect.ts'
import { concludeReplay } from '../replay-outcome.ts'
import { followJob } from '../follow-job.ts'
import { showTable } from '../show-table.ts'
import type { Shell } from '../shell.ts'
import { id } from './webhooks.ts'

type Delivery = Operations['getWebhookDelivery']['reply']
type Params = Input<'getWebhookDelivery'>['params']

export const webhooksTest = command({
  name: 'webhooks test',
  summary: 'Send an endpoint a test message, and say what it answered',
  description: 'Ends with 1 where the endpoint does not take it.',
  arguments: [id],
  options: where,
  async run(shell, { options, arguments: [webhookId = ''] }) {
    const { client } = await connectFor(shell, options.url, options.organisation)
    const { data } = await client.testWebhook({ params: { webhookId } })
    const tried = await firstAttempt(shell, client, { webhookId, deliveryId: data.id })
    if (options.json) shell.print(`${JSON.stringify(tried)}\n`)
    else shell.print(`${tried.id} ${lastOf(tried)}.\n`)
    return tried.status === 'delivered' ? exitCodes.done : exitCodes.failed
  },
})

const pollMs = 100
/** An endpoint has 15 s to answer, and may have to wait for others of its process. */
const patienceMs = 30_000

/** The delivery once it was tried, or as it is when nothing has come of it for long. */
async function firstAttempt(shell: Shell, client: Client, params: Params): Promise<Delivery> {
  const begun = shell.now()
  for (;;) {
    const { data } = await client.getWebhookDelivery({ params, signal: shell.interrupted })
    if (data.attempts > 0 || shell.now() - begun > patienceMs) return data
    await sleep(pollMs, undefined, { signal: shell.interrupted })
  }
}

/** In words: what came of the last attempt. */
function lastOf({ status, lately, nextAttemptAt }: Delivery): string {
  const last = lately.at(-1)
  if (!last) return 'was not tried yet'
  const answer = last.status === undefined ? (last.failure ?? 'failed') : `answered ${last.status}`
  const after = `${answer} after ${last.durationMs} ms`
  return status === 'waiting' && nextAttemptAt !== undefined ? `${after}, again at ${nextAttemptAt}` : after
}

const statuses = ['waiting', 'delivered', 'failed'] as const

export const webhooksDeliveries = command({
  name: 'webhooks deliveries',
  summary: 'List what an endpoint was sent, the newest first',
  description: 'For thirty days, and ten thousand at most. As JSON a line for each, with its body and each attempt.',
  arguments: [id],
  options: {
    status: { value: 'STATUS', describe: `Only those that are ${statuses.join(', ')}.` },
    limit: { value: 'N', default: '50', describe: 'So many at most.' },
    ...where,
  },
  async run(shell, { options, arguments: [webhookId = ''] }) {
    const status = statuses.find((each) => each === options.status)
    if (options.status !== undefined && status === undefined)
      throw new CliError(`"${options.status}" is no status.`, `There are ${statuses.join(', ')}.`, exitCodes.usage)
    if (!/^[1-9]\d{0,4}$/.test(options.limit))
      throw new CliError('--limit is a whole number.', 'Give 1 to 10000.', exitCodes.usage)
    const { client } = await connectFor(shell, options.url, options.organisation)
    const list = everyItem((query) =>
      client.listWebhookDeliveries({ params: { webhookId }, query: { ...query, status } }),
    )
    const rows: string[][] = []
    let left = Number(options.limit)
    for await (const delivery of list) {
      if (options.json) shell.print(`${JSON.stringify(delivery)}\n`)
      else rows.push([delivery.id, delivery.type, delivery.createdAt, delivery.status, lastOf(delivery)])
      left -= 1
      if (left === 0) break
    }
    if (rows.length > 0) shell.print(showTable(['delivery', 'event', 'since', 'status', 'last attempt'], rows))
    else if (!options.json) shell.tell('There is none.\n')
    return exitCodes.done
  },
})

export const webhooksReplay = command({
  name: 'webhooks replay',
  summary: 'Send an endpoint once more what it was sent, or what happened within a time',
  description:
    'By id, or all from an instant on: also what happened while the endpoint was disabled, or before there was one.\nEach message has the id that it had, so that a receiver may tell it again. A time is 31 days at most.',
  arguments: [
    id,
    { name: 'DELIVERY', describe: 'Which ones; see fx webhooks deliveries.', optional: true, repeated: true },
  ],
  options: {
    from: { value: 'INSTANT', describe: 'From then on, ISO 8601.' },
    until: { value: 'INSTANT', describe: 'Up to then; now unless said.' },
    organisation: shared.organisation,
    url: shared.url,
    json: shared.json,
  },
  async run(shell, { options, arguments: [webhookId = '', ...deliveries] }) {
    const { from, until, json } = options
    if (deliveries.length > 0 === (from !== undefined))
      throw new CliError('What is to be sent once more?', 'Name deliveries, or say --from INSTANT.', exitCodes.usage)
    const { client } = await connectFor(shell, options.url, options.organisation)
    const params = { webhookId }
    if (from === undefined) {
      for (const deliveryId of deliveries) {
        const { data } = await client.replayWebhookDelivery({ params: { webhookId, deliveryId } })
        shell.print(json ? `${JSON.stringify(data)}\n` : `${data.id} ${data.status}\n`)
      }
      return exitCodes.done
    }
    const body = { from, ...(until !== undefined && { until }) }
    const { data } = await client.replayWebhook({ params, body })
    return concludeReplay(shell, await followJob(shell, client, data.id, { label: 'replaying', unit: 'entries' }), json)
  },
})

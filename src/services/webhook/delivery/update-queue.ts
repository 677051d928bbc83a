/** Changes an endpoint's queue although several processes do: of two that write at once one has written, and the other looks again. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { documentWrite, type Documents } from '../../../infrastructure/store/documents.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { queues } from './delivery-view.ts'
import type { EndpointQueue } from './endpoint-queue.ts'

export type QueueNeeds = {
  readonly documents: Pick<Documents, 'get' | 'write'>
  /** In [0, 1). */
  readonly random: () => number
}

/** Against as many others as processes there may be. */
const triesMax = 12

export async function readQueue(
  documents: Pick<Documents, 'get'>,
  webhookId: string,
): Promise<EndpointQueue | undefined> {
  const found = await documents.get(queues, webhookId)
  // Written below alone.
  return found && (JSON.parse(found.body) as EndpointQueue)
}

/**
 * Gives the queue as it then is; undefined where `change` wants none.
 * @param change  given what is there; gives what is to be instead, or undefined for nothing. May be called again.
 */
export async function updateQueue(
  { documents, random }: QueueNeeds,
  webhookId: string,
  change: (queue: EndpointQueue | undefined) => EndpointQueue | undefined,
): Promise<EndpointQueue | undefined> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const found = await documents.get(queues, webhookId)
    const next = change(found && (JSON.parse(found.body) as EndpointQueue))
    if (next === undefined) return undefined
    const stamp = randomUUID()
    // Of equal versions the first one stays: its stamp says whose it is.
    await documents.write([documentWrite(queues, webhookId, (found?.version ?? 0) + 1, { ...next, stamp })])
    const kept = await readQueue(documents, webhookId)
    if (kept?.stamp === stamp) return kept
    await sleep(random() * Math.min(100, 2 ** tries))
  }
  throw new Rejected({
    kind: 'unavailable',
    code: 'webhook/contended',
    detail: 'Too many others changed the same endpoint’s queue. Try again in a moment.',
    facts: { retryAfterSeconds: 1 },
  })
}

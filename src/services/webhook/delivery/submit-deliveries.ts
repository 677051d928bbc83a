/** Puts events into an endpoint's queue: each once, however often it is told; what finds no room is counted. */
import { hash } from 'node:crypto'
import { documentWrite, type Documents } from '../../../infrastructure/store/documents.ts'
import { deliveries } from './delivery-view.ts'
import { newDelivery, replayed, type Delivery, type ToldEvent } from './delivery.ts'
import { newQueue, roomFor, withMore } from './endpoint-queue.ts'
import { readQueue, updateQueue } from './update-queue.ts'

export type SubmitNeeds = {
  readonly documents: Documents
  readonly random: () => number
  readonly now: () => string
  /** Told that there is something to send. */
  readonly nudge: () => void
}

export type Endpoint = { readonly id: string; readonly organisationId: string }

/** Written in one transaction. */
const batchMax = 100

/** The same for the same event and endpoint: so that it is in the log once. */
export const deliveryIdOf = (webhookId: string, eventId: string): string =>
  `whd_${hash('sha256', `${webhookId}\n${eventId}`, 'hex').slice(0, 32)}`

export type SubmitDeliveries = (endpoint: Endpoint, events: readonly ToldEvent[]) => Promise<void>

/** What was submitted before is left as it is. */
export const submitDeliveries =
  (needs: SubmitNeeds): SubmitDeliveries =>
  async (endpoint, events) => {
    for (let from = 0; from < events.length; from += batchMax)
      await submitBatch(needs, endpoint, events.slice(from, from + batchMax))
    needs.nudge()
  }

async function submitBatch(needs: SubmitNeeds, { id, organisationId }: Endpoint, events: readonly ToldEvent[]) {
  const { documents, now } = needs
  const at = now()
  const known = new Set((await findAll(needs, id, events)).map((found) => found.id))
  const untold = events.filter((event) => !known.has(deliveryIdOf(id, event.id)))
  const queue = (await readQueue(documents, id)) ?? newQueue(id, organisationId)
  const taken = untold.slice(0, roomFor(queue, untold.length))
  const missed = untold.length - taken.length
  // Before the queue: a crash between the two brings the events again, and their deliveries are known then.
  if (taken.length > 0) {
    const writes = taken.map((event, ordinal) => {
      const whose = { id: deliveryIdOf(id, event.id), webhookId: id, organisationId }
      return documentWrite(deliveries, whose.id, 1, newDelivery(whose, event, Date.parse(at), ordinal))
    })
    await documents.write(writes)
  }
  await updateQueue(needs, id, (before) => withMore(before ?? newQueue(id, organisationId), taken.length, missed, at))
}

const findAll = ({ documents }: SubmitNeeds, webhookId: string, events: readonly ToldEvent[]) =>
  documents.getMany(
    deliveries,
    events.map((event) => deliveryIdOf(webhookId, event.id)),
  )

/**
 * Submits events once more, whatever became of them; gives how many found room. At most 100.
 *
 * @param againBy  the key under which the same request may come again
 */
export async function submitAgain(
  needs: SubmitNeeds,
  endpoint: Endpoint,
  events: readonly ToldEvent[],
  againBy?: string,
): Promise<number> {
  const { documents, now, nudge } = needs
  const { id, organisationId } = endpoint
  const at = now()
  const nowMs = Date.parse(at)
  const found = new Map((await findAll(needs, id, events)).map((one) => [one.id, one]))
  const queue = (await readQueue(documents, id)) ?? newQueue(id, organisationId)
  const writes = events.flatMap((event, ordinal) => {
    const deliveryId = deliveryIdOf(id, event.id)
    const before = found.get(deliveryId)
    // Above all versions that a delivery which was forgotten can have left.
    if (!before) {
      const made = newDelivery({ id: deliveryId, webhookId: id, organisationId }, event, nowMs, ordinal)
      return [documentWrite(deliveries, deliveryId, Math.floor(nowMs / 1_000), made)]
    }
    const delivery = JSON.parse(before.body) as Delivery
    if (delivery.status === 'waiting') return []
    return [documentWrite(deliveries, deliveryId, before.version + 1, replayed(delivery, nowMs, againBy))]
  })
  const taken = writes.slice(0, roomFor(queue, writes.length))
  await documents.write(taken)
  await updateQueue(needs, id, (before) => withMore(before ?? newQueue(id, organisationId), taken.length, 0, at))
  nudge()
  return events.length - (writes.length - taken.length)
}

/** Cancels an RFQ and rejects what was answered to it, in one commit: no supplier waits for a decision that never comes. */
import type { Committed, Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { quoteAggregate } from './quote-view.ts'
import { ownRfq } from '../request/rfq-reader.ts'
import type { Rfq } from '../request/rfq-state.ts'
import { rfqAggregate } from '../request/rfq-view.ts'

export type CancelRfq = {
  readonly rfqId: string
  readonly buyerId: string
  readonly by: string
  readonly reason: string
  readonly ifMatch?: number | undefined
}

export const cancelRfq = (
  execute: Execute,
  intent: Intent,
  { rfqId, buyerId, by, reason, ifMatch }: CancelRfq,
): Promise<Committed<Rfq>> =>
  execute(rfqAggregate, intent, async (unit) => {
    const snapshot = await unit.load(rfqAggregate, rfqId)
    const { quotes, details } = ownRfq(snapshot, buyerId)
    requireVersion(snapshot, ifMatch)
    const { at } = unit
    await unit.decide(rfqAggregate, rfqId, { type: 'cancel', at, by, reason })
    const lines = details.lines.map(({ id }) => id)
    for (const { quoteId } of quotes) await unit.decide(quoteAggregate, quoteId, { type: 'reject', at, lines })
    return rfqId
  })

/** Takes a quote back; the RFQ hears of it in the same commit. */
import type { Committed, Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Quote } from './quote.ts'
import { quoteAggregate } from './quote-view.ts'
import { rfqAggregate } from '../request/rfq-view.ts'
import { ownQuote } from './submit-quote.ts'

export type WithdrawQuote = {
  readonly quoteId: string
  readonly supplierId: string
  readonly by: string
  readonly reason?: string | undefined
  readonly ifMatch?: number | undefined
}

export const withdrawQuote = (
  execute: Execute,
  intent: Intent,
  { quoteId, supplierId, by, reason, ifMatch }: WithdrawQuote,
): Promise<Committed<Quote>> =>
  execute(quoteAggregate, intent, async (unit) => {
    const snapshot = await unit.load(quoteAggregate, quoteId)
    const { rfqId } = ownQuote(snapshot.state, supplierId)
    requireVersion(snapshot, ifMatch)
    const { at } = unit
    await unit.decide(quoteAggregate, quoteId, { type: 'withdraw', at, by, ...(reason !== undefined && { reason }) })
    await unit.decide(rfqAggregate, rfqId, { type: 'take-back-quote', at, by, quoteId })
    return quoteId
  })

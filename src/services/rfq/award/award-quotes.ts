/** Proposes an award over the quotes of an RFQ; where no rule asks for a person it is approved, and ordered, at once. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Result } from '../../../kernel/result.ts'
import type { Committed, Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import {
  approvalRulesOf,
  assertVerified,
  isBeyondBudgets,
  requiredApprovals,
  withBeyondBudgetStep,
} from '../../organisation/contract.ts'
import { allotted, type WantedAllotment } from './allotment.ts'
import { placeAwardedOrders } from './place-awarded-orders.ts'
import { awardedTotal, judgedTotal } from './awarded-total.ts'
import type { Award } from './award.ts'
import { awardAggregate } from './award-view.ts'
import { readRates } from '../comparison/exchange-rate-view.ts'
import { presentVersion } from '../quote/quote.ts'
import { readQuotes } from '../comparison/read-comparison.ts'
import { ownRfq } from '../request/rfq-reader.ts'
import { awardedQuantities } from '../request/rfq-state.ts'
import { rfqAggregate } from '../request/rfq-view.ts'

export type ProposeAward = {
  readonly rfqId: string
  readonly buyerId: string
  readonly by: string
  readonly lines: readonly WantedAllotment[]
  readonly final: boolean
  readonly poNumber?: string | undefined
  readonly note?: string | undefined
}

export const awardQuotes = (execute: Execute, intent: Intent, proposed: ProposeAward): Promise<Committed<Award>> =>
  execute(awardAggregate, intent, async (unit) => {
    const { rfqId, buyerId, by, final, poNumber, note } = proposed
    const { at } = unit
    const state = ownRfq(await unit.load(rfqAggregate, rfqId), buyerId)
    await assertVerified(unit, buyerId, 'award')
    const quotes = await readQuotes(
      unit,
      state.quotes.map(({ quoteId }) => quoteId),
    )
    const taken = awardedQuantities(state, 'with pending')
    const lines = held(allotted(proposed.lines, { details: state.details, taken, quotes, at }))
    const currencies = lines.map(({ currency }) => currency)
    const rates = await readRates(unit, state.details.currency, currencies)
    const chargesOf = (quoteId: string) =>
      presentVersion(quotes.find((each) => each.quoteId === quoteId)!.quote).charges
    const { total, quotes: awarded } = held(awardedTotal(lines, chargesOf, rates))
    const others = state.awards.filter(({ status }) => status !== 'rejected').map((each) => each.total)
    const judged = held(judgedTotal(total, others))
    const ruled = requiredApprovals(await approvalRulesOf(unit, buyerId), judged)
    const ordered = awarded.map((each) => each.total)
    const chain = (await isBeyondBudgets(unit, buyerId, ordered)) ? withBeyondBudgetStep(ruled) : ruled
    const awardId = unit.newId('awd')
    const asked = lines.map(({ line, quantity }) => ({ line, quantity }))
    await unit.decide(rfqAggregate, rfqId, { type: 'propose-award', at, by, awardId, total, lines: asked, final })
    await unit.decide(awardAggregate, awardId, {
      type: 'propose',
      at,
      by,
      content: {
        rfqId,
        buyerId,
        lines,
        quotes: awarded,
        total,
        judged,
        rates,
        chain,
        final,
        ...(poNumber !== undefined && { poNumber }),
        ...(note !== undefined && { note }),
      },
    })
    if (chain.length === 0) await placeAwardedOrders(unit, awardId, by)
    return awardId
  })

const held = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Rejected(result.rejection)
  return result.value
}

/**
 * What the last approval sets off, all of it in the approval's own commit or none: quotes accepted and rejected, the RFQ
 * awarded, an order for each supplier with its stock set aside. Whether the quotes still hold is judged here.
 */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { asksWhoAnswersForBudgets } from '../../organisation/contract.ts'
import { createApprovedOrder, type AwardedLine } from '../../order/contract.ts'
import type { Allotment } from './allotment.ts'
import type { AwardOrder, KnownAward } from './award.ts'
import { awardAggregate } from './award-view.ts'
import type { AwardedQuote } from './awarded-total.ts'
import type { QuoteVersion } from '../quote/quote-details.ts'
import { presentVersion } from '../quote/quote.ts'
import { quoteAggregate } from '../quote/quote-view.ts'
import { settledLines, type KnownRfq } from '../request/rfq-state.ts'
import { rfqAggregate } from '../request/rfq-view.ts'
import { splitByShares } from './split-by-shares.ts'

export async function placeAwardedOrders(unit: Unit, awardId: string, by: string): Promise<void> {
  const { state } = await unit.load(awardAggregate, awardId)
  if (state.status === 'absent') throw new Error(`${awardId} is fulfilled before it is proposed.`)
  const { at } = unit
  const { rfqId } = state
  const rfq = await unit.decide(rfqAggregate, rfqId, { type: 'settle-award', at, by, awardId, outcome: 'approved' })
  if (rfq.phase === 'absent') throw new Error(`${rfqId} is awarded and does not exist.`)
  const orders: AwardOrder[] = []
  for (const awarded of state.quotes) {
    const lines = state.lines.filter(({ quoteId }) => quoteId === awarded.quoteId)
    orders.push(await orderFrom(unit, { awardId, award: state, rfq, awarded, lines }))
  }
  const settled = settledLines(rfq)
  for (const { quoteId, withdrawn } of rfq.quotes)
    if (!withdrawn) await unit.decide(quoteAggregate, quoteId, { type: 'reject', at, lines: settled })
  await unit.decide(awardAggregate, awardId, { type: 'order', at, orders })
}

type ToOrder = {
  readonly awardId: string
  readonly award: KnownAward
  readonly rfq: KnownRfq
  readonly awarded: AwardedQuote
  readonly lines: readonly Allotment[]
}

async function orderFrom(unit: Unit, { awardId, award, rfq, awarded, lines }: ToOrder): Promise<AwardOrder> {
  const { quoteId, version, supplierId, charges } = awarded
  const orderId = unit.newId('ord')
  const portions = lines.map(({ line, quantity, unitPrice }) => ({ line, quantity, unitPrice, orderId }))
  const quote = await unit.decide(quoteAggregate, quoteId, { type: 'accept', at: unit.at, version, portions })
  if (quote.phase === 'absent') throw new Error(`${quoteId} is accepted and does not exist.`)
  const present = presentVersion(quote)
  const { paymentTerms, deliverTo } = rfq.details
  const created = await createApprovedOrder(unit, {
    orderId,
    buyerId: award.buyerId,
    supplierId,
    award: { awardId, rfqId: award.rfqId },
    requestedBy: award.proposedBy,
    approvedBy: award.approvals.map(({ by }) => by),
    beyondBudget: asksWhoAnswersForBudgets(award.chain),
    currency: present.currency,
    terms: { incoterm: present.incoterm, place: present.place, paymentTerms },
    ...(award.poNumber !== undefined && { poNumber: award.poNumber }),
    shipTo: deliverTo,
    lines: lines.map((allotment) => orderLine(allotment, rfq, present)),
    charges,
    ...(award.note !== undefined && { note: award.note }),
  })
  return { orderId, supplierId, total: created.total }
}

function orderLine(allotment: Allotment, { details }: KnownRfq, present: QuoteVersion): AwardedLine {
  const { line, quoteId, version, product, quantity, unitPrice } = allotment
  const asked = details.lines.find(({ id }) => id === line)!
  const { fulfilment } = present.lines.find((each) => each.line === line)!
  const parts = splitByShares(
    quantity,
    details.deliveries.map(({ share }) => share),
  )
  return {
    productId: product.productId,
    ...(asked.buyerItemCode !== undefined && { buyerItemCode: asked.buyerItemCode }),
    unitPrice,
    quote: { quoteId, version, line },
    fulfilment,
    minimumRemainingLifeDays: asked.minimumRemainingLifeDays,
    pastBestBeforeConsent: false,
    deliveries: details.deliveries
      .map(({ date }, index) => ({ date, quantity: parts[index]! }))
      .filter((delivery) => delivery.quantity > 0),
  }
}

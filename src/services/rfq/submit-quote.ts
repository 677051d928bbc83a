/**
 * Gives a supplier's answer, or revises it. The RFQ's own stream is extended in the same commit: that it was still open,
 * and that this supplier has one quote, holds for good.
 */
import { invalidField, Rejected } from '../../kernel/rejection.ts'
import type { Committed, Execute, Intent } from '../../infrastructure/store/execute.ts'
import { requireVersion } from '../../infrastructure/store/require-version.ts'
import type { Unit } from '../../infrastructure/store/unit-of-work.ts'
import { pricedPerOf } from '../order/contract.ts'
import { assertVerified, organisationOf, siteOf } from '../organisation/contract.ts'
import type { TradedProduct } from '../product/contract.ts'
import { productFor, unitOf } from './create-rfq.ts'
import type { GivenQuote, OfferedProduct } from './quote-details.ts'
import type { QuoteInput } from './quote-schemas.ts'
import { presentVersion, unknownQuote, type KnownQuote, type Quote } from './quote.ts'
import { quoteAggregate } from './quote-view.ts'
import { seenRfq } from './rfq-reader.ts'
import type { KnownRfq } from './rfq-state.ts'
import { rfqAggregate } from './rfq-view.ts'
import { unknownRfq } from './rfq.ts'

export type SubmitQuote = { readonly supplierId: string; readonly by: string; readonly input: QuoteInput }

/** Quotes on an RFQ; a supplier that has a quote there revises it. */
export const submitQuote = (
  execute: Execute,
  intent: Intent,
  { rfqId, ...submitted }: SubmitQuote & { readonly rfqId: string },
): Promise<Committed<Quote>> =>
  execute(quoteAggregate, intent, async (unit) => {
    const { state } = await seenRfq(unit, await unit.load(rfqAggregate, rfqId), submitted.supplierId)
    const known = state.quotes.find(({ supplierId }) => supplierId === submitted.supplierId)
    const quoteId = known?.quoteId ?? unit.newId('qte')
    await answer(unit, { quoteId, rfqId, state }, submitted)
    return quoteId
  })

/** Revises a quote by its own id. */
export const reviseQuote = (
  execute: Execute,
  intent: Intent,
  { quoteId, ifMatch, ...submitted }: SubmitQuote & { readonly quoteId: string; readonly ifMatch?: number | undefined },
): Promise<Committed<Quote>> =>
  execute(quoteAggregate, intent, async (unit) => {
    const snapshot = await unit.load(quoteAggregate, quoteId)
    const { rfqId } = ownQuote(snapshot.state, submitted.supplierId)
    requireVersion(snapshot, ifMatch)
    const { state } = await unit.load(rfqAggregate, rfqId)
    if (state.phase === 'absent') throw new Rejected(unknownRfq)
    await answer(unit, { quoteId, rfqId, state }, submitted)
    return quoteId
  })

/** A quote of one's own, or one that does not exist. */
export function ownQuote(state: Quote, supplierId: string): KnownQuote {
  if (state.phase === 'absent' || state.supplierId !== supplierId) throw new Rejected(unknownQuote)
  return state
}

type Answered = { readonly quoteId: string; readonly rfqId: string; readonly state: KnownRfq }

async function answer(unit: Unit, { quoteId, rfqId, state }: Answered, { supplierId, by, input }: SubmitQuote) {
  if (state.buyerId === supplierId) throw new Rejected(ownRequest)
  await assertVerified(unit, supplierId, 'quote')
  const supplier = await organisationOf(unit, supplierId)
  if (!supplier?.kinds.includes('supplier')) throw new Rejected(notASupplier)
  const { at } = unit
  const before = await unit.load(quoteAggregate, quoteId)
  const content = await contentOf(unit, state, supplierId, input)
  const { buyerId } = state
  const after = await unit.decide(quoteAggregate, quoteId, {
    type: 'submit',
    at,
    by,
    rfqId,
    buyerId,
    supplierId,
    content,
  })
  if (after === before.state || after.phase === 'absent') return
  const { version } = presentVersion(after)
  await unit.decide(rfqAggregate, rfqId, { type: 'receive-quote', at, by, quoteId, supplierId, version })
}

async function contentOf(unit: Unit, rfq: KnownRfq, supplierId: string, input: QuoteInput): Promise<GivenQuote> {
  const { details } = rfq
  const lines: GivenQuote['lines'][number][] = []
  for (const [index, given] of input.lines.entries()) {
    const asked = details.lines.find(({ id }) => id === given.line)
    const pointer = `/lines/${index}`
    if (!asked) throw new Rejected(invalidField('quote/unknown-line', `${pointer}/line`, 'The RFQ has no such line.'))
    const { productId, unitPrice, breaks, leadTimeDays, fulfilment = 'from-stock', ...rest } = given
    if ((unitPrice === undefined) === (breaks === undefined))
      throw new Rejected(invalidField('quote/price', `${pointer}/unitPrice`, 'Give `unitPrice` or `breaks`.'))
    if (rest.originSiteId !== undefined && !(await siteOf(unit, supplierId, rest.originSiteId)))
      throw new Rejected(invalidField('quote/unknown-site', `${pointer}/originSiteId`, 'Not a site of yours.'))
    const offered = productId ?? (asked.item.kind === 'product' ? asked.item.productId : undefined)
    if (offered === undefined)
      throw new Rejected(invalidField('quote/product-missing', `${pointer}/productId`, 'Name the product you offer.'))
    const product = await productFor(unit, offered, rfq.buyerId, `${pointer}/productId`)
    assertOfferable(product, supplierId, `${pointer}/productId`)
    if (unitOf(product.soldBy) !== asked.unit)
      throw new Rejected(
        invalidField('quote/unit', `${pointer}/productId`, `The line asks for ${asked.unit}s; this is sold otherwise.`),
      )
    lines.push({
      ...rest,
      product: offeredProduct(product),
      breaks: breaks ?? [{ from: 1, unitPrice: unitPrice! }],
      leadTimeDays,
      fulfilment,
    })
  }
  const { incoterm = details.incoterm, place = details.place, currency = details.currency, charges = [] } = input
  return { ...input, incoterm, place, currency, charges, lines }
}

function assertOfferable(product: TradedProduct, supplierId: string, pointer: string): void {
  if (product.supplierId !== supplierId)
    throw new Rejected(invalidField('quote/not-your-product', pointer, 'Offer a product of your own in its place.'))
  if (product.status !== 'published')
    throw new Rejected(invalidField('quote/product-not-published', pointer, 'Only published products are offered.'))
  if (product.soldBy === 'catch-weight' && product.details.unit?.netWeightGrams === undefined)
    throw new Rejected(invalidField('quote/no-nominal-weight', pointer, 'Say first what a piece of it should weigh.'))
}

const offeredProduct = ({ id, sku, name, specVersion, soldBy, details }: TradedProduct): OfferedProduct => ({
  productId: id,
  sku,
  name,
  specVersion,
  pricedPer: pricedPerOf(soldBy),
  ...(soldBy === 'catch-weight' &&
    details.unit?.netWeightGrams !== undefined && { nominalGrams: details.unit.netWeightGrams }),
})

const notASupplier = {
  kind: 'forbidden',
  code: 'quote/not-a-supplier',
  detail: 'Only organisations that are registered as suppliers quote.',
} as const
const ownRequest = {
  kind: 'forbidden',
  code: 'quote/own-rfq',
  detail: 'Nobody quotes on their own RFQ.',
} as const

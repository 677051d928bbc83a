/** Looks up what a quote names of products and sites, and refuses by field what its supplier cannot offer on this RFQ. */
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import { pricedPerOf } from '../../../kernel/priced-per.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { siteOf } from '../../organisation/contract.ts'
import type { TradedProduct } from '../../product/contract.ts'
import { productFor, unitOf } from '../request/create-rfq.ts'
import type { GivenQuote, OfferedProduct } from './quote-details.ts'
import type { QuoteInput } from './quote-schemas.ts'
import { checkedUnitPrice } from '../request/rfq-checks.ts'
import type { RfqLine } from '../request/rfq-details.ts'
import type { KnownRfq } from '../request/rfq-state.ts'

type Given = QuoteInput['lines'][number]
type Line = GivenQuote['lines'][number]

export async function readQuotedContent(
  unit: Unit,
  rfq: KnownRfq,
  supplierId: string,
  input: QuoteInput,
): Promise<GivenQuote> {
  const { details } = rfq
  const lines: Line[] = []
  for (const [index, given] of input.lines.entries()) {
    const pointer = `/lines/${index}`
    const asked = details.lines.find(({ id }) => id === given.line)
    if (!asked) throw new Rejected(invalidField('quote/unknown-line', `${pointer}/line`, 'The RFQ has no such line.'))
    if (given.originSiteId !== undefined && !(await siteOf(unit, supplierId, given.originSiteId)))
      throw new Rejected(invalidField('quote/unknown-site', `${pointer}/originSiteId`, 'Not a site of yours.'))
    const product = await offeredFor(unit, { rfq, asked, given, supplierId }, `${pointer}/productId`)
    assertMeasure(given, product, `${pointer}/pricedPer`)
    const { productId: _id, unitPrice: _price, pricedPer: _per, fulfilment = 'from-stock', ...rest } = given
    lines.push({ ...rest, product, breaks: breaksOf(given, pointer), fulfilment })
  }
  const { incoterm = details.incoterm, place = details.place, currency = details.currency, charges = [] } = input
  return { ...input, incoterm, place, currency, charges, lines }
}

/** A supplier who says what the price is for has reckoned with it. */
function assertMeasure({ pricedPer }: Given, product: OfferedProduct, pointer: string): void {
  if (pricedPer === undefined || pricedPer === product.pricedPer) return
  const detail = `The product is priced by the ${product.pricedPer}.`
  throw new Rejected(invalidField('quote/other-measure', pointer, detail))
}

/** One price for any quantity is a single break. */
function breaksOf({ unitPrice, breaks }: Given, pointer: string): Line['breaks'] {
  if (breaks !== undefined && unitPrice === undefined) return breaks
  if (breaks !== undefined || unitPrice === undefined)
    throw new Rejected(invalidField('quote/price', `${pointer}/unitPrice`, 'Give `unitPrice` or `breaks`.'))
  // Looked at here too, so that a refusal names the field that was written.
  const price = checkedUnitPrice(unitPrice, `${pointer}/unitPrice`)
  if (!price.ok) throw new Rejected(price.rejection)
  return [{ from: 1, unitPrice }]
}

type Offer = {
  readonly rfq: KnownRfq
  readonly asked: RfqLine
  readonly given: Given
  readonly supplierId: string
}

/** The product of the supplier's own that a line offers; the one asked for where it is the supplier's. */
async function offeredFor(
  unit: Unit,
  { rfq, asked, given, supplierId }: Offer,
  pointer: string,
): Promise<OfferedProduct> {
  const refuse = (code: `quote/${string}`, detail: string) => new Rejected(invalidField(code, pointer, detail))
  const productId = given.productId ?? (asked.item.kind === 'product' ? asked.item.productId : undefined)
  if (productId === undefined) throw refuse('quote/product-missing', 'Name the product you offer.')
  const product = await productFor(unit, productId, rfq.buyerId, pointer)
  if (product.supplierId !== supplierId)
    throw refuse('quote/not-your-product', 'Offer a product of your own in its place.')
  if (product.status !== 'published')
    throw refuse('quote/product-not-published', 'Only published products are offered.')
  if (unitOf(product.soldBy) !== asked.unit)
    throw refuse('quote/unit', `The line asks for ${asked.unit}s; this is sold otherwise.`)
  if (product.soldBy === 'catch-weight' && product.details.unit?.netWeightGrams === undefined)
    throw refuse('quote/no-nominal-weight', 'Say first what a piece of it should weigh.')
  return offeredProduct(product)
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

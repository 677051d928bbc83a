/** Quotes side by side, one table a line: one unit, one currency, one set of rates; what is unknown says so and is never zero. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import {
  addDecimals,
  compareDecimals,
  decimal,
  divideDecimals,
  fromUnscaled,
  multiplyDecimals,
  roundDecimal,
  type Decimal,
} from '../../../kernel/decimal.ts'
import { allocateMoney, moneyToDecimal, sumMoney, type Money } from '../../../kernel/money.ts'
import { inSnapshot, rateOf, type RateSnapshot } from './exchange-rates.ts'
import { metEvidence, type Evidence, type EvidenceMet } from './met-evidence.ts'
import type { OfferedProduct, QuoteLine } from '../quote/quote-details.ts'
import { netOf, unitPriceAt } from '../quote/quote-price.ts'
import { presentVersion, quoteStatusAt, type KnownQuote, type QuoteStatus } from '../quote/quote.ts'
import { scoresOf, type Score } from './score.ts'
import type { RfqDetails, RfqLine } from '../request/rfq-details.ts'

export type NamedQuote = { readonly quoteId: string; readonly quote: KnownQuote }

/** Why a figure is not there. */
export type Unknown = 'no-exchange-rate' | 'below-minimum' | 'too-large'
/** For the RFQ's unit (a piece, a kilogram, a litre) in the buyer's currency, to six decimals. */
export type ComparedPrice =
  | { readonly known: true; readonly perUnit: Decimal }
  | { readonly known: false; readonly why: Unknown }

export type ComparedLine = {
  readonly quoteId: string
  readonly version: number
  readonly supplierId: string
  readonly status: QuoteStatus
  readonly product: OfferedProduct
  readonly quoted: { readonly unitPrice?: Decimal; readonly currency: CurrencyCode }
  readonly offeredQuantity: number
  /** What the prices are reckoned for: what is asked, or less where less is offered. */
  readonly comparedQuantity: number
  /** Goods alone. */
  readonly price: ComparedPrice
  /** With this line's part of the quote's charges, by value. */
  readonly landed: ComparedPrice
  /** `price` is at most the target. */
  readonly meetsTarget?: boolean
  readonly leadTimeDays: number
  readonly incoterm: string
  readonly place: string
  readonly validUntil: string
  readonly evidence: EvidenceMet
} & Score

export type Comparison = {
  readonly rates: RateSnapshot
  readonly lines: readonly { readonly line: RfqLine; readonly quotes: readonly ComparedLine[] }[]
}

export type ToCompare = {
  readonly details: RfqDetails
  readonly quotes: readonly NamedQuote[]
  readonly rates: RateSnapshot
  /** By product. */
  readonly evidence: ReadonlyMap<string, Evidence>
  readonly at: string
}

/** Best score first; a tie goes to the lower price, then to the quote that came first. Withdrawn quotes are left out. */
export function compareQuotes({ details, quotes, rates, evidence, at }: ToCompare): Comparison {
  const standing = quotes
    .map(({ quoteId, quote }) => ({ quoteId, quote, status: quoteStatusAt(quote, at) }))
    .filter(({ status }) => status !== 'withdrawn')
    // Ids sort by age: the order in which quotes are read changes nothing.
    .toSorted((a, b) => (a.quoteId < b.quoteId ? -1 : 1))
  const priced = new Map(standing.map(({ quoteId, quote }) => [quoteId, pricedLines(quote, details, rates)]))
  return {
    rates,
    lines: details.lines.map((line) => {
      const rows = standing.flatMap(({ quoteId, quote, status }) => {
        const found = priced.get(quoteId)?.get(line.id)
        if (!found) return []
        return [rowOf({ quoteId, quote, status }, line, found, evidence.get(found.offer.product.productId))]
      })
      return { line, quotes: ranked(rows, line, details) }
    }),
  }
}

type Row = Omit<ComparedLine, 'score' | 'points'>

function ranked(rows: readonly Row[], line: RfqLine, { weights }: RfqDetails): readonly ComparedLine[] {
  const scores = scoresOf(
    rows.map(({ landed, leadTimeDays, evidence, offeredQuantity }) => ({
      price: landed.known ? landed.perUnit : undefined,
      leadTimeDays,
      evidence: { met: evidence.met.length, asked: evidence.met.length + evidence.unmet.length },
      coverage: { offered: offeredQuantity, asked: line.quantity },
    })),
    weights,
  )
  return rows
    .map((row, index) => ({ ...row, ...scores[index]! }))
    .toSorted((a, b) => compareDecimals(b.score, a.score) || byPrice(a.landed, b.landed))
}

const byPrice = (a: ComparedPrice, b: ComparedPrice): number =>
  a.known && b.known ? compareDecimals(a.perUnit, b.perUnit) : Number(b.known) - Number(a.known)

type PricedLine = {
  readonly offer: QuoteLine
  readonly quantity: number
  readonly unitPrice: Decimal | undefined
  readonly price: ComparedPrice
  readonly landed: ComparedPrice
}

/** All lines of one quote together: its charges are shared out among them by their value. */
function pricedLines(
  quote: KnownQuote,
  { lines: asked }: RfqDetails,
  rates: RateSnapshot,
): ReadonlyMap<string, PricedLine> {
  const { lines, charges, currency } = presentVersion(quote)
  const goods = lines.map((offer) => {
    const wanted = asked.find(({ id }) => id === offer.line)
    const quantity = Math.min(offer.quantity, wanted?.quantity ?? offer.quantity)
    const unitPrice = unitPriceAt(offer.breaks, quantity)
    const net = unitPrice && netOf(offer.product, { unitPrice, quantity }, currency)
    return { offer, wanted, quantity, unitPrice, net: net?.ok ? net.value : undefined }
  })
  const total = sumMoney(
    currency,
    charges.map(({ amount }) => amount),
  )
  const shares = total.ok
    ? chargesByValue(
        total.value,
        goods.map(({ net }) => net?.amount ?? 0),
      )
    : undefined
  return new Map(
    goods.map(({ offer, wanted, quantity, unitPrice, net }, index) => {
      const price = goodsPrice({ offer, wanted, unitPrice }, rateOf(rates, currency))
      const landed = landedPrice({ price, wanted, quantity }, rates, net, shares?.[index])
      return [offer.line, { offer, quantity, unitPrice, price, landed }]
    }),
  )
}

/** By value; evenly where nothing has any. */
function chargesByValue(total: Money, values: readonly number[]): readonly Money[] | undefined {
  const byValue = allocateMoney(total, values)
  const shares = byValue.ok
    ? byValue
    : allocateMoney(
        total,
        values.map(() => 1),
      )
  return shares.ok ? shares.value : undefined
}

const unknownPrice = (why: Unknown): ComparedPrice => ({ known: false, why })

function goodsPrice(
  { offer, wanted, unitPrice }: { offer: QuoteLine; wanted: RfqLine | undefined; unitPrice: Decimal | undefined },
  rate: Decimal | undefined,
): ComparedPrice {
  if (unitPrice === undefined) return unknownPrice('below-minimum')
  if (rate === undefined) return unknownPrice('no-exchange-rate')
  // Catch weight is asked for in pieces and priced by the kilogram: a piece costs what it should weigh.
  const { pricedPer, nominalGrams = 1 } = offer.product
  const perUnit = wanted?.unit === 'piece' && pricedPer === 'kilogram' ? fromUnscaled(BigInt(nominalGrams), 3) : one
  const converted = multiplyDecimals(multiplyDecimals(unitPrice, perUnit), rate)
  return { known: true, perUnit: roundDecimal(converted, 6, 'half-up') }
}

const one = decimal('1')

function landedPrice(
  { price, wanted, quantity }: { price: ComparedPrice; wanted: RfqLine | undefined; quantity: number },
  rates: RateSnapshot,
  net: Money | undefined,
  charges: Money | undefined,
): ComparedPrice {
  if (!price.known) return price
  if (net === undefined || charges === undefined) return unknownPrice('too-large')
  if (charges.amount === 0) return price
  const amount = inSnapshot(rates, charges)
  if (amount === undefined) return unknownPrice('too-large')
  const units = wanted?.unit === 'piece' ? fromUnscaled(BigInt(quantity), 0) : fromUnscaled(BigInt(quantity), 3)
  const each = divideDecimals(moneyToDecimal(amount), units, 12, 'half-up')
  if (!each.ok) return unknownPrice('too-large')
  return { known: true, perUnit: roundDecimal(addDecimals(price.perUnit, each.value), 6, 'half-up') }
}

function rowOf(
  { quoteId, quote, status }: NamedQuote & { readonly status: QuoteStatus },
  line: RfqLine,
  { offer, quantity, unitPrice, price, landed }: PricedLine,
  evidence: Evidence | undefined,
): Row {
  const { version, currency, incoterm, place, validUntil } = presentVersion(quote)
  return {
    quoteId,
    version,
    supplierId: quote.supplierId,
    status,
    product: offer.product,
    quoted: { currency, ...(unitPrice !== undefined && { unitPrice }) },
    offeredQuantity: offer.quantity,
    comparedQuantity: quantity,
    price,
    landed,
    ...(line.targetPrice !== undefined &&
      price.known && { meetsTarget: compareDecimals(price.perUnit, line.targetPrice) <= 0 }),
    leadTimeDays: offer.leadTimeDays,
    incoterm,
    place,
    validUntil,
    evidence: metEvidence(line, evidence),
  }
}

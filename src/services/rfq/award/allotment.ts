/** Turns what a buyer wants to award into quantities and prices: never more than was offered, never more than was asked. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import type { Money } from '../../../kernel/money.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { NamedQuote } from '../comparison/comparison.ts'
import type { OfferedProduct, QuoteLine } from '../quote/quote-details.ts'
import { netOf, unitPriceAt } from '../quote/quote-price.ts'
import { acceptableAt, outcomeOf, type KnownQuote } from '../quote/quote.ts'
import { atField } from '../request/rfq-checks.ts'
import type { RfqDetails } from '../request/rfq-details.ts'
import { splitByShares } from './split-by-shares.ts'

/** An award's commit settles up to 100 quotes and makes an order and takes stock for each of these: 256 streams at most. */
export const allotmentsMax = 50

/** One line of the RFQ, or a part of it, to one quote: by quantity in base units, or by percent of what was asked. */
export type WantedAllotment = {
  readonly line: string
  readonly quoteId: string
  /** The version that was read; the present one where absent. */
  readonly version?: number | undefined
  readonly quantity?: number | undefined
  readonly share?: number | undefined
}

export type Allotment = {
  readonly line: string
  readonly quoteId: string
  readonly version: number
  readonly supplierId: string
  readonly product: OfferedProduct
  readonly quantity: number
  /** From the break that the quantity reaches. */
  readonly unitPrice: Decimal
  readonly currency: CurrencyCode
  readonly net: Money
}

export type ToAllot = {
  readonly details: RfqDetails
  /** What other awards of this RFQ take, by line: approved or waiting. */
  readonly taken: ReadonlyMap<string, number>
  readonly quotes: readonly NamedQuote[]
  readonly at: string
}

/** Refuses by field; a quote that is withdrawn, superseded or expired with its own code. */
export function allotted(wanted: readonly WantedAllotment[], context: ToAllot): Result<readonly Allotment[]> {
  const quantities = quantitiesOf(wanted, context.details)
  if (!quantities.ok) return quantities
  const allotments: Allotment[] = []
  const taken = new Map(context.taken)
  for (const [index, each] of wanted.entries()) {
    const pointer = `/lines/${index}`
    if (wanted.findIndex(({ line, quoteId }) => line === each.line && quoteId === each.quoteId) < index)
      return reject(invalidField('award/line-twice', `${pointer}/quoteId`, 'Award a line once to each quote.'))
    const quantity = quantities.value[index]!
    const made = allotment(each, quantity, pointer, context)
    if (!made.ok) return made
    const sum = (taken.get(each.line) ?? 0) + quantity
    const asked = context.details.lines.find(({ id }) => id === each.line)!.quantity
    if (sum > asked) return reject(tooMuch('award/more-than-asked', fieldOf(each, pointer), asked - (sum - quantity)))
    taken.set(each.line, sum)
    allotments.push(made.value)
  }
  return accept(allotments)
}

/** Shares of one line are rounded together, so that shares of 100 % sum to all that was asked. */
function quantitiesOf(wanted: readonly WantedAllotment[], { lines }: RfqDetails): Result<readonly number[]> {
  const quantities = wanted.map(({ quantity }) => quantity ?? 0)
  for (const [index, { line, quantity, share }] of wanted.entries()) {
    const pointer = `/lines/${index}`
    const asked = lines.find(({ id }) => id === line)
    if (!asked) return reject(invalidField('award/unknown-line', `${pointer}/line`, 'This RFQ has no such line.'))
    if ((quantity === undefined) === (share === undefined))
      return reject(invalidField('award/quantity-or-share', `${pointer}/quantity`, 'Give a quantity or a share.'))
    if (share === undefined || wanted.findIndex((each) => each.line === line && each.share !== undefined) < index)
      continue
    const sharing = [...wanted.entries()].filter(([, each]) => each.line === line && each.share !== undefined)
    const shares = sharing.map(([, each]) => each.share!)
    const percent = shares.reduce((sum, each) => sum + each, 0)
    if (percent > 100)
      return reject(invalidField('award/shares', `${pointer}/share`, `The shares of line ${line} exceed 100 %.`))
    const whole = Number((BigInt(asked.quantity) * BigInt(percent)) / 100n)
    for (const [n, part] of splitByShares(whole, shares).entries()) quantities[sharing[n]![0]] = part
  }
  return accept(quantities)
}

const fieldOf = ({ share }: WantedAllotment, pointer: string): string =>
  `${pointer}/${share === undefined ? 'quantity' : 'share'}`

function allotment(
  wanted: WantedAllotment,
  quantity: number,
  pointer: string,
  { quotes, at }: ToAllot,
): Result<Allotment> {
  const { line, quoteId } = wanted
  const quote = quotes.find((each) => each.quoteId === quoteId)?.quote
  if (!quote) return reject(invalidField('award/unknown-quote', `${pointer}/quoteId`, 'Not a quote on this RFQ.'))
  const present = acceptableAt(quote, wanted.version ?? quote.versions.length, at)
  if (!present.ok) return reject(atField(`${pointer}/quoteId`, present.rejection))
  const { version, lines, currency } = present.value
  const offer = lines.find((each) => each.line === line)
  if (!offer || outcomeOf(quote, line) === 'rejected')
    return reject(invalidField('award/not-offered', `${pointer}/line`, 'This quote does not answer this line.'))
  const field = fieldOf(wanted, pointer)
  const left = offer.quantity - acceptedOf(quote, line)
  if (quantity > left) return reject(tooMuch('award/more-than-offered', field, left))
  const unitPrice = unitPriceAt(offer.breaks, quantity)
  if (unitPrice === undefined) return reject(tooLittle(offer, field))
  const net = netOf(offer.product, { unitPrice, quantity }, currency)
  if (!net.ok) return reject(atField(field, net.rejection))
  const { product } = offer
  const { supplierId } = quote
  return accept({ line, quoteId, version, supplierId, product, quantity, unitPrice, currency, net: net.value })
}

const acceptedOf = ({ accepted }: KnownQuote, line: string): number =>
  accepted.reduce((sum, portion) => (portion.line === line ? sum + portion.quantity : sum), 0)

const tooMuch = (code: Rejection['code'], pointer: string, left: number): Rejection => ({
  ...invalidField(code, pointer, `At most ${left} are left.`),
  facts: { left },
})
const tooLittle = ({ breaks }: QuoteLine, pointer: string): Rejection =>
  invalidField('award/below-minimum', pointer, `This supplier sells ${breaks[0]!.from} at the least.`)

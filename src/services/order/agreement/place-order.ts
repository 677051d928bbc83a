/** Makes a draft from price lists: what the buyer asks for, at what the supplier asks of it on that day. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { currencyAt } from '../../../kernel/currency-field.ts'
import { toBaseUnits, type Packaging, type PackagingLevel } from '../../../kernel/packaging.ts'
import { dateAt } from '../../../kernel/date-field.ts'
import { Rejected, invalidField, type Rejection } from '../../../kernel/rejection.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { assertVerified, organisationOf } from '../../organisation/contract.ts'
import { stepViolation, type AppliedPrice, type PriceFor } from '../../product/contract.ts'
import { quantityMax, type OrderedLine, type OrderOrigin, type PaymentTerms } from '../order/order-details.ts'
import type { PlaceInput } from '../order/order-schemas.ts'
import { orderAggregate } from '../order/order-view.ts'
import { readDestination, readOrderedProduct } from './read-ordered-product.ts'

export type PlaceOrder = {
  readonly orderId: string
  readonly buyerId: string
  /** The member or key that asks. */
  readonly by: string
  readonly input: PlaceInput
  /** `direct` where absent. */
  readonly origin?: OrderOrigin
}

const thirtyDays: PaymentTerms = { days: 30, from: 'invoice' }

/** Both parties judged, every line priced, one incoterm and currency over all; throws `Rejected` by the field. */
export async function placeOrder(unit: Unit, order: PlaceOrder, priceFor: PriceFor) {
  const { orderId, buyerId, by, input, origin = { kind: 'direct' } } = order
  await assertVerified(unit, buyerId, 'order')
  const { supplierId } = input
  await assertSupplier(unit, supplierId)
  const wish = {
    ...(input.currency !== undefined && { currency: currencyAt(input.currency, '/currency') }),
    ...(input.incoterm !== undefined && { incoterm: input.incoterm }),
  }
  const priced = await Promise.all(
    input.lines.map((line, index) =>
      priceLine(unit, { line, index, buyerId, supplierId }, (productId, quantity) =>
        priceFor(unit, { productId, buyerId, quantity, at: unit.at, ...wish }),
      ),
    ),
  )
  const terms = sharedTerms(priced.map(({ price }) => price))
  const shipTo = await readDestination(unit, buyerId, input.shipTo, '/shipTo')
  const billTo = input.billTo ? await readDestination(unit, buyerId, input.billTo, '/billTo') : shipTo
  const { poNumber, note, internalNote, overDeliveryBasisPoints, claimDays } = input
  await unit.decide(orderAggregate, orderId, {
    type: 'draft',
    at: unit.at,
    details: {
      buyerId,
      supplierId,
      requestedBy: by,
      origin,
      currency: terms.currency,
      terms: {
        incoterm: terms.incoterm,
        place: terms.place,
        paymentTerms: input.paymentTerms ?? thirtyDays,
        ...(overDeliveryBasisPoints !== undefined && { overDeliveryBasisPoints }),
        ...(claimDays && { claimDays }),
      },
      ...(poNumber !== undefined && { poNumber }),
      billTo,
      shipTo,
      lines: priced.map(({ line }) => line),
      charges: (input.charges ?? []).map((charge, index) => ({
        ...charge,
        amount: { ...charge.amount, currency: currencyAt(charge.amount.currency, `/charges/${index}/amount/currency`) },
      })),
      ...(note !== undefined && { note }),
      ...(internalNote !== undefined && { internalNote }),
    },
  })
}

/** A supplier that is unknown or not verified takes no orders; which of the two is nobody's business. */
export async function assertSupplier(unit: Unit, supplierId: string): Promise<void> {
  const supplier = await organisationOf(unit, supplierId)
  if (supplier?.verification !== 'verified' || !supplier.kinds.includes('supplier'))
    throw new Rejected(
      invalidField('order/no-such-supplier', '/supplierId', 'There is no verified supplier of this id.'),
    )
}

type InputLine = PlaceInput['lines'][number]
type Asked = { readonly line: InputLine; readonly index: number; readonly buyerId: string; readonly supplierId: string }
type Ask = (productId: string, quantity: number) => Promise<AppliedPrice | undefined>

async function priceLine(unit: Unit, asked: Asked, ask: Ask): Promise<{ line: OrderedLine; price: AppliedPrice }> {
  const { line, index, buyerId, supplierId } = asked
  const at = `/lines/${index}`
  const { productId } = line
  const { product, ordered } = await readOrderedProduct(unit, { productId, buyerId, supplierId }, at)
  const deliveries = deliveriesOf(line, product.packaging, { at, today: unit.at.slice(0, 10) })
  const quantity = deliveries.reduce((sum, delivery) => sum + delivery.quantity, 0)
  const price = await ask(productId, quantity)
  if (!price)
    throw new Rejected(invalidField('order/no-price', `${at}/productId`, 'Nobody has a price of this for you today.'))
  const violation = stepViolation(price, quantity)
  if (violation) throw new Rejected(atField(violation, `${at}/${line.deliveries ? 'deliveries' : 'quantity'}`))
  return {
    price,
    line: {
      ...ordered,
      id: String(index + 1),
      ...(line.buyerItemCode !== undefined && { buyerItemCode: line.buyerItemCode }),
      unitPrice: price.unitPrice,
      priceSource: { kind: 'price-list', priceListId: price.priceListId, version: price.priceListVersion },
      fulfilment: line.fulfilment ?? 'from-stock',
      minimumRemainingLifeDays: line.minimumRemainingLifeDays ?? 0,
      pastBestBeforeConsent: line.pastBestBeforeConsent ?? false,
      deliveries: deliveries.map((delivery, n) => ({ ...delivery, id: `${index + 1}.${n + 1}` })),
    },
  }
}

type Where = { readonly at: string; readonly today: string }

function deliveriesOf(
  line: InputLine,
  levels: Packaging,
  { at, today }: Where,
): { date: LocalDate; quantity: number }[] {
  const { quantity, deliveryDate, deliveries } = line
  if (deliveries) {
    if (quantity !== undefined || deliveryDate !== undefined) throw new Rejected(oneWay(at))
    return deliveries.map((delivery, n) => ({
      date: dayToCome(delivery.date, `${at}/deliveries/${n}/date`, today),
      quantity: baseUnits(delivery.quantity, levels, `${at}/deliveries/${n}/quantity`),
    }))
  }
  if (quantity === undefined || deliveryDate === undefined) throw new Rejected(oneWay(at))
  const date = dayToCome(deliveryDate, `${at}/deliveryDate`, today)
  return [{ date, quantity: baseUnits(quantity, levels, `${at}/quantity`) }]
}

type QuantityInput = NonNullable<InputLine['quantity']>

/** Refuses, by its field, a level that the product is not described by, and more than an order takes. */
export function baseUnits(quantity: QuantityInput, levels: Packaging, pointer: string): number {
  if (typeof quantity === 'number') return quantity
  const base = toBaseUnits(quantity.quantity, quantity.level as PackagingLevel, levels)
  if (!base.ok) throw new Rejected(atField(base.rejection, pointer))
  if (base.value > quantityMax)
    throw new Rejected(invalidField('order/quantity', pointer, `At most ${quantityMax} base units.`))
  return base.value
}

function dayToCome(text: string, pointer: string, today: string): LocalDate {
  const date = dateAt(text, pointer)
  if (date < today) throw new Rejected(invalidField('order/date-past', pointer, 'This day is over.'))
  return date
}

/** An order has one currency and one place where it changes hands. */
function sharedTerms(prices: readonly AppliedPrice[]): AppliedPrice & { readonly currency: CurrencyCode } {
  const [first] = prices
  if (!first) throw new Rejected(invalidField('order/too-many-lines', '/lines', 'An order has at least one line.'))
  const other = prices.findIndex(
    ({ currency, incoterm, place }) =>
      currency !== first.currency || incoterm !== first.incoterm || place !== first.place,
  )
  if (other >= 0) throw new Rejected(mixedTerms(`/lines/${other}/productId`, first, prices[other]!))
  return { ...first, currency: currencyAt(first.currency, '/currency') }
}

const atField = (rejection: Rejection, pointer: string): Rejection => ({
  ...rejection,
  kind: 'invalid',
  errors: [{ pointer, detail: rejection.detail }],
})

const termsOf = ({ currency, incoterm, place }: AppliedPrice): string => `${currency}, ${incoterm} ${place}`
const mixedTerms = (pointer: string, first: AppliedPrice, other: AppliedPrice): Rejection =>
  invalidField(
    'order/mixed-terms',
    pointer,
    `Its price is in ${termsOf(other)}, the first line’s in ${termsOf(first)}. Name the currency or the incoterm, or order apart.`,
  )
const oneWay = (at: string): Rejection =>
  invalidField(
    'order/deliveries',
    `${at}/deliveries`,
    'Give a quantity with its deliveryDate, or deliveries; not both.',
  )

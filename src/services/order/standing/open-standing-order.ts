/** Opens a standing order or gives it other terms: what it names is looked up before anything is kept. */
import { currencyAt } from '../../../kernel/currency-field.ts'
import { dateAt } from '../../../kernel/date-field.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { assertVerified } from '../../organisation/contract.ts'
import { assertSupplier, baseUnits } from '../agreement/place-order.ts'
import { readDestination, readOrderedProduct } from '../agreement/read-ordered-product.ts'
import type { TermsInput } from './standing-order-schemas.ts'
import { standingOrderAggregate } from './standing-order-view.ts'
import type { StandingTerms } from './standing-terms.ts'

export type Describe = {
  readonly standingOrderId: string
  readonly buyerId: string
  readonly supplierId: string
  /** The member or key that asks. */
  readonly by: string
  readonly input: TermsInput
}

/** Throws `Rejected` by the field; what only the day of an order can tell, such as its price, is not asked. */
export async function openStandingOrder(unit: Unit, wish: Describe): Promise<void> {
  const { standingOrderId, buyerId, supplierId, by } = wish
  await assertVerified(unit, buyerId, 'order')
  await assertSupplier(unit, supplierId)
  const terms = await readTerms(unit, wish)
  await unit.decide(standingOrderAggregate, standingOrderId, {
    type: 'open',
    at: unit.at,
    by,
    buyerId,
    supplierId,
    terms,
  })
}

export async function changeStandingOrder(unit: Unit, wish: Describe): Promise<void> {
  const { standingOrderId, by } = wish
  const terms = await readTerms(unit, wish)
  await unit.decide(standingOrderAggregate, standingOrderId, { type: 'change', at: unit.at, by, terms })
}

async function readTerms(unit: Unit, { buyerId, supplierId, input }: Describe): Promise<StandingTerms> {
  if (input.currency !== undefined) currencyAt(input.currency, '/currency')
  await readDestination(unit, buyerId, input.shipTo, '/shipTo')
  if (input.billTo) await readDestination(unit, buyerId, input.billTo, '/billTo')
  for (const [index, { productId, quantities }] of input.lines.entries()) {
    const { product } = await readOrderedProduct(unit, { productId, buyerId, supplierId }, `/lines/${index}`)
    // What a level holds is asked again on the day of each order; today it has to mean something.
    for (const [weekday, quantity] of Object.entries(quantities))
      baseUnits(quantity, product.packaging, `/lines/${index}/quantities/${weekday}`)
  }
  const { from, until, pauses = [], ...rest } = input
  return {
    ...rest,
    from: dateAt(from, '/from'),
    until: dateAt(until, '/until'),
    pauses: pauses.map((pause, index) => ({
      from: dateAt(pause.from, `/pauses/${index}/from`),
      until: dateAt(pause.until, `/pauses/${index}/until`),
    })),
  } as StandingTerms
}

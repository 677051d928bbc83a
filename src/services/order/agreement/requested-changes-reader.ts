/** Reads what a request wants of deliveries: days and prices as the trade writes them. */
import { dateAt } from '../../../kernel/date-field.ts'
import { decimal } from '../../../kernel/decimal.ts'
import type { PricedPer } from '../../../kernel/priced-per.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import type { AskedChange, DeliveryChange } from '../order/order-events.ts'
import type { ConfirmInput } from '../order/order-schemas.ts'
import type { KnownOrder } from '../order/order-state.ts'
import type { ChangeInput } from './order-change-schemas.ts'

// The schemas take at most 18 digits before and 6 after the point: always a decimal.

export const changesOf = (deliveries: NonNullable<ConfirmInput['deliveries']>): readonly DeliveryChange[] =>
  deliveries.map(({ deliveryId, quantity, date, unitPrice }, index) => ({
    deliveryId,
    ...(quantity !== undefined && { quantity }),
    ...(date !== undefined && { date: dateAt(date, `/deliveries/${index}/date`) }),
    ...(unitPrice !== undefined && { unitPrice: decimal(unitPrice) }),
  }))

type Stated = { readonly currency?: string; readonly pricedPer?: PricedPer }
type StatedTerms = {
  readonly deliveries?: readonly (Stated & { readonly deliveryId: string })[]
  readonly lines?: readonly (Stated & { readonly lineId: string })[]
  readonly added?: readonly (Stated & { readonly lineId: string })[]
}

/** Whoever says what a price is in and for has reckoned with it: throws `Rejected` where the order says otherwise. */
export function assertStatedTerms(order: KnownOrder, { deliveries = [], lines = [], added = [] }: StatedTerms): void {
  const assert = (pointer: string, { currency, pricedPer }: Stated, lineId: string | undefined): void => {
    if (currency !== undefined && currency !== order.currency)
      throw new Rejected(otherCurrency(`${pointer}/currency`, order.currency))
    // Which line is not the order's, the order itself says.
    const line = order.lines.find(({ id }) => id === lineId)
    if (pricedPer !== undefined && line && pricedPer !== line.pricedPer)
      throw new Rejected(otherMeasure(`${pointer}/pricedPer`, line.pricedPer))
  }
  for (const [at, delivery] of deliveries.entries())
    assert(`/deliveries/${at}`, delivery, delivery.deliveryId.split('.', 1)[0])
  for (const [at, line] of lines.entries()) assert(`/lines/${at}`, line, line.lineId)
  for (const [at, delivery] of added.entries()) assert(`/added/${at}`, delivery, delivery.lineId)
}

const otherCurrency = (pointer: string, currency: string) =>
  invalidField('order/other-currency', pointer, `The order is in ${currency}.`)
const otherMeasure = (pointer: string, pricedPer: PricedPer) =>
  invalidField('order/other-measure', pointer, `The line is priced by the ${pricedPer}.`)

export const askedChangeOf = ({ deliveries = [], lines = [], added = [], paymentTerms }: ChangeInput): AskedChange => ({
  deliveries: changesOf(deliveries),
  lines: lines.map(({ lineId, unitPrice }) => ({ lineId, unitPrice: decimal(unitPrice) })),
  added: added.map(({ lineId, date, quantity, unitPrice }, index) => ({
    lineId,
    date: dateAt(date, `/added/${index}/date`),
    quantity,
    ...(unitPrice !== undefined && { unitPrice: decimal(unitPrice) }),
  })),
  ...(paymentTerms && { paymentTerms }),
})

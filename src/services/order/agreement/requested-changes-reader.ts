/** Reads what a request wants of deliveries: days and prices as the trade writes them. */
import { dateAt } from '../../../kernel/date-field.ts'
import { decimal } from '../../../kernel/decimal.ts'
import type { AskedChange, DeliveryChange } from '../order/order-events.ts'
import type { ConfirmInput } from '../order/order-schemas.ts'
import type { ChangeInput } from './order-change-schemas.ts'

// The schemas take at most 18 digits before and 6 after the point: always a decimal.

export const changesOf = (deliveries: NonNullable<ConfirmInput['deliveries']>): readonly DeliveryChange[] =>
  deliveries.map(({ deliveryId, quantity, date, unitPrice }, index) => ({
    deliveryId,
    ...(quantity !== undefined && { quantity }),
    ...(date !== undefined && { date: dateAt(date, `/deliveries/${index}/date`) }),
    ...(unitPrice !== undefined && { unitPrice: decimal(unitPrice) }),
  }))

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

/** The shapes in which change orders come and go over REST. */
import { Type, type Static } from 'typebox'
import { pricedPers } from '../../../kernel/priced-per.ts'
import { deliveriesOfLineMax } from '../order/order-details.ts'
import { touchedMax } from '../order/proposed-change.ts'
import {
  BaseQuantity,
  Day,
  DeliveryId,
  Instant,
  MoneySchema,
  PaymentTermsSchema,
  Text,
  UnitPrice,
  WantedDeliverySchema,
  statedTerms,
} from '../order/order-schemas.ts'

const LineId = Type.String({ pattern: '^[1-9][0-9]{0,2}$', description: 'A line of the order, by its number.' })

export const ChangeBody = Type.Object({
  reason: Text(500),
  deliveries: Type.Optional(
    Type.Array(WantedDeliverySchema, {
      minItems: 1,
      maxItems: touchedMax,
      description:
        '`quantity` is all that shall come of the delivery in the end, with what has left of it. Another price, and another day where some of it has left, make what is still to come a delivery of its own.',
    }),
  ),
  lines: Type.Optional(
    Type.Array(Type.Object({ lineId: LineId, unitPrice: UnitPrice, ...statedTerms }), {
      minItems: 1,
      maxItems: touchedMax,
      description: 'A price for all that is still to come of a line, but for deliveries that name their own.',
    }),
  ),
  added: Type.Optional(
    Type.Array(
      Type.Object({
        lineId: LineId,
        date: Day,
        quantity: BaseQuantity,
        unitPrice: Type.Optional(UnitPrice),
        ...statedTerms,
      }),
      { minItems: 1, maxItems: deliveriesOfLineMax, description: 'Further deliveries of lines, at their last price.' },
    ),
  ),
  paymentTerms: Type.Optional(PaymentTermsSchema),
})
export type ChangeInput = Static<typeof ChangeBody>

const Terms = Type.Object({
  deliveryId: DeliveryId,
  lineId: Type.String(),
  date: Day,
  unitPrice: UnitPrice,
  pricedPer: Type.Enum([...pricedPers], { description: 'What the unit price is for.' }),
  quantity: Type.Integer({ minimum: 0 }),
})
const ChangedTerms = Type.Object({
  deliveries: Type.Array(Terms),
  paymentTerms: Type.Optional(PaymentTermsSchema),
  total: MoneySchema,
})
const SideSchema = Type.Enum(['buyer', 'supplier'], { description: 'Who proposed it.' })

/** A change that was agreed. */
export const TakenChangeBody = Type.Object(
  {
    number: Type.Integer({ minimum: 1, description: 'Counted from 1, in the order in which they took effect.' }),
    side: SideSchema,
    reason: Type.String(),
    proposedAt: Instant,
    takenAt: Instant,
    before: ChangedTerms,
    after: ChangedTerms,
  },
  { title: 'OrderChange' },
)

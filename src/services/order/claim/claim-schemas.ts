/** The shapes in which claims come and go over REST. */
import { Type, type Static } from 'typebox'
import { outcomes, receiptLinesMax } from '../shipment/shipment-details.ts'
import {
  BaseQuantity,
  DeliveryId,
  Instant,
  MoneySchema,
  OrderId,
  OrganisationId,
  ProductId,
  ShipmentId,
  Text,
} from '../order/order-schemas.ts'
import { claimKinds, evidenceMax, remedies } from './claim-details.ts'
import { claimStatuses } from './claim-state.ts'

export const ClaimId = Type.String({ pattern: '^clm_[0-9a-f]{32}$', description: 'A claim’s id.' })
const ReceiptId = Type.String({ pattern: '^rcp_[0-9a-f]{32}$', description: 'A receipt’s id.' })
const LotId = Type.String({ pattern: '^lot_[0-9a-f]{32}$', description: 'A lot’s id.' })
export const ClaimStatusSchema = Type.Enum([...claimStatuses])

const said = {
  shipmentId: ShipmentId,
  receiptId: ReceiptId,
  line: Type.Integer({
    minimum: 1,
    maximum: receiptLinesMax,
    description: 'Which line of the receipt, counted from 1.',
  }),
  kind: Type.Enum([...claimKinds], {
    description: '`short` for what the receipt says is short; `hidden-defect` for what could not be seen on arrival.',
  }),
  remedy: Type.Enum([...remedies], {
    description: 'What the buyer wants: money, other goods, or to send these back for their price.',
  }),
  quantity: BaseQuantity,
  description: Text(2_000),
}
const Evidence = Type.Array(Text(500), {
  maxItems: evidenceMax,
  description: 'Where photographs and papers can be seen.',
})

export const ClaimInputBody = Type.Object({ ...said, evidence: Type.Optional(Evidence) })
export type ClaimInput = Static<typeof ClaimInputBody>

export const AcceptBody = Type.Object(
  {
    quantity: Type.Optional(BaseQuantity),
    reason: Type.Optional(Text(500, 'Why not all of it; needed where it is less.')),
  },
  { description: 'Empty: all that is claimed.' },
)
export const ReturnBody = Type.Object(
  { quantity: Type.Optional(BaseQuantity) },
  { description: 'Empty: all that was expected.' },
)

export const ClaimBody = Type.Object(
  {
    id: ClaimId,
    status: ClaimStatusSchema,
    orderId: OrderId,
    buyerId: OrganisationId,
    supplierId: OrganisationId,
    ...said,
    evidence: Evidence,
    outcome: Type.Enum([...outcomes], { description: 'What the receipt says of the line.' }),
    deliveryId: DeliveryId,
    productId: ProductId,
    lotId: LotId,
    lotCode: Type.String(),
    receivedAt: Instant,
    claimBy: Type.String({ format: 'date-time', description: 'Until when it could be submitted.' }),
    answer: Type.Optional(
      Type.Object({
        answeredAt: Instant,
        quantity: Type.Integer({ minimum: 0, description: 'What the supplier concedes, or what came back.' }),
        amountDue: Type.Optional(
          Type.Object(MoneySchema.properties, {
            description: 'Before tax, of a credit; of a return, once the goods are back.',
          }),
        ),
        reason: Type.Optional(Type.String()),
        credits: Type.Optional(
          Type.Array(
            Type.Object({
              creditNoteId: Type.String({ pattern: '^crn_[0-9a-f]{32}$', description: 'A credit note’s id.' }),
              quantity: BaseQuantity,
            }),
            { description: 'Credit notes that answer the claim.' },
          ),
        ),
      }),
    ),
    returnedAt: Type.Optional(Instant),
    createdAt: Instant,
    updatedAt: Instant,
  },
  { title: 'Claim' },
)

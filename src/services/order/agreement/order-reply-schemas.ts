/** The shapes in which orders are shown. */
import { Type } from 'typebox'
import { fulfilments } from '../order/order-details.ts'
import {
  ClaimDaysSchema,
  ChargeSchema,
  Currency,
  Day,
  DeliveryChangeSchema,
  DeliveryId,
  DestinationBody,
  Instant,
  MoneySchema,
  OrderId,
  OrderStatusSchema,
  OrganisationId,
  PaymentTermsSchema,
  ProductId,
  QuantityByDelivery,
  UnitPrice,
} from '../order/order-schemas.ts'

const count = Type.Integer({ minimum: 0 })
const Approvals = Type.Array(
  Type.Object(
    {
      by: Type.String(),
      at: Instant,
      inSteadOf: Type.Optional(Type.String({ description: 'Who had delegated the step to whoever took it.' })),
    },
    { title: 'Approval' },
  ),
)
const ApprovalStep = Type.Object(
  {
    kind: Type.Enum(['role', 'user']),
    role: Type.Optional(Type.String()),
    userId: Type.Optional(Type.String()),
  },
  { title: 'ApprovalStep' },
)
const Pending = Type.Object(
  { requestedBy: Type.String(), steps: Type.Array(ApprovalStep), given: Approvals },
  { title: 'PendingApproval' },
)
const DeliveryBody = Type.Object({
  id: DeliveryId,
  date: Day,
  unitPrice: UnitPrice,
  ordered: count,
  confirmed: count,
  cancelled: count,
  planned: count,
  shipped: count,
  accepted: count,
  refused: count,
  missing: count,
  held: count,
  over: count,
  availability: Type.Optional(
    Type.Enum(['none', 'part', 'all'], { description: 'How much of what is still to leave is set aside for it.' }),
  ),
  reserved: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'As `short`: to the buyer before confirmation only where nothing is short.',
    }),
  ),
  short: Type.Optional(count),
  reservationId: Type.Optional(Type.String()),
  settled: Type.Boolean({ description: 'Nothing more is to come or to be judged.' }),
})
const LineBody = Type.Object({
  id: Type.String(),
  productId: ProductId,
  sku: Type.String(),
  name: Type.String(),
  specVersion: Type.Integer(),
  pricedPer: Type.Enum(['piece', 'kilogram', 'litre']),
  nominalGrams: Type.Optional(Type.Integer()),
  buyerItemCode: Type.Optional(Type.String()),
  unitPrice: UnitPrice,
  priceSource: Type.Object({
    kind: Type.Enum(['price-list', 'quote']),
    priceListId: Type.Optional(Type.String()),
    quoteId: Type.Optional(Type.String()),
    version: Type.Integer(),
    line: Type.Optional(Type.String()),
  }),
  fulfilment: Type.Enum([...fulfilments]),
  minimumRemainingLifeDays: Type.Integer(),
  pastBestBeforeConsent: Type.Boolean(),
  net: MoneySchema,
  deliveries: Type.Array(DeliveryBody),
})

export const OrderBody = Type.Object(
  {
    id: OrderId,
    status: OrderStatusSchema,
    progress: Type.Enum(['nothing-shipped', 'part-shipped', 'shipped', 'part-accepted', 'accepted']),
    buyerId: OrganisationId,
    supplierId: OrganisationId,
    origin: Type.Object({
      kind: Type.Enum(['direct', 'award', 'standing-order']),
      awardId: Type.Optional(Type.String()),
      rfqId: Type.Optional(Type.String()),
      standingOrderId: Type.Optional(Type.String()),
    }),
    poNumber: Type.Optional(Type.String()),
    currency: Currency,
    incoterm: Type.String(),
    place: Type.String(),
    paymentTerms: PaymentTermsSchema,
    overDeliveryBasisPoints: Type.Optional(Type.Integer()),
    claimDays: Type.Optional(ClaimDaysSchema),
    shipTo: DestinationBody,
    billTo: DestinationBody,
    lines: Type.Array(LineBody),
    charges: Type.Array(ChargeSchema),
    total: MoneySchema,
    note: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String({ description: 'Why it was rejected, declined or cancelled.' })),
    deviation: Type.Optional(
      Type.Object({
        at: Instant,
        changes: Type.Array(DeliveryChangeSchema),
        note: Type.Optional(Type.String()),
        total: MoneySchema,
        approval: Type.Optional(Pending),
      }),
    ),
    cancellation: Type.Optional(
      Type.Object({
        at: Instant,
        side: Type.Enum(['buyer', 'supplier']),
        reason: Type.String(),
        deliveries: Type.Array(QuantityByDelivery),
      }),
    ),
    change: Type.Optional(
      Type.Object(
        {
          at: Instant,
          side: Type.Enum(['buyer', 'supplier']),
          reason: Type.String(),
          deliveries: Type.Array(DeliveryChangeSchema),
          added: Type.Array(Type.Object({ lineId: Type.String(), date: Day, quantity: count, unitPrice: UnitPrice })),
          paymentTerms: Type.Optional(PaymentTermsSchema),
          state: Type.Enum(['proposed', 'accepted'], {
            description: '`accepted`: both sides agreed, and the buyer’s rules ask more people.',
          }),
          total: Type.Optional(MoneySchema),
          approval: Type.Optional(Pending),
        },
        {
          title: 'ProposedOrderChange',
          description:
            'A change that waits for an answer, with the total that it would bring now; without one where goods have left that it needs.',
        },
      ),
    ),
    changes: Type.Optional(
      Type.Integer({ minimum: 1, description: 'How many changes were agreed: GET /v1/orders/{id}/changes.' }),
    ),
    internalNote: Type.Optional(Type.String({ description: 'Shown to the buyer only, as are approvals.' })),
    requestedBy: Type.Optional(Type.String()),
    approval: Type.Optional(Pending),
    approvals: Type.Optional(Approvals),
    budget: Type.Optional(
      Type.Object(
        {
          periods: Type.Array(Type.String()),
          beyond: Type.Optional(
            Type.Literal(true, { description: 'More than was left: an owner or admin is asked too.' }),
          ),
        },
        { description: 'The buyer’s budgets that it is taken from, in its currency.' },
      ),
    ),
    sentAt: Type.Optional(Instant),
    answerBy: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'While it waits for an answer: until then, what is set aside stays so.',
      }),
    ),
    stockReleasedAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'Nobody answered by `answerBy`: what was set aside has gone back. A confirmation sets aside what there is.',
      }),
    ),
    confirmedAt: Type.Optional(Instant),
    createdAt: Instant,
    updatedAt: Instant,
  },
  { title: 'Order' },
)

export const SummaryBody = Type.Object(
  {
    id: OrderId,
    status: OrderStatusSchema,
    progress: OrderBody.properties.progress,
    buyerId: OrganisationId,
    supplierId: OrganisationId,
    poNumber: Type.Optional(Type.String()),
    total: MoneySchema,
    lines: Type.Integer(),
    /** The next day on which something shall arrive. */
    nextDelivery: Type.Optional(Day),
    sentAt: Type.Optional(Instant),
    createdAt: Instant,
    updatedAt: Instant,
  },
  { title: 'OrderSummary' },
)

/** The shapes in which orders come and go over REST. */
import { Type, type Static } from 'typebox'
import { pricedPers } from '../../../kernel/priced-per.ts'
import { packagingLevels } from '../../../kernel/packaging.ts'
import {
  chargeKinds,
  chargesMax,
  claimDaysMax,
  deliveriesOfLineMax,
  fulfilments,
  linesMax,
  overDeliveryBasisPointsMax,
  paymentStarts,
  quantityMax,
} from './order-details.ts'

const id = (prefix: string, what: string) =>
  Type.String({ pattern: `^${prefix}_[0-9a-f]{32}$`, description: `${what} id.` })

export const OrderId = id('ord', 'An order’s')
export const ShipmentId = id('shp', 'A shipment’s')
export const OrganisationId = id('org', 'An organisation’s')
export const ProductId = id('prd', 'A product’s')
const SiteId = id('sit', 'A site’s')
export const DeliveryId = Type.String({
  pattern: '^[1-9][0-9]{0,2}\\.[1-9][0-9]{0,2}$',
  description: 'A delivery of the order: the line’s number, a dot, the delivery’s number on it.',
})
export const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD.' })
export const Instant = Type.String({ format: 'date-time' })
export const Text = (maxLength: number, description?: string) =>
  Type.String({ minLength: 1, maxLength, ...(description !== undefined && { description }) })
export const Reason = Type.Object({ reason: Text(500) })
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' })
export const UnitPrice = Type.String({
  pattern: '^[0-9]{1,18}(\\.[0-9]{1,6})?$',
  description: 'Major units, exact, at most six decimals: "12.3456".',
})
export const MoneySchema = Type.Object({
  amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'Minor units.' }),
  currency: Currency,
})
export const BaseQuantity = Type.Integer({
  minimum: 1,
  maximum: quantityMax,
  description: 'In base units: pieces, grams or millilitres.',
})
export const QuantitySchema = Type.Union([
  BaseQuantity,
  Type.Object({ quantity: BaseQuantity, level: Type.Enum([...packagingLevels]) }),
])

const AddressSchema = Type.Object({
  lines: Type.Array(Text(120), { minItems: 1, maxItems: 5 }),
  postalCode: Type.Optional(Text(20)),
  city: Text(120),
  region: Type.Optional(Text(120)),
  country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2.' }),
})
export const DestinationBody = Type.Object({
  siteId: Type.Optional(SiteId),
  name: Text(200),
  gln: Type.Optional(Type.String({ pattern: '^[0-9]{13}$' })),
  address: AddressSchema,
})
const SiteChoice = Type.Object({ siteId: SiteId }, { description: 'One of the buyer’s own sites.' })

export const PaymentTermsSchema = Type.Object(
  {
    days: Type.Integer({ minimum: 0, maximum: 365 }),
    from: Type.Enum([...paymentStarts]),
    advanceBasisPoints: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'Paid in advance: 3000 is 30 %.' }),
    ),
  },
  { description: '30 days from the invoice unless said otherwise.' },
)
export const ChargeSchema = Type.Object({
  kind: Type.Enum([...chargeKinds]),
  description: Type.Optional(Text(200)),
  amount: MoneySchema,
})

const lineTerms = {
  fulfilment: Type.Optional(
    Type.Enum([...fulfilments], {
      description: '`from-stock` unless said otherwise: reserved when the order is sent.',
    }),
  ),
  minimumRemainingLifeDays: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 20_000, description: 'From arrival to the date mark.' }),
  ),
  pastBestBeforeConsent: Type.Optional(
    Type.Boolean({ description: 'Goods past best-before (never past use-by) may be sent.' }),
  ),
  buyerItemCode: Type.Optional(Text(80)),
}
const PlacedLine = Type.Object({
  productId: ProductId,
  quantity: Type.Optional(QuantitySchema),
  deliveryDate: Type.Optional(Day),
  deliveries: Type.Optional(
    Type.Array(Type.Object({ date: Day, quantity: QuantitySchema }), { minItems: 1, maxItems: deliveriesOfLineMax }),
  ),
  ...lineTerms,
})

export const ClaimDaysSchema = Type.Object(
  {
    visible: Type.Optional(
      Type.Integer({ minimum: 1, maximum: claimDaysMax.visible, description: 'For what can be seen on arrival.' }),
    ),
    hidden: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: claimDaysMax.hidden,
        description: 'For hidden defects; never after the lot’s date mark.',
      }),
    ),
  },
  { description: 'How many days after a receipt claims are taken; the exchange’s own deadlines where absent.' },
)
export const PlaceBody = Type.Object({
  supplierId: OrganisationId,
  lines: Type.Array(PlacedLine, {
    minItems: 1,
    maxItems: linesMax,
    description: 'Each with `quantity` and `deliveryDate`, or with `deliveries`.',
  }),
  shipTo: SiteChoice,
  billTo: Type.Optional(SiteChoice),
  poNumber: Type.Optional(Text(60, 'Your own number.')),
  currency: Type.Optional(Currency),
  incoterm: Type.Optional(
    Type.Enum(['EXW', 'FCA', 'CPT', 'CIP', 'DAP', 'DPU', 'DDP', 'FAS', 'FOB', 'CFR', 'CIF'], {
      description: 'Which of the offered ones; the price says the place.',
    }),
  ),
  paymentTerms: Type.Optional(PaymentTermsSchema),
  overDeliveryBasisPoints: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: overDeliveryBasisPointsMax,
      description:
        'How much more may come: 500 is 5 %. What is taken within it leaves the supplier’s stock, shipped or found over.',
    }),
  ),
  claimDays: Type.Optional(ClaimDaysSchema),
  charges: Type.Optional(Type.Array(ChargeSchema, { maxItems: chargesMax })),
  note: Type.Optional(Text(2_000, 'For the supplier to read.')),
  internalNote: Type.Optional(Text(2_000, 'For your own people.')),
})
export type PlaceInput = Static<typeof PlaceBody>

const statuses = [
  'draft',
  'pending-approval',
  'approved',
  'sent',
  'confirmed',
  'closed',
  'rejected',
  'declined',
  'cancelled',
] as const
export const OrderStatusSchema = Type.Enum([...statuses])

export const DeliveryChangeSchema = Type.Object({
  deliveryId: DeliveryId,
  quantity: Type.Optional(Type.Integer({ minimum: 0, maximum: quantityMax, description: '0: not at all.' })),
  date: Type.Optional(Day),
  unitPrice: Type.Optional(UnitPrice),
})
/** What a client says its price is in and for, to be held against the order. */
export const statedTerms = {
  currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', description: 'Refused unless it is the order’s.' })),
  pricedPer: Type.Optional(
    Type.Enum([...pricedPers], { description: 'What the price is for: refused unless the line is priced so.' }),
  ),
}
export const WantedDeliverySchema = Type.Object({ ...DeliveryChangeSchema.properties, ...statedTerms })
export const ConfirmBody = Type.Object(
  {
    deliveries: Type.Optional(
      Type.Array(WantedDeliverySchema, { maxItems: 1_000, description: 'Only where you deviate from the order.' }),
    ),
    note: Type.Optional(Text(2_000)),
  },
  { description: 'Empty: as ordered.' },
)
export type ConfirmInput = Static<typeof ConfirmBody>
export const QuantityByDelivery = Type.Object({ deliveryId: DeliveryId, quantity: BaseQuantity })
export const CancelBody = Type.Object({
  reason: Text(500),
  deliveries: Type.Optional(
    Type.Array(QuantityByDelivery, { minItems: 1, maxItems: 1_000, description: 'Part of what is open; absent: all.' }),
  ),
})

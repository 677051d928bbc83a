/** The shapes in which shipments and receipts come and go over REST. */
import { Type, type Static } from 'typebox'
import { documentKinds, documentsMax, outcomes, packagesMax, receiptLinesMax } from './shipment-details.ts'
import {
  BaseQuantity,
  Day,
  DeliveryId,
  Instant,
  OrderId,
  OrganisationId,
  ShipmentId,
  Text,
} from '../order/order-schemas.ts'

const LotId = Type.String({ pattern: '^lot_[0-9a-f]{32}$', description: 'A lot’s id.' })
const SiteId = Type.String({ pattern: '^sit_[0-9a-f]{32}$', description: 'A site’s id.' })
const Grams = Type.Integer({ minimum: 1, maximum: 1_000_000_000_000, description: 'As weighed.' })

const pickOf = {
  lots: Type.Optional(
    Type.Array(
      Type.Object({
        lotId: LotId,
        siteId: Type.Optional(SiteId),
        quantity: BaseQuantity,
        grams: Type.Optional(Grams),
      }),
      { minItems: 1, maxItems: 100, description: 'These instead of first expired, first out.' },
    ),
  ),
  reason: Type.Optional(Text(500, 'Why these lots; needed where they are not the reserved ones.')),
  grams: Type.Optional(Grams),
}
const LineSchema = Type.Object({
  deliveryId: DeliveryId,
  quantity: BaseQuantity,
  ...pickOf,
})
export const PickBody = Type.Object(
  {
    lines: Type.Optional(Type.Array(Type.Object({ deliveryId: DeliveryId, ...pickOf }), { maxItems: 1_000 })),
  },
  { description: 'Empty: first expired, first out. Catch weight needs what was weighed.' },
)
export type PickInput = Static<typeof PickBody>

const CarrierSchema = Type.Object({
  name: Text(200),
  reference: Type.Optional(Text(80, 'The consignment or tracking number.')),
  vehicle: Type.Optional(Text(40)),
  container: Type.Optional(Text(20)),
  seal: Type.Optional(Text(40)),
})
const PackageSchema = Type.Object({
  sscc: Type.Optional(
    Type.String({ pattern: '^[0-9]{18}$', description: 'Given by the exchange where you have none.' }),
  ),
  kind: Type.Enum(['case', 'pallet', 'container']),
  grossWeightGrams: Type.Optional(Grams),
  contents: Type.Optional(
    Type.Array(Type.Object({ deliveryId: DeliveryId, quantity: BaseQuantity }), { minItems: 1, maxItems: 200 }),
  ),
})
const DocumentSchema = Type.Object({
  kind: Type.Enum([...documentKinds]),
  number: Type.Optional(Text(80)),
  reference: Text(500, 'Where it can be read.'),
})
const TemperatureSchema = Type.Object({
  at: Instant,
  celsius: Type.Number({ minimum: -100, maximum: 100 }),
  sensor: Type.Optional(Text(80)),
})

const Packages = Type.Array(PackageSchema, { maxItems: packagesMax })
const Documents = Type.Array(DocumentSchema, { maxItems: documentsMax })
const labelSite = Type.Optional(
  Type.String({
    pattern: '^sit_[0-9a-f]{32}$',
    description: 'Your site whose GLN the packages’ SSCCs are made from.',
  }),
)

export const CreateShipmentBody = Type.Object({
  lines: Type.Optional(
    Type.Array(LineSchema, { minItems: 1, maxItems: 1_000, description: 'Absent: all that is open to ship.' }),
  ),
  dispatch: Type.Optional(Type.Boolean({ description: 'Pick and dispatch at once.' })),
  carrier: Type.Optional(CarrierSchema),
  packages: Type.Optional(Packages),
  shipFromSiteId: labelSite,
  documents: Type.Optional(Documents),
  note: Type.Optional(Text(2_000)),
})
export type CreateShipmentInput = Static<typeof CreateShipmentBody>

export const PackBody = Type.Object({ packages: Packages, shipFromSiteId: labelSite })
export const DispatchBody = Type.Object({
  carrier: Type.Optional(CarrierSchema),
  documents: Type.Optional(Documents),
})
export const DocumentsBody = Type.Object({
  documents: Type.Array(DocumentSchema, { minItems: 1, maxItems: documentsMax }),
})
export const TemperaturesBody = Type.Object({
  temperatures: Type.Array(TemperatureSchema, { minItems: 1, maxItems: 500 }),
})

const count = Type.Integer({ minimum: 0 })
export const ShipmentBody = Type.Object(
  {
    id: ShipmentId,
    orderId: OrderId,
    buyerId: OrganisationId,
    supplierId: OrganisationId,
    status: Type.Enum(['planned', 'picked', 'dispatched', 'delivered', 'refused', 'lost', 'withdrawn']),
    lines: Type.Array(Type.Object({ deliveryId: DeliveryId, productId: Type.String(), quantity: BaseQuantity })),
    lots: Type.Array(
      Type.Object({
        deliveryId: DeliveryId,
        lotId: LotId,
        lotCode: Type.String(),
        markedOn: Type.Optional(Day),
        siteId: Type.Optional(Type.String({ description: 'Shown to the supplier only, as is why it was picked.' })),
        quantity: BaseQuantity,
        grams: Type.Optional(Grams),
        accepted: count,
        refused: count,
        missing: count,
        held: count,
        over: count,
      }),
    ),
    pickReason: Type.Optional(Type.String()),
    carrier: Type.Optional(CarrierSchema),
    packages: Type.Array(PackageSchema),
    documents: Type.Array(DocumentSchema),
    temperatures: Type.Array(TemperatureSchema),
    note: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    dispatchedAt: Type.Optional(Instant),
    arrivedAt: Type.Optional(Instant),
    createdAt: Instant,
    updatedAt: Instant,
  },
  { title: 'Shipment' },
)

const ReceiptLineSchema = Type.Object({
  deliveryId: DeliveryId,
  lotId: LotId,
  outcome: Type.Enum([...outcomes]),
  quantity: BaseQuantity,
  of: Type.Optional(
    Type.Enum(['held', 'over'], { description: 'Judges what an earlier receipt held, or found over.' }),
  ),
  disposition: Type.Optional(
    Type.Enum(['returned', 'disposed'], { description: '`returned` unless said otherwise: blocked stock again.' }),
  ),
  grams: Type.Optional(Grams),
  celsius: Type.Optional(Type.Number({ minimum: -100, maximum: 100 })),
  note: Type.Optional(Text(500)),
  evidence: Type.Optional(
    Type.Array(Text(500), { maxItems: 20, description: 'Where photographs and papers can be seen.' }),
  ),
})
export const ReceiptInputBody = Type.Object(
  {
    shipmentId: ShipmentId,
    lines: Type.Optional(Type.Array(ReceiptLineSchema, { minItems: 1, maxItems: receiptLinesMax })),
    allAccepted: Type.Optional(Type.Boolean({ description: 'All that was shipped and not judged yet is taken.' })),
    note: Type.Optional(Text(2_000)),
  },
  { description: 'Either `lines` or `allAccepted`.' },
)
export type ReceiptInput = Static<typeof ReceiptInputBody>

export const ReceiptBody = Type.Object(
  {
    id: Type.String({ pattern: '^rcp_[0-9a-f]{32}$' }),
    shipmentId: ShipmentId,
    orderId: OrderId,
    at: Instant,
    lines: Type.Array(ReceiptLineSchema),
    note: Type.Optional(Type.String()),
    by: Type.Optional(Type.String({ description: 'Shown to the buyer only.' })),
  },
  { title: 'Receipt' },
)

/** The shapes in which samples come and go over REST. */
import { Type } from 'typebox'
import {
  BaseQuantity,
  DestinationBody,
  Instant,
  OrganisationId,
  PlaceBody,
  ProductId,
  Text,
} from '../order/order-schemas.ts'
import { sampleMeasuredMax, samplePiecesMax, sampleStatuses, verdicts } from './sample.ts'

export const SampleId = Type.String({ pattern: '^smp_[0-9a-f]{32}$', description: 'A sample’s id.' })
export const SampleStatusSchema = Type.Enum([...sampleStatuses])

export const RequestBody = Type.Object({
  supplierId: OrganisationId,
  productId: ProductId,
  quantity: Type.Integer({
    minimum: 1,
    maximum: sampleMeasuredMax,
    description: `In base units: at most ${samplePiecesMax} pieces, or ${sampleMeasuredMax} grams or millilitres.`,
  }),
  shipTo: Type.Union([PlaceBody.properties.shipTo, DestinationBody], {
    description: 'One of your sites, or an address such as a laboratory’s.',
  }),
  purpose: Text(500, 'What it is for: tasting, analysis, a trial on the line.'),
})

const Carrier = Type.Object({ name: Text(200), reference: Text(80, 'The consignment or tracking number.') })

export const SendBody = Type.Object({
  carrier: Carrier,
  lot: Type.Optional(
    Type.Object(
      {
        lotId: Type.String({ pattern: '^lot_[0-9a-f]{32}$' }),
        siteId: Type.String({ pattern: '^sit_[0-9a-f]{32}$', description: 'Where it is taken from.' }),
        grams: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'As weighed; for catch weight.' }),
        ),
      },
      { description: 'The quantity leaves the stock of this lot; without it, no stock is touched.' },
    ),
  ),
})
export const ReceiveBody = Type.Object({
  verdict: Type.Enum([...verdicts]),
  notes: Type.Optional(Text(2_000, 'For the supplier to read as well.')),
})

export const SampleBody = Type.Object(
  {
    id: SampleId,
    status: SampleStatusSchema,
    buyerId: OrganisationId,
    supplierId: OrganisationId,
    productId: ProductId,
    sku: Type.String(),
    name: Type.String(),
    specVersion: Type.Integer(),
    quantity: BaseQuantity,
    shipTo: DestinationBody,
    purpose: Type.String(),
    reason: Type.Optional(Type.String({ description: 'Why it was declined or withdrawn.' })),
    dispatch: Type.Optional(
      Type.Object({
        at: Instant,
        carrier: Carrier,
        lot: Type.Optional(
          Type.Object({
            lotCode: Type.String(),
            lotId: Type.Optional(Type.String({ description: 'As `siteId`, shown to the supplier.' })),
            siteId: Type.Optional(Type.String()),
          }),
        ),
      }),
    ),
    evaluation: Type.Optional(
      Type.Object({ at: Instant, verdict: Type.Enum([...verdicts]), notes: Type.Optional(Type.String()) }),
    ),
    requestedBy: Type.Optional(Type.String({ description: 'Shown to the buyer only.' })),
    createdAt: Instant,
    updatedAt: Instant,
  },
  { title: 'Sample' },
)

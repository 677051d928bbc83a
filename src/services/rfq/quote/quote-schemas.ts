/** The shapes in which quotes come and go over REST. */
import { Type, type Static } from 'typebox'
import { pricedPers } from '../../../kernel/priced-per.ts'
import { linesMax } from '../request/rfq-details.ts'
import { breaksMax, chargeKinds, chargesMax, fulfilments } from './quote-details.ts'
import { lineOutcomes, quoteStatuses } from './quote.ts'
import {
  CurrencyText,
  DecimalText,
  IncotermSchema,
  InstantText,
  LineId,
  Note,
  OrderId,
  OrganisationId,
  Place,
  ProductId,
  Quantity,
  QuoteId,
  RfqId,
} from '../request/rfq-schemas.ts'

const Price = DecimalText('For a piece, a kilogram or a litre as the product is sold; at most 6 decimals.')
const Breaks = Type.Array(Type.Object({ from: Quantity, unitPrice: Price }), {
  minItems: 1,
  maxItems: breaksMax,
  description: 'From this many base units on, a unit costs this much; the first is the least that is sold.',
})
const lineTerms = {
  quantity: Type.Integer({ ...Quantity, description: 'The most that is offered, in base units.' }),
  leadTimeDays: Type.Integer({ minimum: 0, maximum: 1_000 }),
  packaging: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
  originSiteId: Type.Optional(
    Type.String({ pattern: '^[a-z]{3}_[0-9a-f]{32}$', description: 'A site of the supplier.' }),
  ),
  note: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
}
const Fulfilment = Type.Enum([...fulfilments], { description: '`from-stock` unless said otherwise.' })
const ChargeSchema = Type.Object({
  kind: Type.Enum([...chargeKinds]),
  description: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  amount: Type.Object({
    amount: Type.Integer({ minimum: 0, maximum: 1_000_000_000_000, description: 'Minor units.' }),
    currency: CurrencyText,
  }),
})

export const QuoteInput = Type.Object({
  currency: Type.Optional(CurrencyText),
  incoterm: Type.Optional(IncotermSchema),
  place: Type.Optional(Place),
  validUntil: InstantText,
  lines: Type.Array(
    Type.Object({
      line: LineId,
      productId: Type.Optional(ProductId),
      unitPrice: Type.Optional(Price),
      pricedPer: Type.Optional(
        Type.Enum([...pricedPers], {
          description: 'What the prices are for: refused unless the product is priced so.',
        }),
      ),
      breaks: Type.Optional(Breaks),
      fulfilment: Type.Optional(Fulfilment),
      ...lineTerms,
    }),
    { minItems: 1, maxItems: linesMax, description: 'Not every line of the RFQ has to be answered.' },
  ),
  charges: Type.Optional(
    Type.Array(ChargeSchema, {
      maxItems: chargesMax,
      description: 'In the quote’s currency; due once for each award that takes anything of the quote.',
    }),
  ),
  note: Type.Optional(Note),
})
export type QuoteInput = Static<typeof QuoteInput>

export const OfferedProductSchema = Type.Object({
  productId: ProductId,
  sku: Type.String(),
  name: Type.String(),
  specVersion: Type.Integer(),
  pricedPer: Type.Enum(['piece', 'kilogram', 'litre']),
  nominalGrams: Type.Optional(Type.Integer()),
})
const versionLine = {
  line: LineId,
  product: OfferedProductSchema,
  breaks: Breaks,
  fulfilment: Fulfilment,
  ...lineTerms,
}
const versionTerms = {
  version: Type.Integer({ minimum: 1 }),
  submittedAt: InstantText,
  currency: CurrencyText,
  incoterm: IncotermSchema,
  place: Place,
  validUntil: InstantText,
  charges: Type.Array(ChargeSchema),
  note: Type.Optional(Note),
}

export const QuoteVersionBody = Type.Object(
  {
    ...versionTerms,
    status: Type.Enum([...quoteStatuses, 'superseded']),
    lines: Type.Array(Type.Object(versionLine)),
  },
  { title: 'QuoteVersion' },
)
export type QuoteVersionBody = Static<typeof QuoteVersionBody>

export const QuoteBody = Type.Object(
  {
    id: QuoteId,
    rfqId: RfqId,
    buyerId: OrganisationId,
    supplierId: OrganisationId,
    status: Type.Enum([...quoteStatuses]),
    ...versionTerms,
    lines: Type.Array(
      Type.Object({
        ...versionLine,
        outcome: Type.Enum([...lineOutcomes]),
        accepted: Type.Optional(
          Type.Array(
            Type.Object({
              quantity: Quantity,
              unitPrice: Price,
              orderId: OrderId,
            }),
          ),
        ),
      }),
    ),
    createdAt: InstantText,
    updatedAt: InstantText,
  },
  { title: 'Quote' },
)
export type QuoteBody = Static<typeof QuoteBody>

/** The shapes in which price lists, prices and customer groups come and go over REST. */
import { Type } from 'typebox'
import { pricedPers } from '../../../kernel/priced-per.ts'
import { incoterms } from './incoterm.ts'
import { OrganisationId, ProductId } from '../catalogue/product-schemas.ts'

export const PriceListId = Type.String({ pattern: '^pls_[0-9a-f]{32}$', description: 'A price list’s id.' })
export const CustomerGroupId = Type.String({ pattern: '^cgr_[0-9a-f]{32}$', description: 'A customer group’s id.' })
const Day = (description: string) => Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description })
const Place = Type.String({ minLength: 1, maxLength: 120, description: 'The named place, such as "Rotterdam".' })
export const IncotermSchema = Type.Enum([...incoterms], { description: 'Incoterms 2020.' })
export const CurrencySchema = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' })
const Quantity = (description: string) =>
  Type.Integer({ minimum: 1, maximum: 1_000_000_000_000, description: `${description} In base units.` })

const AudienceSchema = Type.Union([
  Type.Object({ kind: Type.Enum(['public']) }),
  Type.Object({
    kind: Type.Enum(['organisations']),
    organisationIds: Type.Array(OrganisationId, { minItems: 1, maxItems: 100, uniqueItems: true }),
  }),
  Type.Object({ kind: Type.Enum(['group']), groupId: CustomerGroupId }),
])

const details = {
  name: Type.String({ minLength: 1, maxLength: 120 }),
  audience: AudienceSchema,
  validFrom: Day('The first day.'),
  validTo: Type.Optional(Day('The last day, included; open-ended without it.')),
  containers: Type.Optional(Type.Boolean({ description: 'The goods travel in containers.' })),
}
const basis = { currency: CurrencySchema, incoterm: IncotermSchema, place: Place }

export const OpenPriceListBody = Type.Object({ ...basis, ...details })
export const ChangePriceListBody = Type.Object(details)
export const PriceListBody = Type.Object(
  {
    id: PriceListId,
    supplierId: OrganisationId,
    status: Type.Enum(['open', 'withdrawn']),
    ...basis,
    ...details,
    warnings: Type.Array(Type.Object({ code: Type.String(), detail: Type.String() })),
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'PriceList' },
)

export const UnitPrice = Type.String({
  pattern: '^\\d{1,12}(\\.\\d{1,6})?$',
  description: 'An exact decimal such as "12.3456": for a piece, or for a kilogram or litre of what is sold so.',
})
const Breaks = Type.Array(
  Type.Object({
    from: Type.Integer({ minimum: 0, maximum: 1_000_000_000_000, description: 'From so many base units on.' }),
    unitPrice: UnitPrice,
  }),
  {
    minItems: 1,
    maxItems: 20,
    description: 'Quantity breaks in rising order; the first begins at the minimum or below.',
  },
)
export const terms = {
  breaks: Breaks,
  variants: Type.Optional(
    Type.Array(Type.Object({ incoterm: IncotermSchema, place: Place, breaks: Breaks }), {
      maxItems: 11,
      description: 'Prices for other places of handing over.',
    }),
  ),
  minimumQuantity: Quantity('The least that is sold.'),
  increment: Quantity('Sold in multiples of this.'),
  leadTimeDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 730 })),
}
export const TermsBody = Type.Object(terms)
export const PutPricesBody = Type.Object({
  prices: Type.Array(Type.Object({ productId: ProductId, ...terms }), { minItems: 1, maxItems: 1_000 }),
})
export const PutPricesReply = Type.Object({
  set: Type.Integer({ description: 'How many are new or changed.' }),
  unchanged: Type.Integer(),
})
export const PriceBody = Type.Object(
  {
    priceListId: PriceListId,
    productId: ProductId,
    supplierId: OrganisationId,
    isPublic: Type.Boolean(),
    ...terms,
    version: Type.Integer(),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Price' },
)

export const appliedPriceSchemas = {
  unitPrice: UnitPrice,
  currency: CurrencySchema,
  pricedPer: Type.Enum([...pricedPers], { description: 'What the unit price is for.' }),
  incoterm: IncotermSchema,
  place: Place,
  priceListId: PriceListId,
  priceListVersion: Type.Integer(),
  rank: Type.Enum(['customer', 'group', 'public'], { description: 'How the list came to be yours.' }),
  minimumQuantity: Quantity('The least that is sold.'),
  increment: Quantity('Sold in multiples of this.'),
  leadTimeDays: Type.Optional(Type.Integer()),
  fromQuantity: Type.Integer({ description: 'From which quantity this unit price holds.' }),
}
export const AppliedPriceSchema = Type.Object(appliedPriceSchemas, { title: 'AppliedPrice' })

export const QuantitySchema = Type.Integer({ minimum: 1, maximum: 1_000_000_000_000, description: 'In base units.' })

/** Why a quantity cannot be ordered, or a product not be priced. */
export const ViolationSchema = Type.Object({
  code: Type.String(),
  detail: Type.String(),
  facts: Type.Optional(Type.Object({}, { additionalProperties: true })),
})

/** What is known of a price at a quantity. */
export const pricedFields = {
  quantity: Type.Integer(),
  ...appliedPriceSchemas,
  orderable: Type.Boolean({ description: 'Whether this quantity can be ordered at this price.' }),
  violation: Type.Optional(ViolationSchema),
}

const group = {
  name: Type.String({ minLength: 1, maxLength: 120 }),
  organisationIds: Type.Array(OrganisationId, { maxItems: 500, uniqueItems: true }),
}
export const CustomerGroupInput = Type.Object(group)
export const CustomerGroupBody = Type.Object(
  {
    id: CustomerGroupId,
    supplierId: OrganisationId,
    ...group,
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'CustomerGroup' },
)

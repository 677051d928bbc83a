/** The shapes in which RFQs come and go over REST. */
import { Type, type Static } from 'typebox'
import { packagingLevels } from '../../../kernel/packaging.ts'
import { baseUnits } from '../../../kernel/quantity.ts'
import { allergenCodes, incoterms } from '../../product/contract.ts'
import { criteria, deliveriesMax, linesMax, paymentStarts, quantityMax, suppliersMax } from './rfq-details.ts'
import { rfqStatuses } from './rfq-state.ts'

const id = (prefix: string, description: string) => Type.String({ pattern: `^${prefix}_[0-9a-f]{32}$`, description })
export const RfqId = id('rfq', 'An RFQ’s id.')
export const QuoteId = id('qte', 'A quote’s id.')
export const AwardId = id('awd', 'An award’s id.')
export const OrderId = id('ord', 'An order’s id.')
export const ProductId = id('prd', 'A product’s id.')
export const OrganisationId = id('org', 'An organisation’s id.')
export const LineId = Type.String({ pattern: '^[1-9]\\d{0,3}$', description: 'A line of the RFQ, counted from 1.' })
export const InstantText = Type.String({ format: 'date-time', maxLength: 30, description: 'UTC, ISO 8601.' })
export const DateText = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', description: 'YYYY-MM-DD.' })
export const DecimalText = (description: string) =>
  Type.String({ minLength: 1, maxLength: 40, pattern: '^-?\\d+(\\.\\d+)?$', description })
export const CurrencyText = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' })
export const Quantity = Type.Integer({
  minimum: 1,
  maximum: quantityMax,
  description: 'In base units: pieces, grams or millilitres.',
})
export const MoneySchema = Type.Object(
  { amount: Type.Integer({ description: 'Minor units.' }), currency: CurrencyText },
  { description: 'An amount in the currency’s smallest unit.' },
)
export const IncotermSchema = Type.Enum([...incoterms], { description: 'Incoterms 2020.' })
export const Place = Type.String({ minLength: 1, maxLength: 200, description: 'The place that the incoterm names.' })
export const Note = Type.String({ minLength: 1, maxLength: 2_000 })
export const ReasonBody = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) })

const lineRequirements = {
  buyerItemCode: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  targetPrice: Type.Optional(DecimalText('For a piece, a kilogram or a litre, in the RFQ’s currency.')),
}
const Schemes = Type.Array(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' }), { maxItems: 20, uniqueItems: true })
const Exclusions = Type.Array(Type.Enum([...allergenCodes]), { maxItems: allergenCodes.length, uniqueItems: true })
const RemainingLife = Type.Integer({ minimum: 0, maximum: 20_000, description: 'Days from arrival to the date mark.' })

const ProductLine = Type.Object(
  {
    productId: ProductId,
    quantity: Quantity,
    level: Type.Optional(Type.Enum([...packagingLevels], { description: 'Count these instead of base units.' })),
    ...lineRequirements,
    requiredCertificates: Type.Optional(Schemes),
    allergenExclusions: Type.Optional(Exclusions),
    minimumRemainingLifeDays: Type.Optional(RemainingLife),
  },
  { description: 'A product of the catalogue; other suppliers offer their own in its place.' },
)
const SpecificationLine = Type.Object(
  {
    specification: Type.String({ minLength: 1, maxLength: 2_000, description: 'What is wanted, in words.' }),
    quantity: Quantity,
    unit: Type.Enum([...baseUnits]),
    ...lineRequirements,
    requiredCertificates: Type.Optional(Schemes),
    allergenExclusions: Type.Optional(Exclusions),
    minimumRemainingLifeDays: Type.Optional(RemainingLife),
  },
  { description: 'Goods that no product of the catalogue stands for.' },
)

const PaymentTermsSchema = Type.Object({
  days: Type.Integer({ minimum: 0, maximum: 365 }),
  from: Type.Enum([...paymentStarts]),
  advanceBasisPoints: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 10_000, description: 'Hundredths of a percent paid in advance.' }),
  ),
})
const VisibilitySchema = Type.Union([
  Type.Object({ kind: Type.Enum(['open']) }, { description: 'Every verified supplier sees it.' }),
  Type.Object({
    kind: Type.Enum(['invited']),
    supplierIds: Type.Array(OrganisationId, { minItems: 1, maxItems: suppliersMax }),
  }),
])
const WeightsSchema = Type.Object(
  Object.fromEntries(criteria.map((name) => [name, Type.Integer({ minimum: 0, maximum: 100 })])) as Record<
    (typeof criteria)[number],
    ReturnType<typeof Type.Integer>
  >,
  { description: 'How much each criterion counts; they sum to 100.' },
)
const DeliverTo = Type.Object({
  siteId: Type.String({ pattern: '^[a-z]{3}_[0-9a-f]{32}$', description: 'A site of the buyer.' }),
})

export const RfqInput = Type.Object({
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  lines: Type.Array(Type.Union([ProductLine, SpecificationLine]), { minItems: 1, maxItems: linesMax }),
  deliverTo: DeliverTo,
  incoterm: IncotermSchema,
  place: Place,
  deliveries: Type.Array(
    Type.Object({
      date: DateText,
      share: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 10_000, description: 'Parts of the sum of all shares; 1 if not said.' }),
      ),
    }),
    { minItems: 1, maxItems: deliveriesMax, description: 'One day, or a schedule of days and their shares.' },
  ),
  paymentTerms: PaymentTermsSchema,
  currency: CurrencyText,
  deadline: InstantText,
  visibility: VisibilitySchema,
  weights: Type.Optional(WeightsSchema),
  shareTargetPrices: Type.Optional(Type.Boolean({ description: 'Whether suppliers see target prices.' })),
  note: Type.Optional(Note),
})
export type RfqInput = Static<typeof RfqInput>

const LineBody = Type.Object({
  id: LineId,
  item: Type.Union([
    Type.Object({ kind: Type.Enum(['product']), productId: ProductId, name: Type.String() }),
    Type.Object({ kind: Type.Enum(['specification']), description: Type.String({ maxLength: 2_000 }) }),
  ]),
  quantity: Quantity,
  unit: Type.Enum([...baseUnits]),
  ...lineRequirements,
  requiredCertificates: Schemes,
  allergenExclusions: Exclusions,
  minimumRemainingLifeDays: RemainingLife,
})

export const RfqBody = Type.Object(
  {
    id: RfqId,
    viewer: Type.Enum(['buyer', 'supplier'], { description: 'Whose presentation this is.' }),
    number: Type.Integer({ minimum: 1, description: 'The buyer’s own count, without gaps.' }),
    buyerId: OrganisationId,
    status: Type.Enum([...rfqStatuses]),
    title: Type.Optional(Type.String()),
    lines: Type.Array(LineBody),
    deliverTo: DeliverTo,
    incoterm: IncotermSchema,
    place: Place,
    deliveries: Type.Array(Type.Object({ date: DateText, share: Type.Integer() })),
    paymentTerms: PaymentTermsSchema,
    currency: CurrencyText,
    deadline: InstantText,
    weights: WeightsSchema,
    note: Type.Optional(Type.String()),
    visibility: Type.Union([
      VisibilitySchema,
      Type.Object({ kind: Type.Enum(['invited']) }, { description: 'A supplier does not learn who else is.' }),
    ]),
    shareTargetPrices: Type.Optional(Type.Boolean()),
    publishedAt: Type.Optional(InstantText),
    cancellationReason: Type.Optional(Type.String()),
    quotes: Type.Optional(
      Type.Array(
        Type.Object({
          quoteId: QuoteId,
          supplierId: OrganisationId,
          version: Type.Integer(),
          withdrawn: Type.Boolean(),
        }),
        { description: 'For the buyer.' },
      ),
    ),
    awards: Type.Optional(
      Type.Array(
        Type.Object({
          awardId: AwardId,
          status: Type.Enum(['pending-approval', 'approved', 'rejected']),
          total: MoneySchema,
        }),
        { description: 'For the buyer.' },
      ),
    ),
    ownQuoteId: Type.Optional(QuoteId),
    createdAt: InstantText,
    updatedAt: InstantText,
  },
  { title: 'Rfq' },
)
export type RfqBody = Static<typeof RfqBody>

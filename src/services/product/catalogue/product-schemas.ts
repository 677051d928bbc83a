/** The shapes in which products come and go over REST. */
import { Type, type Static, type TSchema } from 'typebox'
import { packagingLevels } from '../../../kernel/packaging.ts'
import { allergenCodes } from '../allergens/allergens.ts'
import {
  dateMarks,
  nutrients,
  shelfLifeDaysMax,
  soldByUnits,
  type ProductDetails,
  type Visibility,
} from './product-details.ts'

export const ProductId = Type.String({ pattern: '^prd_[0-9a-f]{32}$', description: 'A product’s id.' })
export const OrganisationId = Type.String({ pattern: '^org_[0-9a-f]{32}$', description: 'An organisation’s id.' })
export const Sku = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^\\S(.*\\S)?$',
  description: 'The supplier’s own code, unique among its products; it never changes.',
})

const texts = (maxLength: number, description: string) =>
  Type.Record(Type.String({ pattern: '^[a-z]{2,3}(-[A-Z]{2})?$' }), Type.String({ minLength: 1, maxLength }), {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 24,
    description,
  })

const grams = (description: string) => Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000, description }))
const measures = {
  netWeightGrams: grams('Without packaging.'),
  drainedWeightGrams: grams('Without packaging and liquid.'),
  grossWeightGrams: grams('With packaging.'),
  volumeCubicCentimetres: grams('Outer volume.'),
}

const Nutrition = Type.Object(
  Object.fromEntries(nutrients.map((name) => [name, Type.Optional(Type.Number({ minimum: 0, maximum: 4_000 }))])),
  { description: 'Per 100 g, or per 100 ml of what is sold by the litre: energy in kJ and kcal, the rest in grams.' },
)

const PackagingLine = Type.Object({
  level: Type.Enum(packagingLevels.slice(1)),
  contains: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many of the smaller level it holds.' }),
  of: Type.Enum([...packagingLevels]),
  ...measures,
})

const Gtin = Type.String({ minLength: 1, maxLength: 32, description: 'GTIN-8, -12, -13 or -14; kept as 14 digits.' })

/** Every detail by name; POST and PUT take them with defaults, PATCH takes any of them or null. */
export const detailSchemas = {
  name: texts(300, 'By language, such as {"en": "Gouda, young"}.'),
  description: texts(5_000, 'By language.'),
  brand: Type.String({ minLength: 1, maxLength: 200 }),
  brandOwner: Type.String({ minLength: 1, maxLength: 200 }),
  category: Type.String({ minLength: 1, maxLength: 120, description: 'An id from GET /v1/categories.' }),
  countryOfOrigin: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2.' }),
  hsCode: Type.String({ pattern: '^\\d{4,10}$', description: 'Harmonized System, 4, 6, 8 or 10 digits.' }),
  ingredients: Type.String({ minLength: 1, maxLength: 20_000, description: 'As printed on the label.' }),
  nutrition: Nutrition,
  storageTemperature: Type.Object({
    minCelsius: Type.Number({ minimum: -100, maximum: 100 }),
    maxCelsius: Type.Number({ minimum: -100, maximum: 100 }),
  }),
  shelfLifeDays: Type.Integer({ minimum: 1, maximum: shelfLifeDaysMax, description: 'Days from production.' }),
  dateMark: Type.Enum([...dateMarks], { description: '`best-before` unless said otherwise.' }),
  soldBy: Type.Enum([...soldByUnits], { description: '`piece` unless said otherwise.' }),
  drained: Type.Boolean({ description: 'Kilograms are drained kilograms.' }),
  unit: Type.Object(measures, { description: 'One base unit.' }),
  packaging: Type.Array(PackagingLine, { maxItems: 5 }),
  gtins: Type.Object(Object.fromEntries(packagingLevels.map((level) => [level, Type.Optional(Gtin)])), {
    description: 'One for each packaging level; `base` is the unit sold.',
  }),
  productionSites: Type.Array(Type.String({ pattern: '^sit_[0-9a-f]{32}$' }), { maxItems: 20, uniqueItems: true }),
} satisfies Record<keyof ProductDetails, TSchema>

export const VisibilitySchema = Type.Union([
  Type.Object({ kind: Type.Enum(['public']) }),
  Type.Object({ kind: Type.Enum(['private-label']), brandOwnerId: OrganisationId }),
])

const optionalDetails = Object.fromEntries(
  Object.entries(detailSchemas).map(([name, schema]) => [name, name === 'name' ? schema : Type.Optional(schema)]),
)

export const DraftBody = Type.Object({ sku: Sku, ...optionalDetails, visibility: Type.Optional(VisibilitySchema) })
export const DescribeBody = Type.Object({ ...optionalDetails, visibility: Type.Optional(VisibilitySchema) })
export const PatchBody = Type.Object(
  {
    ...Object.fromEntries(
      Object.entries(detailSchemas).map(([name, schema]) => [
        name,
        // What every product has may be replaced but not taken away.
        Type.Optional(['name', 'soldBy', 'dateMark'].includes(name) ? schema : Type.Union([schema, Type.Null()])),
      ]),
    ),
    visibility: Type.Optional(VisibilitySchema),
  },
  { description: 'A JSON merge patch (RFC 7396): what is named is replaced, null takes it away.' },
)

export const AllergenCodeSchema = Type.Enum([...allergenCodes], { description: 'EU 1169/2011, Annex II.' })
export const ConfirmAllergensBody = Type.Object({
  allergens: Type.Array(
    Type.Object({
      allergen: AllergenCodeSchema,
      status: Type.Enum(['contains', 'may contain', 'free', 'undeclared']),
    }),
    { minItems: 1, maxItems: allergenCodes.length },
  ),
})

const Declaration = Type.Object(
  Object.fromEntries(
    allergenCodes.map((code) => [code, Type.Optional(Type.Enum(['contains', 'may contain', 'free']))]),
  ),
  { description: 'What a person of the supplier confirmed. An allergen that is not named is undeclared.' },
)
const Proposal = Type.Object({
  allergen: AllergenCodeSchema,
  status: Type.Enum(['contains', 'may contain']),
  evidence: Type.Array(Type.String()),
})

const identity = {
  id: ProductId,
  supplierId: OrganisationId,
  sku: Sku,
  status: Type.Enum(['draft', 'published', 'discontinued']),
  specVersion: Type.Integer({ minimum: 1, description: 'Grows with each change of a published product.' }),
}
const times = {
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
}

export const ProductBody = Type.Object(
  {
    public: Type.Boolean({ description: 'Whether everybody may see it.' }),
    ...identity,
    specifiedAt: Type.String({ format: 'date-time', description: 'Since when this specification holds.' }),
    ...optionalDetails,
    dateMark: detailSchemas.dateMark,
    soldBy: detailSchemas.soldBy,
    allergens: Declaration,
    allergenProposals: Type.Array(Proposal, { description: 'Found in the ingredients, confirmed by nobody.' }),
    visibility: VisibilitySchema,
    ...times,
  },
  { title: 'Product' },
)

const summaryDetails = ['brand', 'category', 'countryOfOrigin', 'shelfLifeDays', 'unit', 'gtins'] as const
export const summarySchemas = {
  ...identity,
  name: detailSchemas.name,
  ...Object.fromEntries(summaryDetails.map((name) => [name, Type.Optional(detailSchemas[name])])),
  soldBy: detailSchemas.soldBy,
  dateMark: detailSchemas.dateMark,
  allergens: Declaration,
  visibility: VisibilitySchema,
  ...times,
}

/** What the schemas' generated objects are in TypeScript. */
export type DescribeInput = Partial<ProductDetails> &
  Pick<ProductDetails, 'name'> & { readonly visibility?: Visibility }
export type DraftInput = DescribeInput & { readonly sku: string }
export type PatchInput = { readonly [Name in keyof ProductDetails]?: ProductDetails[Name] | null } & {
  readonly visibility?: Visibility
}
export type ConfirmInput = Static<typeof ConfirmAllergensBody>

/** Details as they are kept: the two that every product has are filled in. */
export const detailsOf = ({ visibility: _visibility, ...given }: DescribeInput): ProductDetails => ({
  ...given,
  dateMark: given.dateMark ?? 'best-before',
  soldBy: given.soldBy ?? 'piece',
})

/** Details after a merge patch. */
export const patched = (details: ProductDetails, { visibility: _visibility, ...patch }: PatchInput): ProductDetails => {
  const next: Record<string, unknown> = { ...details }
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete next[name]
    else next[name] = value
  }
  return next as ProductDetails
}

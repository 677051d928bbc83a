/** How a product is shown: one document of its own stream, and the shorter form in which lists carry it. */
import { pricedPerOf, type PricedPer } from '../../../kernel/priced-per.ts'
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import type { AllergenDeclaration, AllergenProposal } from '../allergens/allergens.ts'
import { isPublic } from './product-policies.ts'
import type { ProductDetails, SoldBy, Visibility } from './product-details.ts'
import { product, type Product, type ProductCommand, type ProductEvent, type ProductStatus } from './product.ts'
import { sku, type SkuClaim, type SkuCommand, type SkuEvent } from './sku.ts'

/** A product as the API answers it. */
export type ProductDocument = ProductDetails & {
  /** Whether everybody may see it. */
  readonly public: boolean
  readonly id: string
  readonly supplierId: string
  readonly sku: string
  readonly status: ProductStatus
  readonly specVersion: number
  readonly specifiedAt: string
  readonly allergens: AllergenDeclaration
  readonly allergenProposals: readonly AllergenProposal[]
  readonly visibility: Visibility
  readonly createdAt: string
  readonly updatedAt: string
}

export const products = collection<ProductDocument>()({
  name: 'products',
  // Since 1, what lists carry stands before the rest.
  revision: 1,
  reads: 'nearby',
  indexes: { bySupplier: ({ supplierId, sku: text }) => [[supplierId, text]] },
})

/** A product as the API answers it; undefined where there is none. Pure. */
export function presentProduct({ id, createdAt, updatedAt }: Subject, state: Product): ProductDocument | undefined {
  if (state.status === 'absent') return undefined
  const {
    supplierId,
    sku: text,
    status,
    specVersion,
    specifiedAt,
    details,
    allergens,
    allergenProposals,
    visibility,
  } = state
  const { name, brand, category, countryOfOrigin, soldBy, dateMark, shelfLifeDays, unit, gtins, ...rest } = details
  return {
    // First, so that the stored text tells by its beginning whether it may be served as it is.
    public: isPublic(state),
    // What lists carry comes next, so that they cut it out of the stored text.
    id,
    supplierId,
    sku: text,
    status,
    specVersion,
    name,
    ...(brand !== undefined && { brand }),
    ...(category !== undefined && { category }),
    ...(countryOfOrigin !== undefined && { countryOfOrigin }),
    soldBy,
    dateMark,
    ...(shelfLifeDays !== undefined && { shelfLifeDays }),
    ...(unit && { unit }),
    ...(gtins && { gtins }),
    allergens,
    visibility,
    createdAt,
    updatedAt,
    // The rest is a request away.
    specifiedAt,
    ...rest,
    allergenProposals,
  }
}

/** Whether a document's text may be shown to everybody as it is. */
export const isPublicText = (text: string): boolean => text.startsWith('{"public":true,')

/** The form in which lists carry a product, cut out of its document's text. Quotes in values are escaped: no value matches. */
export const summaryText = (text: string): string =>
  `{${text.slice(text.indexOf(',') + 1, text.indexOf(',"specifiedAt":"'))}}`

/** Whose product a text is of, or a summary cut out of one. */
export const supplierOf = (text: string): string => {
  const from = text.indexOf('"supplierId":"') + '"supplierId":"'.length
  return text.slice(from, text.indexOf('"', from))
}

/** What a price of it is for. */
export const pricedPerIn = (text: string): PricedPer => {
  const from = text.indexOf('"soldBy":"') + '"soldBy":"'.length
  // The product's own words: it is written by its details.
  return pricedPerOf(text.slice(from, text.indexOf('"', from)) as SoldBy)
}

export const productAggregate: Aggregate<Product, ProductCommand, ProductEvent> = {
  kind: 'product',
  decider: product,
  organisations: (state) =>
    state.status === 'absent'
      ? []
      : state.visibility.kind === 'public'
        ? [state.supplierId]
        : [state.supplierId, state.visibility.brandOwnerId],
  readModels: [
    readModel({
      collection: products,
      project: (subject: Subject, state: Product) => {
        const document = presentProduct(subject, state)
        return document ? [{ id: subject.id, document }] : []
      },
    }),
  ],
}

export const skuAggregate: Aggregate<SkuClaim, SkuCommand, SkuEvent> = {
  kind: 'sku',
  decider: sku,
  organisations: () => [],
  readModels: [],
}

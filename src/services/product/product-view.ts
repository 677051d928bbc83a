/** How a product is shown: one document of its own stream, and the shorter form in which lists carry it. */
import { readModel, type Aggregate, type Subject } from '../../infrastructure/store/aggregate.ts'
import { collection } from '../../infrastructure/store/documents.ts'
import type { AllergenDeclaration, AllergenProposal } from './allergens.ts'
import { isPublic } from './product-policies.ts'
import type { ProductDetails, Visibility } from './product-details.ts'
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
  return {
    // First, so that the stored text tells by its beginning whether it may be served as it is.
    public: isPublic(state),
    id,
    supplierId,
    sku: text,
    status,
    specVersion,
    specifiedAt,
    ...details,
    allergens,
    allergenProposals,
    visibility,
    createdAt,
    updatedAt,
  }
}

/** Whether a document's text may be shown to everybody as it is. */
export const isPublicText = (body: string): boolean => body.startsWith('{"public":true,')

/** The fields that a list carries; the rest is a request away. */
export const presentSummary = (shown: ProductDocument): Partial<ProductDocument> => {
  const { id, supplierId, sku: text, status, specVersion, name, brand, category, countryOfOrigin } = shown
  const { soldBy, dateMark, shelfLifeDays, unit, gtins, allergens, visibility, createdAt, updatedAt } = shown
  return {
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
  }
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

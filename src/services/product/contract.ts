/** All that other services may know of products, prices and certificates. */
import { packaging, type Packaging } from '../../kernel/packaging.ts'
import { Rejected } from '../../kernel/rejection.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Unit } from '../../infrastructure/store/commands/unit-of-work.ts'
import type { AllergenDeclaration } from './allergens/allergens.ts'
import type { AppliedPrice } from './pricing/applicable-price.ts'
import type { Incoterm } from './pricing/incoterm.ts'
import { lookUpLists, type ListsReader } from './pricing/lists-reader.ts'
import { decidingPriceOf } from './pricing/price-reader.ts'
import type { DateMark, ProductDetails, SoldBy, Visibility } from './catalogue/product-details.ts'
import { certificatesOf } from './evidence/certificate-view.ts'
import type { Reference } from './reference/load-reference.ts'
import { evidenceFor, type Evidence } from './evidence/product-evidence.ts'
import { maySee } from './catalogue/product-policies.ts'
import { productAggregate } from './catalogue/product-view.ts'
import { unknownProduct, type ProductStatus } from './catalogue/product.ts'

export {
  allergenCodes,
  isFreeOf,
  statusOf,
  type AllergenCode,
  type AllergenDeclaration,
} from './allergens/allergens.ts'
export { pricedQuantity, stepViolation, type AppliedPrice } from './pricing/applicable-price.ts'
export type { CertificateEvidence, Evidence } from './evidence/product-evidence.ts'
export { incoterms, incotermWarnings, type Incoterm } from './pricing/incoterm.ts'
export type { DateMark, SoldBy, Visibility } from './catalogue/product-details.ts'

/** A product as far as selling, storing and shipping it go. */
export type TradedProduct = {
  readonly id: string
  readonly supplierId: string
  readonly sku: string
  /** In English where there is English, else in the first language given. */
  readonly name: string
  readonly status: ProductStatus
  readonly soldBy: SoldBy
  /** How many base units each level holds. */
  readonly packaging: Packaging
  readonly shelfLifeDays?: number
  readonly dateMark: DateMark
  readonly temperature?: { readonly minCelsius: number; readonly maxCelsius: number }
  readonly allergens: AllergenDeclaration
  readonly specVersion: number
  readonly visibility: Visibility
  readonly details: ProductDetails
}

/**
 * Reads a product where something is decided about it. With a `viewer`, what that organisation may not see is unknown
 * to it. Throws `Rejected` with `product/unknown`.
 */
export async function tradedProduct(
  unit: Pick<Unit, 'read'>,
  productId: string,
  viewer?: string,
): Promise<TradedProduct> {
  const { state } = await unit.read(productAggregate, productId)
  if (state.status === 'absent' || (viewer !== undefined && !maySee(state, viewer))) throw new Rejected(unknownProduct)
  const { details, supplierId, sku, status, allergens, specVersion, visibility } = state
  const levels = packaging(details.packaging ?? [])
  if (!levels.ok) throw new Error(`${productId} holds packaging that does not add up: ${levels.rejection.detail}`)
  return {
    id: productId,
    supplierId,
    sku,
    name: details.name['en'] ?? Object.values(details.name)[0] ?? sku,
    status,
    soldBy: details.soldBy,
    packaging: levels.value,
    ...(details.shelfLifeDays !== undefined && { shelfLifeDays: details.shelfLifeDays }),
    dateMark: details.dateMark,
    ...(details.storageTemperature && { temperature: details.storageTemperature }),
    allergens,
    specVersion,
    visibility,
    details,
  }
}

/** As far as counting by category goes; undefined where there is no such product. */
export async function categorised(
  unit: Pick<Unit, 'read'>,
  productId: string,
): Promise<{ readonly version: number; readonly supplierId: string; readonly category?: string } | undefined> {
  const { state, version } = await unit.read(productAggregate, productId)
  if (state.status === 'absent') return undefined
  const { supplierId, details } = state
  return { version, supplierId, ...(details.category !== undefined && { category: details.category }) }
}

/** What a buyer wants to pay for. */
export type WantedPrice = {
  readonly productId: string
  readonly buyerId: string
  /** In base units. */
  readonly quantity: number
  /** An instant; the price must hold on its day in UTC. */
  readonly at: string
  readonly currency?: string
  readonly incoterm?: Incoterm
}

/** The price that applies where something is decided, with its break; undefined where there is none for this buyer. */
export type PriceFor = (unit: Pick<Unit, 'read'>, wanted: WantedPrice) => Promise<AppliedPrice | undefined>

export const priceFor = (documents: Documents, lists: ListsReader = lookUpLists(documents)): PriceFor => {
  const decide = decidingPriceOf(documents, lists)
  return (unit, { productId, buyerId, at, ...wish }) =>
    decide(unit, productId, buyerId, { ...wish, day: at.slice(0, 10) })
}

/** What a supplier can show for a product on a day (YYYY-MM-DD): verified certificates, confirmed absence of allergens. */
export type EvidenceOf = (unit: Pick<Unit, 'read'>, productId: string, day: string) => Promise<Evidence>

export const evidenceOf =
  (documents: Documents, reference: Pick<Reference, 'categories' | 'schemes'>): EvidenceOf =>
  async (unit, productId, day) => {
    const { supplierId, allergens, details } = await tradedProduct(unit, productId)
    const known = await certificatesOf({ documents, read: unit.read }, supplierId)
    const lineage = details.category === undefined ? [] : reference.categories().lineage(details.category)
    const productionSites = details.productionSites ?? []
    const product = { id: productId, supplierId, lineage, productionSites, allergens }
    return evidenceFor(product, known, reference.schemes(), day)
  }

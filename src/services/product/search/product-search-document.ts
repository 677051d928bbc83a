/** What a product is found by: pure, from the product and its supplier's certificates. */
import { shortestGtin, type Gtin14 } from '../../../kernel/gs1/gtin.ts'
import { covers, type Certifiable, type KnownCertificate } from '../evidence/certificate.ts'
import type { CategoryTree } from '../reference/category-tree.ts'
import { freeOf } from '../evidence/product-evidence.ts'
import type { Product, KnownProduct } from '../catalogue/product.ts'

/** Structurally the search port's document, which a core does not import. */
export type ProductSearchDocument = {
  readonly id: string
  readonly version: number
  readonly fields: {
    readonly codes: readonly string[]
    readonly name: readonly string[]
    readonly brand: readonly string[]
    readonly category: readonly string[]
    readonly description: readonly string[]
    readonly ingredients: readonly string[]
  }
  readonly facets: Readonly<Record<string, readonly string[]>>
  readonly numbers: Readonly<Record<string, number>>
  readonly readableBy: readonly string[]
  readonly sort: { readonly name: string; readonly createdAt: string }
  readonly suggest: readonly string[]
}

export type ProductSearchChange =
  | { readonly put: ProductSearchDocument }
  | { readonly remove: { readonly id: string; readonly version: number } }

/** Facets that may be counted; the others only filter. */
export const productFacets = [
  'category',
  'brand',
  'country',
  'supplier',
  'certificate',
  'allergenFree',
  'status',
] as const
export type ProductFacet = (typeof productFacets)[number]

/** All have to hold, while values of one facet are alternatives: so each allergen has a facet of its own. */
export const freeFacet = (allergen: string): string => `free:${allergen}`
/** The last day of a scheme's certificate as a number, so that an expired one drops out by itself. */
export const certificateNumber = (scheme: string): string => `certificate:${scheme}`
/** Days since 1970. */
export const dayNumber = (day: string): number => Date.parse(day) / 86_400_000

/** Above any number of certificate versions that one supplier has. */
const certificateVersions = 1_000_000

/**
 * The change that brings the index up to date. Its version grows with the product's and with its supplier's
 * certificates', so that whichever changed last, the newest of two changes wins.
 */
export function productSearchChange(
  { id, version, createdAt }: { readonly id: string; readonly version: number; readonly createdAt: string },
  state: Product,
  known: readonly { readonly version: number; readonly state: KnownCertificate }[],
  categories: CategoryTree,
): ProductSearchChange {
  const evidence = known.reduce((sum, { version: own }) => sum + own, 0)
  const external = version * certificateVersions + Math.min(evidence, certificateVersions - 1)
  if (state.status === 'absent' || state.status === 'discontinued') return { remove: { id, version: external } }
  const { details, sku } = state
  const { name, brand, brandOwner, category, countryOfOrigin, gtins, shelfLifeDays, description, ingredients } = details
  const product = certifiable(id, state, categories)
  const names = Object.values(name)
  const free = freeOf(state.allergens)
  const valid = validUntil(product, known)
  return {
    put: {
      id,
      version: external,
      fields: {
        codes: [sku, ...Object.values(gtins ?? {}).flatMap((gtin) => [gtin, shortestGtin(gtin as Gtin14)])],
        name: names,
        brand: [brand, brandOwner].filter((text) => text !== undefined),
        category: category === undefined ? [] : categories.words(category),
        description: Object.values(description ?? {}),
        ingredients: ingredients === undefined ? [] : [ingredients],
      },
      facets: {
        status: [state.status],
        supplier: [state.supplierId],
        ...(product.lineage.length > 0 && { category: product.lineage }),
        ...(brand !== undefined && { brand: [brand] }),
        ...(countryOfOrigin !== undefined && { country: [countryOfOrigin] }),
        ...(valid.size > 0 && { certificate: [...valid.keys()] }),
        ...(free.length > 0 && { allergenFree: free }),
        ...Object.fromEntries(free.map((allergen) => [freeFacet(allergen), ['yes']])),
      },
      numbers: {
        ...(shelfLifeDays !== undefined && { shelfLifeDays }),
        ...Object.fromEntries([...valid].map(([scheme, day]) => [certificateNumber(scheme), dayNumber(day)])),
      },
      readableBy: readersOf(state),
      sort: { name: name['en'] ?? names[0] ?? sku, createdAt },
      suggest: brand === undefined ? names : [...names, brand],
    },
  }
}

function readersOf({ status, visibility, supplierId }: KnownProduct): readonly string[] {
  if (status === 'draft') return [supplierId]
  switch (visibility.kind) {
    case 'public':
      return ['public']
    case 'private-label':
      return [supplierId, visibility.brandOwnerId]
  }
}

/** What of a product decides which certificates cover it. */
export const certifiable = (id: string, { supplierId, details }: KnownProduct, tree: CategoryTree): Certifiable => ({
  id,
  supplierId,
  lineage: details.category === undefined ? [] : tree.lineage(details.category),
  productionSites: details.productionSites ?? [],
})

/** By scheme, the last day of the verified certificate that covers the product longest. */
function validUntil(
  product: Certifiable,
  known: readonly { readonly state: KnownCertificate }[],
): ReadonlyMap<string, string> {
  const valid = new Map<string, string>()
  for (const { state } of known) {
    if (state.status !== 'verified' || !covers(state, product)) continue
    const before = valid.get(state.scheme)
    if (before === undefined || before < state.validTo) valid.set(state.scheme, state.validTo)
  }
  return valid
}

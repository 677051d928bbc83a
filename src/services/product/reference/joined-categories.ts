/** Hangs a loaded taxonomy below the exchange's own tree of categories, so that there is one tree and old ids stay. */
import { categoryIndex } from './category-index.ts'
import type { TaxonomyCategory } from './taxonomy.ts'

export type TreeCategory = {
  readonly id: string
  readonly parent: string | null
  readonly names: Readonly<Record<string, string>>
  readonly also?: readonly string[]
}

/**
 * Own categories first, as they are, then what the taxonomy adds. A node that an own category already names is that
 * category; another one stands below the first of its parents that leads to an own category, else below the first.
 * @param loaded  parents before their children, as `readTaxonomy` gives them
 */
export const joinedCategories = (
  own: readonly TreeCategory[],
  loaded: readonly TaxonomyCategory[],
): readonly TreeCategory[] => {
  const ownId = categoryIndex({ categories: own })
  /** Where each node of the taxonomy has come to stand, and whether that is within the own tree. */
  const places = new Map<string, { readonly id: string; readonly within: boolean }>()
  const added: TreeCategory[] = []
  for (const { id, parents, names } of loaded) {
    const known = ownId(id)
    if (known !== undefined) {
      places.set(id, { id: known, within: true })
      continue
    }
    const above = parents.flatMap((parent) => places.get(parent) ?? [])
    const parent = above.find(({ within }) => within) ?? above[0]
    places.set(id, { id, within: parent?.within ?? false })
    added.push({ id, parent: parent?.id ?? null, names })
  }
  return [...own, ...added]
}

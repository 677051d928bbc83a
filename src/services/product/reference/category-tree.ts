/** The tree of food categories: what each is called, and what it is a kind of. */
import type { CategoryTable } from './category-index.ts'

export type Category = {
  readonly id: string
  readonly parent: string | null
  readonly names: Readonly<Record<string, string>>
}

export type CategoryTree = {
  readonly categories: readonly Category[]
  readonly has: (id: string) => boolean
  /** The category itself, its parent, and so on up; only itself where the tree does not have it. */
  readonly lineage: (id: string) => readonly string[]
  /** Its names in all languages, with those of its parents. */
  readonly words: (id: string) => readonly string[]
}

/** Deeper than any tree; it ends what a table with a cycle would begin. */
const depthMax = 32

export function categoryTree(table: CategoryTable): CategoryTree {
  const byId = new Map<string, Category>(
    table.categories.map((category) => {
      const { id, names } = category
      const parent = 'parent' in category && typeof category.parent === 'string' ? category.parent : null
      return [id, { id, parent, names }]
    }),
  )
  const lineage = (id: string): string[] => {
    const line = [id]
    for (let parent = byId.get(id)?.parent; parent && line.length < depthMax; parent = byId.get(parent)?.parent)
      line.push(parent)
    return line
  }
  const words = new Map<string, readonly string[]>()
  return {
    categories: [...byId.values()],
    has: (id) => byId.has(id),
    lineage,
    words: (id) => {
      const known = words.get(id)
      if (known) return known
      const found = [...new Set(lineage(id).flatMap((one) => Object.values(byId.get(one)?.names ?? {})))]
      if (byId.has(id)) words.set(id, found)
      return found
    },
  }
}

/** Finds the node of the category tree that a supplier's own words for a category mean. */
import { headerWords } from './header-words.ts'

/** The shape of reference/categories.json; a larger tree has the same. */
export type CategoryTable = {
  readonly categories: readonly {
    readonly id: string
    readonly names: { readonly [language: string]: string }
    readonly also?: readonly string[]
  }[]
}

/**
 * An id itself, a name in any language, or the most specific of a list (`Food, Dairy, Cheese`; tags such as
 * `en:cheeses`). Singular and plural are one. Undefined where nothing matches: nothing is guessed from a likeness.
 */
export const categoryIndex = (table: CategoryTable): ((text: string) => string | undefined) => {
  const byName = new Map<string, string>()
  for (const { id, names, also } of table.categories) {
    byName.set(id, id)
    for (const name of [...Object.values(names), ...(also ?? [])]) {
      const words = singular(headerWords(name))
      if (!byName.has(words)) byName.set(words, id)
    }
  }
  const one = (text: string): string | undefined => {
    const plain = text.trim().replace(/^[a-z]{2}:/, '')
    return byName.get(plain) ?? byName.get(singular(headerWords(plain.toLowerCase())))
  }
  return (text) => {
    const whole = one(text)
    if (whole !== undefined) return whole
    const parts = text.split(/[,;>|]| \/ | & /)
    for (const part of parts.toReversed()) {
      const found = one(part)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Crude, and the same on both sides: `cheeses` and `cheese`, `berries` and `berry`. */
const singular = (words: string): string =>
  words
    .split(' ')
    .map((word) => (word.length > 3 ? word.replace(/(?:ies|y)$/, 'i').replace(/(?:e?s|e)$/, '') : word))
    .join(' ')

/** Numbers and texts of facet values, and of what is filtered by range. */
import type { DatabaseSync } from 'node:sqlite'
import { recalling } from './recall.ts'

const textsMax = 20_000
const valuesRecalled = 2_000

export type FacetNames = {
  readonly catchUp: () => void
  /** To be called when the index has changed. */
  readonly outdated: () => void
  readonly forget: () => void
  /** The number of a facet by its stored key, or undefined where no document has it. */
  readonly facetNumber: (key: string) => number | undefined
  /** The facet of every value, by number. */
  readonly facetOf: () => Uint16Array
  readonly valueNumber: (key: string, text: string) => number | undefined
  readonly valueText: (value: number) => string
  readonly numberOf: (name: string) => number | undefined
}

export function createFacetNames(database: DatabaseSync): FacetNames {
  const newValues = database.prepare('SELECT value, facet FROM facet_values WHERE value > ? ORDER BY value')
  const valueOf = database.prepare('SELECT value FROM facet_values WHERE facet = ? AND text = ?')
  const textOf = database.prepare('SELECT text FROM facet_values WHERE value = ?')
  const numberOf = database.prepare('SELECT number FROM number_names WHERE name = ?')
  const valueNumbers = recalling((name) => {
    const [key, text] = JSON.parse(name) as [string, string]
    return (valueOf.get(key, text) as { value: number } | undefined)?.value
  }, valuesRecalled)
  const texts = new Map<number, string>()
  const facets = new Map<string, number>()
  let facetOf = new Uint16Array(1_024)
  let highest = 0

  return {
    catchUp: () => {
      for (const { value, facet } of newValues.iterate(highest) as Iterable<{ value: number; facet: string }>) {
        if (!facets.has(facet)) facets.set(facet, facets.size + 1)
        if (value >= facetOf.length) {
          const longer = new Uint16Array(Math.ceil(value * 1.5))
          longer.set(facetOf)
          facetOf = longer
        }
        facetOf[value] = facets.get(facet)!
        highest = value
      }
    },
    outdated: valueNumbers.forget,
    forget: () => {
      texts.clear()
      facets.clear()
      highest = 0
    },
    facetNumber: (key) => facets.get(key),
    facetOf: () => facetOf,
    valueNumber: (key, text) => valueNumbers.of(JSON.stringify([key, text.toWellFormed()])),
    valueText: (value) => {
      const known = texts.get(value)
      if (known !== undefined) return known
      const { text } = textOf.get(value) as { text: string }
      if (texts.size >= textsMax) texts.clear()
      texts.set(value, text)
      return text
    },
    numberOf: (name) => (numberOf.get(name.toWellFormed()) as { number: number } | undefined)?.number,
  }
}

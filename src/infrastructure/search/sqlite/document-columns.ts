/** What filters, facets, orders and scores need of every document, in typed arrays: about 200 bytes a document. */
import { NumberLists } from './number-lists.ts'
import type { Columns } from './column-text.ts'
import { ValueSets } from './value-sets.ts'

/** How many values and entries a document has, roughly. */
const numbersExpected = 14

const absent: Columns = { created: Number.NaN, numbers: [], values: [], longLength: 0, entries: [] }

/** Documents are known by small numbers, from 1; what is removed has no values and so no readers. */
export class DocumentColumns {
  /** One more than the highest document number. */
  size = 1
  capacity: number
  created: Float64Array
  readonly numbers = new Map<number, Float64Array>()
  /** Facet values and readers. */
  readonly values: NumberLists
  /** Terms by field; see column-text.ts. */
  readonly entries: NumberLists
  /** Terms in the long fields. */
  longLengths: Uint16Array
  readonly sets: ValueSets
  #entriesSum = 0
  #longSum = 0

  /** `documents` is how many are expected: arrays of the right size at once leave no outgrown ones behind. */
  constructor(documents = 0) {
    this.capacity = documents + 1_024
    this.created = new Float64Array(this.capacity)
    this.longLengths = new Uint16Array(this.capacity)
    this.values = new NumberLists(this.capacity, this.capacity * numbersExpected)
    this.entries = new NumberLists(this.capacity, this.capacity * numbersExpected)
    this.sets = new ValueSets(this.capacity)
  }

  /** The mean number of entries, and of terms in the long fields: what lengths are judged by. */
  get means(): { readonly entries: number; readonly long: number } {
    const documents = Math.max(this.size - 1, 1)
    return { entries: Math.max(this.#entriesSum / documents, 1), long: Math.max(this.#longSum / documents, 1) }
  }

  set(doc: number, columns: Columns | undefined): void {
    const { created, numbers, values, longLength, entries } = columns ?? absent
    if (doc >= this.capacity) this.#grow(doc + 1)
    if (doc >= this.size) this.size = doc + 1
    this.sets.change(doc, this.values.of(doc), values)
    this.created[doc] = created
    for (const column of this.numbers.values()) column[doc] = Number.NaN
    for (const [number, value] of numbers) this.#numberColumn(number)[doc] = value
    this.#entriesSum += entries.length - this.entries.countOf(doc)
    this.#longSum += Math.min(longLength, 65_535) - this.longLengths[doc]!
    this.longLengths[doc] = Math.min(longLength, 65_535)
    this.values.set(doc, values)
    this.entries.set(doc, entries)
  }

  /** Whether the document has one of the values of each group. */
  has(doc: number, groups: readonly (readonly number[])[]): boolean {
    const { pool } = this.values
    const start = this.values.startOf(doc)
    const end = start + this.values.countOf(doc)
    for (const group of groups) {
      let found = false
      for (let at = start; at < end && !found; at++)
        found = group.length === 1 ? pool[at] === group[0] : group.includes(pool[at]!)
      if (!found) return false
    }
    return true
  }

  #numberColumn(number: number): Float64Array {
    const known = this.numbers.get(number)
    if (known) return known
    const column = new Float64Array(this.capacity).fill(Number.NaN)
    this.numbers.set(number, column)
    return column
  }

  #grow(least: number): void {
    this.capacity = Math.max(least, Math.ceil(this.capacity * 1.5))
    const created = new Float64Array(this.capacity)
    created.set(this.created)
    this.created = created
    const longLengths = new Uint16Array(this.capacity)
    longLengths.set(this.longLengths)
    this.longLengths = longLengths
    for (const [number, column] of this.numbers) {
      const longer = new Float64Array(this.capacity).fill(Number.NaN)
      longer.set(column)
      this.numbers.set(number, longer)
    }
    this.sets.grow(this.capacity)
  }
}

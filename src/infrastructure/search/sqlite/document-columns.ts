/** What filters, facets and orders need of every document, in typed arrays: about 100 bytes a document. */
import { NumberLists } from './number-lists.ts'
import type { Columns } from './column-text.ts'
import { ValueSets } from './value-sets.ts'

/** How many values a document has, roughly. */
const valuesExpected = 8

const absent: Columns = { created: Number.NaN, numbers: [], values: [] }

/** Documents are known by small numbers, from 1; what is removed has no values and so no readers. */
export class DocumentColumns {
  /** One more than the highest document number. */
  size = 1
  capacity: number
  created: Float64Array
  readonly numbers = new Map<number, Float64Array>()
  /** Facet values and readers. */
  readonly values: NumberLists
  readonly sets: ValueSets

  /** `documents` is how many are expected: arrays of the right size at once leave no outgrown ones behind. */
  constructor(documents = 0) {
    this.capacity = documents + 1_024
    this.created = new Float64Array(this.capacity)
    this.values = new NumberLists(this.capacity, this.capacity * valuesExpected)
    this.sets = new ValueSets(this.capacity)
  }

  set(doc: number, columns: Columns | undefined): void {
    const { created, numbers, values } = columns ?? absent
    if (doc >= this.capacity) this.#grow(doc + 1)
    if (doc >= this.size) this.size = doc + 1
    this.sets.change(doc, this.values.of(doc), values)
    this.created[doc] = created
    for (const column of this.numbers.values()) column[doc] = Number.NaN
    for (const [number, value] of numbers) this.#numberColumn(number)[doc] = value
    this.values.set(doc, values)
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
    for (const [number, column] of this.numbers) {
      const longer = new Float64Array(this.capacity).fill(Number.NaN)
      longer.set(column)
      this.numbers.set(number, longer)
    }
    this.sets.grow(this.capacity)
  }
}

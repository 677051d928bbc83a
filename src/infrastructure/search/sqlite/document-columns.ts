/** What filters, facets and orders need of every document, in typed arrays: about 100 bytes a document. */
import type { Columns } from './schema.ts'
import { createValueSets } from './value-sets.ts'
import type { ValueSets } from './value-sets.ts'

const absent: Columns = { created: Number.NaN, numbers: [], values: [] }

/** Documents are known by small numbers, from 1; what is removed has no values and so no readers. */
export class DocumentColumns {
  /** One more than the highest document number. */
  size = 1
  capacity = 1_024
  created = new Float64Array(this.capacity)
  readonly numbers = new Map<number, Float64Array>()
  /** The values of document d are `pool[starts[d]]` to `pool[starts[d] + counts[d] - 1]`. */
  starts = new Uint32Array(this.capacity)
  counts = new Uint16Array(this.capacity)
  pool = new Uint32Array(8_192)
  readonly sets: ValueSets = createValueSets(this)
  #end = 0
  #garbage = 0

  set(doc: number, columns: Columns | undefined): void {
    const { created, numbers, values } = columns ?? absent
    if (doc >= this.capacity) this.#grow(doc + 1)
    if (doc >= this.size) this.size = doc + 1
    this.sets.change(doc, this.valuesOf(doc), values)
    this.created[doc] = created
    for (const column of this.numbers.values()) column[doc] = Number.NaN
    for (const [number, value] of numbers) this.#numberColumn(number)[doc] = value
    this.#store(doc, values)
  }

  valuesOf(doc: number): Uint32Array {
    return this.pool.subarray(this.starts[doc]!, this.starts[doc]! + this.counts[doc]!)
  }

  /** Whether the document has one of the values of each group. */
  has(doc: number, groups: readonly (readonly number[])[]): boolean {
    const { pool } = this
    const start = this.starts[doc]!
    const end = start + this.counts[doc]!
    for (const group of groups) {
      let found = false
      for (let at = start; at < end && !found; at++)
        found = group.length === 1 ? pool[at] === group[0] : group.includes(pool[at]!)
      if (!found) return false
    }
    return true
  }

  #store(doc: number, values: readonly number[]): void {
    const count = Math.min(values.length, 65_535)
    if (count > this.counts[doc]!) {
      this.#garbage += this.counts[doc]!
      if (this.#end + count > this.pool.length) this.#makeRoom(doc, count)
      this.starts[doc] = this.#end
      this.#end += count
    } else this.#garbage += this.counts[doc]! - count
    this.counts[doc] = count
    this.pool.set(count === values.length ? values : values.slice(0, count), this.starts[doc]!)
  }

  #makeRoom(doc: number, count: number): void {
    this.counts[doc] = 0
    const live = this.#end - this.#garbage
    const target = new Uint32Array(Math.max(this.pool.length, Math.ceil((live + count) * 1.5)))
    let end = 0
    for (let other = 1; other < this.size; other++) {
      target.set(this.valuesOf(other), end)
      this.starts[other] = end
      end += this.counts[other]!
    }
    this.pool = target
    this.#end = end
    this.#garbage = 0
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
    const longer = <T extends Float64Array | Uint32Array | Uint16Array>(target: T, source: T): T => {
      target.set(source)
      return target
    }
    this.created = longer(new Float64Array(this.capacity), this.created)
    this.starts = longer(new Uint32Array(this.capacity), this.starts)
    this.counts = longer(new Uint16Array(this.capacity), this.counts)
    for (const [number, column] of this.numbers)
      this.numbers.set(number, longer(new Float64Array(this.capacity).fill(Number.NaN), column))
    this.sets.clear()
  }
}

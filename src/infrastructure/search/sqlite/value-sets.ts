/** Which documents have a value: a list while they are few, a bitmap once that is smaller, kept up to date. */

import type { DocumentBits } from './document-bits.ts'

/** A bit a document costs as much as a list of one document in this many. */
const sparsest = 32

type ValueSet = { sparse: number[] | undefined; dense: Uint32Array | undefined; size: number }

export class ValueSets {
  readonly #sets = new Map<number, ValueSet>()
  #words: number

  /** `capacity` is one more than the highest document number for now. */
  constructor(capacity: number) {
    this.#words = wordsFor(capacity)
  }

  /** How many documents have the value. */
  sizeOf(value: number): number {
    return this.#sets.get(value)?.size ?? 0
  }

  /** The documents that have the value, ascending, if they are few; not to be changed. */
  listOf(value: number): readonly number[] | undefined {
    const set = this.#sets.get(value)
    return set === undefined ? [] : set.sparse
  }

  /** The values that documents have. */
  all(): Iterable<number> {
    return this.#sets.keys()
  }

  /** How many of the documents have the value. */
  countWithin(value: number, docs: DocumentBits): number {
    const { sparse = [], dense } = this.#sets.get(value) ?? {}
    if (dense) return docs.countOf(dense)
    let count = 0
    for (const doc of sparse) if (docs.has(doc)) count++
    return count
  }

  /** Sets the bits of the documents that have one of the values in a bitmap of 32 documents a word. */
  unionOf(values: readonly number[]): Uint32Array {
    const union = new Uint32Array(this.#words)
    for (const value of values) {
      const { sparse, dense } = this.#sets.get(value) ?? {}
      for (const doc of sparse ?? []) union[doc >>> 5]! |= 1 << (doc & 31)
      if (dense) for (let word = 0; word < dense.length; word++) union[word]! |= dense[word]!
    }
    return union
  }

  /** Clears the bits of the documents that have none of the values. */
  narrow(bits: Uint32Array, values: readonly number[]): void {
    const only = values.length === 1 ? this.#sets.get(values[0]!)?.dense : undefined
    const union = only ?? this.unionOf(values)
    for (let word = 0; word < bits.length; word++) bits[word]! &= union[word]!
  }

  change(doc: number, before: ArrayLike<number>, after: readonly number[]): void {
    for (let at = 0; at < before.length; at++) if (!after.includes(before[at]!)) this.#remove(before[at]!, doc)
    for (const value of after) if (!includes(before, value)) this.#add(value, doc)
  }

  grow(capacity: number): void {
    this.#words = wordsFor(capacity)
    for (const set of this.#sets.values()) if (set.dense) set.dense = longer(set.dense, this.#words)
  }

  #add(value: number, doc: number): void {
    let set = this.#sets.get(value)
    if (!set) this.#sets.set(value, (set = { sparse: [], dense: undefined, size: 0 }))
    set.size++
    if (set.dense) {
      set.dense[doc >>> 5]! |= 1 << (doc & 31)
      return
    }
    const list = set.sparse!
    if (list.length === 0 || doc > list.at(-1)!) list.push(doc)
    else list.splice(placeOf(list, doc), 0, doc)
    if (set.size > 64 && set.size * sparsest > this.#words * 32) {
      set.dense = this.unionOf([value])
      set.sparse = undefined
    }
  }

  #remove(value: number, doc: number): void {
    const set = this.#sets.get(value)
    if (!set) return
    set.size--
    if (set.dense) set.dense[doc >>> 5]! &= ~(1 << (doc & 31))
    else set.sparse!.splice(placeOf(set.sparse!, doc), 1)
    if (set.size === 0) this.#sets.delete(value)
  }
}

const wordsFor = (capacity: number): number => (capacity + 31) >>> 5

/** The place of the first document that is not before `doc`. */
function placeOf(list: readonly number[], doc: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (list[middle]! < doc) low = middle + 1
    else high = middle
  }
  return low
}

function includes(list: ArrayLike<number>, value: number): boolean {
  for (let at = 0; at < list.length; at++) if (list[at] === value) return true
  return false
}

function longer(bits: Uint32Array, words: number): Uint32Array {
  const target = new Uint32Array(words)
  target.set(bits)
  return target
}

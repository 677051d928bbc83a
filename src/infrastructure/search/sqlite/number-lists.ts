/** A list of numbers for every document, packed into one array: 4 bytes a number and 6 a document. */

const longest = 65_535

export class NumberLists {
  #starts: Uint32Array
  #counts: Uint16Array
  #end = 0
  #garbage = 0
  /** Where the lists lie; a new array when they outgrow it. For reading only. */
  pool: Uint32Array

  /** `documents` and `numbers` are how many are expected. */
  constructor(documents: number, numbers: number) {
    this.#starts = new Uint32Array(documents)
    this.#counts = new Uint16Array(documents)
    this.pool = new Uint32Array(numbers)
  }

  startOf(doc: number): number {
    return this.#starts[doc] ?? 0
  }

  countOf(doc: number): number {
    return this.#counts[doc] ?? 0
  }

  of(doc: number): Uint32Array {
    return this.pool.subarray(this.startOf(doc), this.startOf(doc) + this.countOf(doc))
  }

  /** Sets the list of a document; what exceeds 65,535 numbers is left out. */
  set(doc: number, list: readonly number[]): void {
    if (doc >= this.#starts.length) this.#makeRoomFor(doc)
    const before = this.#counts[doc]!
    const count = Math.min(list.length, longest)
    if (count > before) {
      this.#garbage += before
      this.#counts[doc] = 0
      if (this.#end + count > this.pool.length) this.#repack(count)
      this.#starts[doc] = this.#end
      this.#end += count
    } else this.#garbage += before - count
    this.#counts[doc] = count
    const start = this.#starts[doc]!
    for (let at = 0; at < count; at++) this.pool[start + at] = list[at]!
  }

  #makeRoomFor(doc: number): void {
    const capacity = Math.max(doc + 1, Math.ceil(this.#starts.length * 1.5))
    const starts = new Uint32Array(capacity)
    starts.set(this.#starts)
    const counts = new Uint16Array(capacity)
    counts.set(this.#counts)
    this.#starts = starts
    this.#counts = counts
  }

  #repack(more: number): void {
    const live = this.#end - this.#garbage
    const target = new Uint32Array(Math.max(this.pool.length, Math.ceil((live + more) * 1.25)))
    let end = 0
    for (let doc = 0; doc < this.#counts.length; doc++) {
      target.set(this.of(doc), end)
      this.#starts[doc] = end
      end += this.#counts[doc]!
    }
    this.pool = target
    this.#end = end
    this.#garbage = 0
  }
}

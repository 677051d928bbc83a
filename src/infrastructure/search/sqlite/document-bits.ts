/** A set of documents as one bit each. */

export class DocumentBits {
  #words: Uint32Array

  constructor(words: Uint32Array = new Uint32Array(32)) {
    this.#words = words
  }

  has(doc: number): boolean {
    return (this.#words[doc >>> 5]! & (1 << (doc & 31))) !== 0
  }

  add(doc: number): void {
    if (doc >>> 5 >= this.#words.length) {
      const longer = new Uint32Array(Math.ceil(((doc >>> 5) + 1) * 1.5))
      longer.set(this.#words)
      this.#words = longer
    }
    this.#words[doc >>> 5]! |= 1 << (doc & 31)
  }

  /** How many are in another set of bits too. */
  countOf(others: Uint32Array): number {
    const words = this.#words
    const length = Math.min(words.length, others.length)
    let count = 0
    for (let word = 0; word < length; word++) count += ones(words[word]! & others[word]!)
    return count
  }

  /** The documents, ascending. */
  list(): Uint32Array {
    const words = this.#words
    let count = 0
    for (let word = 0; word < words.length; word++) count += ones(words[word]!)
    const docs = new Uint32Array(count)
    let end = 0
    for (let word = 0; word < words.length; word++)
      for (let bits = words[word]!; bits !== 0; bits &= bits - 1)
        docs[end++] = word * 32 + (31 - Math.clz32(bits & -bits))
    return docs
  }
}

function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

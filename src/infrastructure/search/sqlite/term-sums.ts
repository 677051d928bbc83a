/** Reads the terms of one document and sums up, for each term, what its fields weigh. */
import { isLongField, weightOfField } from './posting.ts'

const comma = 44
const semicolon = 59

/** Reused for one document after the other: a million of them are read at a start. */
export class TermSums {
  /** Each term once, the first `count` of them. */
  terms = new Uint32Array(256)
  count = 0
  /** How many terms, repeats included. */
  shortLength = 0
  longLength = 0
  #short = new Float32Array(4_096)
  #long = new Float32Array(4_096)

  shortOf(term: number): number {
    return this.#short[term]!
  }

  longOf(term: number): number {
    return this.#long[term]!
  }

  /** Reads a text of term-text.ts; what was read before is forgotten. */
  read(text: string): void {
    for (let at = 0; at < this.count; at++) this.#short[this.terms[at]!] = this.#long[this.terms[at]!] = 0
    this.count = this.shortLength = this.longLength = 0
    let field = 0
    let term = 0
    // A comma ends a number where one has begun: fields begin with a comma too.
    let begun = false
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit === comma) {
        if (begun) this.#add(term, field)
        begun = false
        term = 0
      } else if (unit === semicolon) field++
      else {
        begun = true
        term = term * 10 + unit - 48
      }
    }
  }

  #add(term: number, field: number): void {
    if (term >= this.#short.length) this.#makeRoom(term)
    if (this.#short[term] === 0 && this.#long[term] === 0) this.#list(term)
    if (isLongField(field)) {
      this.#long[term]! += weightOfField(field)
      this.longLength++
    } else {
      this.#short[term]! += weightOfField(field)
      this.shortLength++
    }
  }

  #list(term: number): void {
    if (this.count === this.terms.length) {
      const terms = new Uint32Array(this.count * 2)
      terms.set(this.terms)
      this.terms = terms
    }
    this.terms[this.count++] = term
  }

  #makeRoom(term: number): void {
    const capacity = Math.ceil((term + 1) * 1.5)
    const [short, long] = [new Float32Array(capacity), new Float32Array(capacity)]
    short.set(this.#short)
    long.set(this.#long)
    this.#short = short
    this.#long = long
  }
}

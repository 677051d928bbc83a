/** Which documents have a term, for all terms, in memory: packed lists, and a log of what came since they were packed. */
import { DocumentBits } from './document-bits.ts'
import { documentNumberMax, postingOf } from './posting.ts'
import { TermSums } from './term-sums.ts'

/** Packing takes some ten milliseconds for a million postings; so much is logged before, 12 bytes each. */
const loggedMin = 524_288
/** Of many postings, at least this share of them is worth packing anew. */
const loggedShare = 0.25
/** What the log shrinks to when it was packed. */
const loggedFirst = 1_024
const noPostings = new Uint32Array(0)

export class TermPostings {
  /** Where each term's packed list begins; one more than there are terms. */
  #starts = new Uint32Array(1)
  #packed = noPostings
  /** The log: places from 1, the postings of each term chained from its last one back; 0 ends a chain. */
  #capacity = loggedFirst
  #terms = new Uint32Array(loggedFirst)
  #logged = new Uint32Array(loggedFirst)
  #before = new Uint32Array(loggedFirst)
  #heads = new Uint32Array(0)
  #end = 1
  /** Documents that were put again: what was logged of them before this place does not count, nor what is packed. */
  #since = new Map<number, number>()
  /** The same documents, to be looked up for every packed posting. */
  #replaced = new DocumentBits()
  /** Whether the log has documents from before the last; mostly they are new and have the highest numbers. */
  #isMixed = false
  #highest = 0
  readonly #known = new DocumentBits()
  readonly #sums = new TermSums()
  #shortSum = 0
  #longSum = 0
  /** How many documents have terms, those since removed included. */
  documents = 0
  /** How many terms a document has in its short fields, and in its long ones. */
  shortLengths = new Uint16Array(1_024)
  longLengths = new Uint16Array(1_024)

  /** What lengths are judged by. */
  get meanLengths(): { readonly short: number; readonly long: number } {
    const documents = Math.max(this.documents, 1)
    return { short: Math.max(this.#shortSum / documents, 1), long: Math.max(this.#longSum / documents, 1) }
  }

  /** Sets the terms of a document; `terms` as term-text.ts spells them. Documents beyond 16 million have none. */
  put(doc: number, terms: string): void {
    if (doc > documentNumberMax) return
    this.#makeRoom(doc)
    if (doc < this.#highest) this.#isMixed = true
    else this.#highest = doc
    if (this.#known.has(doc)) {
      this.#since.set(doc, this.#end)
      this.#replaced.add(doc)
    } else {
      this.#known.add(doc)
      this.documents++
    }
    const sums = this.#sums
    sums.read(terms)
    this.#setLengths(doc, Math.min(sums.shortLength, 65_535), Math.min(sums.longLength, 65_535))
    for (let at = 0; at < sums.count; at++) {
      const term = sums.terms[at]!
      this.#log(term, postingOf(doc, sums.shortOf(term), sums.longOf(term)))
    }
    if (this.#end >= Math.max(loggedMin, this.#packed.length * loggedShare)) this.#pack()
  }

  /** The postings of a term, in order of documents; not to be changed. Some may be of documents that were removed. */
  of(term: number): Uint32Array {
    const logged = this.#heads[term] ?? 0
    const packed = this.#packedOf(term)
    if (logged === 0 && this.#since.size === 0) return packed
    let most = packed.length
    for (let at = logged; at !== 0; at = this.#before[at]!) most++
    const target = new Uint32Array(most)
    return target.subarray(0, this.#gather(term, target, 0))
  }

  /** Packs, and gives back the memory of the log: to be called when much was put and little is to follow. */
  settle(): void {
    this.#pack()
    this.#resizeLog(loggedFirst)
  }

  /** Takes the log into the packed lists: counted, then put in place, both in the order in which they lie in memory. */
  #pack(): void {
    if (this.#end === 1) return
    const terms = Math.max(this.#starts.length - 1, this.#heads.length)
    const starts = new Uint32Array(terms + 1)
    this.#eachPosting((term) => starts[term + 1]!++)
    for (let term = 0; term < terms; term++) starts[term + 1]! += starts[term]!
    const packed = new Uint32Array(starts[terms]!)
    const ends = starts.slice()
    this.#eachPosting((term, posting) => (packed[ends[term]!++] = posting))
    if (this.#isMixed) for (let term = 0; term < terms; term++) packed.subarray(starts[term]!, starts[term + 1]!).sort()
    this.#packed = packed
    this.#starts = starts
    this.#heads.fill(0)
    this.#end = 1
    this.#since = new Map()
    this.#replaced = new DocumentBits()
    this.#isMixed = false
  }

  /** All postings that count, by term, then in the order of the log. */
  #eachPosting(visit: (term: number, posting: number) => void): void {
    const replaced = this.#since.size > 0
    const packed = this.#packed
    for (let term = 0; term < this.#starts.length - 1; term++)
      for (let at = this.#starts[term]!; at < this.#starts[term + 1]!; at++)
        if (!replaced || !this.#replaced.has(packed[at]! >>> 8)) visit(term, packed[at]!)
    for (let place = 1; place < this.#end; place++) {
      const posting = this.#logged[place]!
      if (!replaced || place >= (this.#since.get(posting >>> 8) ?? 0)) visit(this.#terms[place]!, posting)
    }
  }

  #packedOf(term: number): Uint32Array {
    return term + 1 < this.#starts.length
      ? this.#packed.subarray(this.#starts[term]!, this.#starts[term + 1]!)
      : noPostings
  }

  /** Writes the postings of a term that count from `at`, gives where they end. */
  #gather(term: number, target: Uint32Array, at: number): number {
    let end = at
    const packed = this.#packedOf(term)
    if (this.#since.size === 0) {
      target.set(packed, end)
      end += packed.length
    } else
      for (let from = 0; from < packed.length; from++)
        if (!this.#replaced.has(packed[from]! >>> 8)) target[end++] = packed[from]!
    const loggedFrom = end
    for (let place = this.#heads[term] ?? 0; place !== 0; place = this.#before[place]!) {
      const posting = this.#logged[place]!
      if (this.#since.size === 0 || place >= (this.#since.get(posting >>> 8) ?? 0)) target[end++] = posting
    }
    if (end === loggedFrom) return end
    // The chain goes backwards; new documents have the highest numbers, changed ones any.
    const logged = target.subarray(loggedFrom, end).reverse()
    const ordered = logged.every((posting, index) => index === 0 || logged[index - 1]! < posting)
    if (!ordered) logged.sort()
    if (loggedFrom > at && target[loggedFrom - 1]! > logged[0]!) target.subarray(at, end).sort()
    return end
  }

  #log(term: number, posting: number): void {
    if (this.#end === this.#capacity) this.#resizeLog(this.#end * 2)
    if (term >= this.#heads.length) this.#heads = resized(this.#heads, Math.ceil((term + 1) * 1.5))
    this.#terms[this.#end] = term
    this.#logged[this.#end] = posting
    this.#before[this.#end] = this.#heads[term]!
    this.#heads[term] = this.#end++
  }

  #resizeLog(capacity: number): void {
    this.#capacity = capacity
    this.#terms = resized(this.#terms, capacity)
    this.#logged = resized(this.#logged, capacity)
    this.#before = resized(this.#before, capacity)
  }

  #setLengths(doc: number, short: number, long: number): void {
    this.#shortSum += short - this.shortLengths[doc]!
    this.#longSum += long - this.longLengths[doc]!
    this.shortLengths[doc] = short
    this.longLengths[doc] = long
  }

  #makeRoom(doc: number): void {
    if (doc < this.shortLengths.length) return
    const capacity = Math.max(doc + 1, Math.ceil(this.shortLengths.length * 1.5))
    const [short, long] = [new Uint16Array(capacity), new Uint16Array(capacity)]
    short.set(this.shortLengths)
    long.set(this.longLengths)
    this.shortLengths = short
    this.longLengths = long
  }
}

function resized(numbers: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const target = new Uint32Array(length)
  target.set(numbers.length > length ? numbers.subarray(0, length) : numbers)
  return target
}

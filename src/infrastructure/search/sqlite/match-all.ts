/** Finds the documents that have everything that was asked for, and scores them on the way. */
import type { AskedConcept } from './concepts.ts'
import { placeOf } from './posting.ts'
import { rarityOf, scoring } from './score-concepts.ts'
import type { Matches, TextQuery, TextSource } from './text-query.ts'

/** @param query  `atMost`: so many documents will do */
export function matchAll(
  asked: readonly AskedConcept[],
  { accepts, scored, atMost = Infinity }: Pick<TextQuery, 'accepts' | 'scored'> & { readonly atMost?: number },
  { postings: source }: Pick<TextSource, 'postings'>,
): Matches {
  const [rarest, ...others] = asked
    .map(({ postings }) => postings)
    .sort((left, right) => left.length - right.length) as [Uint32Array, ...Uint32Array[]]
  const rarities = [rarest, ...others].map(({ length }) => rarityOf(length, source.documents))
  const places = new Uint32Array(others.length)
  const docs = new Uint32Array(rarest.length)
  const scores = new Float64Array(rarest.length)
  const score = scoring(source)
  let end = 0
  search: for (let from = 0; from < rarest.length && end < atMost; from++) {
    const doc = rarest[from]! >>> 8
    for (let at = 0; at < others.length; at++) {
      const list = others[at]!
      const place = (places[at] = placeOf(list, doc, places[at]!))
      if (place === list.length) break search
      if (list[place]! >>> 8 !== doc) continue search
    }
    if (!accepts(doc)) continue
    if (scored) {
      let sum = score(rarest[from]!, rarities[0]!)
      for (let at = 0; at < others.length; at++) sum += score(others[at]![places[at]!]!, rarities[at + 1]!)
      scores[end] = sum
    }
    docs[end++] = doc
  }
  return { docs: docs.subarray(0, end), scores: scores.subarray(0, end) }
}

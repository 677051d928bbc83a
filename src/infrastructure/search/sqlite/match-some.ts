/** Finds documents that have some of what was asked for, by the rules of query-plan.ts. */
import { commonAbove, commonShare, wordsNeeded } from '../query-plan.ts'
import type { AskedConcept } from './concepts.ts'
import { DocumentBits } from './document-bits.ts'
import { placeOf } from './posting.ts'
import { rarityOf, scoring, type ScorePosting } from './score-concepts.ts'
import type { Matches, TextQuery, TextSource } from './text-query.ts'

/** How many occurrences of words are looked through, the rarest words first. */
const occurrencesMax = 50_000

/** By document, how many of the telling words it has and what they score; zero everywhere between two uses. */
let found = new Uint8Array(1_024)
let sums = new Float64Array(1_024)

export function matchSome(
  asked: readonly AskedConcept[],
  { accepts, scored }: Pick<TextQuery, 'accepts' | 'scored'>,
  { postings: source }: Pick<TextSource, 'postings'>,
): Matches {
  const { telling, common } = divide(asked, source.documents)
  const score = scoring(source)
  const candidates = gather(telling, score, source.documents)
  const needed = wordsNeeded(telling.length)
  const docs = candidates.filter((doc) => found[doc]! >= needed && accepts(doc))
  const scores = Float64Array.from(docs, (doc) => sums[doc]!)
  for (const doc of candidates) found[doc] = sums[doc] = 0
  for (const postings of scored ? common : []) {
    const rarity = rarityOf(postings.length, source.documents)
    for (let at = 0, place = 0; at < docs.length; at++) {
      place = placeOf(postings, docs[at]!, place)
      if (place === postings.length) break
      if (postings[place]! >>> 8 === docs[at]!) scores[at]! += score(postings[place]!, rarity)
    }
  }
  return { docs, scores }
}

/** Notes all documents of the lists, gives them in ascending order. */
function gather(lists: readonly Uint32Array[], score: ScorePosting, documents: number): Uint32Array {
  const highest = Math.max(0, ...lists.map((list) => (list.at(-1) ?? 0) >>> 8))
  if (highest >= found.length) {
    found = new Uint8Array(Math.ceil((highest + 1) * 1.5))
    sums = new Float64Array(found.length)
  }
  const docs = new DocumentBits(new Uint32Array((highest >>> 5) + 1))
  for (const list of lists) {
    const rarity = rarityOf(list.length, documents)
    for (let at = 0; at < list.length; at++) {
      const doc = list[at]! >>> 8
      docs.add(doc)
      found[doc]!++
      sums[doc]! += score(list[at]!, rarity)
    }
  }
  return docs.list()
}

/** Words that make a document relevant, and words so common that they only order what the others found. */
function divide(asked: readonly AskedConcept[], documents: number) {
  const limit = Math.max(commonAbove, documents * commonShare)
  const known = asked
    .map(({ postings }) => postings)
    .filter(({ length }) => length > 0)
    .sort((left, right) => left.length - right.length)
  const rare = known.filter(({ length }) => length <= limit)
  const candidates = rare.length > 0 ? rare : known.slice(0, 1)
  let room = occurrencesMax
  const telling = candidates.filter(({ length }, at) => {
    room -= length
    return at === 0 || room > 0
  })
  return { telling, common: known.filter((postings) => !telling.includes(postings)) }
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { longWeights, placeOf, shortWeights } from './posting.ts'
import { TermPostings } from './term-postings.ts'
import { encodeTerms } from './term-text.ts'

/** Fields in the order of `searchFields`: a name of these terms, and ingredients of those. */
const textOf = (name: readonly number[], ingredients: readonly number[]): string =>
  encodeTerms([[], name, [], [], [], ingredients])

const terms = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 })
const put = fc.record({ doc: fc.integer({ min: 1, max: 400 }), name: terms, ingredients: terms })
const steps = fc.array(fc.oneof({ weight: 20, arbitrary: put }, { weight: 1, arbitrary: fc.constant('settle') }), {
  maxLength: 300,
})

test('whatever is put, put again and packed, each term knows its documents, in order, and what weighs in them', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const postings = new TermPostings()
      const expected = new Map<number, { name: readonly number[]; ingredients: readonly number[] }>()
      for (const step of taken) {
        if (typeof step === 'string') postings.settle()
        else {
          postings.put(step.doc, textOf(step.name, step.ingredients))
          expected.set(step.doc, step)
        }
      }
      const documents = [...expected].sort(([left], [right]) => left - right)
      for (let term = 0; term <= 13; term++) {
        const having = documents.filter(([, { name, ingredients }]) => [...name, ...ingredients].includes(term))
        const list = postings.of(term)
        expect(Array.from(list, (posting) => posting >>> 8)).toEqual(having.map(([doc]) => doc))
        having.forEach(([, { name, ingredients }], at) => {
          expect(shortWeights[list[at]! & 255]! > 0).toBe(name.includes(term))
          expect(longWeights[list[at]! & 255]! > 0).toBe(ingredients.includes(term))
        })
      }
      expect(postings.documents).toBe(expected.size)
    }),
    { numRuns: 100 },
  )
})

test('a term that a document has more often weighs more, in proportion while it has it a few times', () => {
  const postings = new TermPostings()
  for (let times = 1; times <= 6; times++)
    postings.put(
      times,
      textOf(
        [],
        Array.from({ length: times }, () => 1),
      ),
    )
  expect(Array.from(postings.of(1), (posting) => longWeights[posting & 255])).toEqual([1, 2, 3, 4, 4.5, 6])
})

test('the place of a document is found from any place before it', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 2_000 }), { maxLength: 300 }),
      fc.integer({ min: 0, max: 2_001 }),
      fc.nat(),
      (docs, wanted, seed) => {
        const sorted = docs.toSorted((left, right) => left - right)
        const postings = Uint32Array.from(sorted, (doc) => (doc << 8) | (doc % 256))
        const place = sorted.filter((doc) => doc < wanted).length
        expect(placeOf(postings, wanted, seed % (place + 1))).toBe(place)
      },
    ),
  )
})

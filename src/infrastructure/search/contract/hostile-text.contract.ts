/** Whatever is typed or fed is text: never syntax, never an error. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharedData } from '../../../../test/support/shared-data.ts'
import { indexed } from './indexed.fixture.ts'
import type { OpenSearchIndex } from './indexed.fixture.ts'
import { ask, sample } from './sample-documents.fixture.ts'

const hostile: readonly string[] = [
  '"',
  '""',
  '"bread',
  'bread"',
  "'",
  '*',
  'br*',
  '^bread',
  'name:bread',
  '{name}: bread',
  '-bread',
  '+bread',
  '(bread',
  'bread)',
  'bread AND',
  'AND',
  'OR OR',
  'NOT',
  'NOT bread',
  'NEAR',
  'NEAR(bread rye, 2)',
  'bread NEAR/3 rye',
  ':',
  '\\',
  'bread; DROP TABLE documents',
  '%',
  '_',
  '\u0000',
  'bread\u0000rye',
  '\ud800',
  'x\udc00y',
  '🍞',
  '🍞bread',
  '👨‍👩‍👧',
  '\u202ebread',
  '\ufeff',
  'ﷺ',
  'İ',
  'ǅ',
  'a'.repeat(10_000),
  'bread '.repeat(2_000),
  '茶'.repeat(10_000),
  '"'.repeat(9_999),
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!',
  '__proto__',
  'constructor',
  '${bread}',
  '{{bread}}',
  '../../etc',
]

/** Some five thousand questions, each of them a few milliseconds where a server answers. */
const perServerMs = 120_000
/** A server answers several in the time of one; more than these would be asking how much it can bear. */
const atOnce = 8

export function hostileTextContract(open: OpenSearchIndex): void {
  const documents = ['Rye bread', 'Wheat bread', 'Spelt bread'].map((name) => sample(name, { name }))
  const naughty = sharedData('web/blns.json')
  const texts =
    naughty === undefined ? hostile : [...hostile, ...(JSON.parse(readFileSync(naughty, 'utf8')) as string[])]

  test(
    'no text makes a query, a suggestion or a filter fail',
    () =>
      indexed(open, documents, async (index) => {
        const askAll = async (text: string): Promise<void> => {
          const result = await index.query(ask({ text, filters: {}, facets: [text], sort: 'relevance' }))
          expect(result.total).toBeGreaterThanOrEqual(result.hits.length)
          await index.query(ask({ text, sort: 'name', ranges: { [text]: { min: 0 } } }))
          expect((await index.query(ask({ filters: { [text]: [text] }, readableBy: [text, 'public'] }))).total).toBe(0)
          await index.suggest({ prefix: text, readableBy: [text], limit: 5 })
        }
        for (let at = 0; at < texts.length; at += atOnce) await Promise.all(texts.slice(at, at + atOnce).map(askAll))
        const some = fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { minLength: atOnce, maxLength: atOnce })
        await fc.assert(
          fc.asyncProperty(some, async (drawn) => void (await Promise.all(drawn.map(askAll)))),
          { numRuns: 8 },
        )
      }),
    perServerMs,
  )

  test('operators are words: they neither exclude nor select', () =>
    indexed(open, documents, async (index) => {
      for (const text of ['"bread', 'bread*', '-bread', '^bread', '(bread', 'bread"', '{bread}'])
        expect((await index.query(ask({ text }))).total, text).toBe(3)
    }))

  test('any text can be indexed, and what it says in letters is found again', () =>
    indexed(open, documents, async (index) => {
      await index.apply(
        texts.map((text, at) => ({
          put: sample(`t${at}`, {
            name: `${text} marker${at}`,
            facets: { [text]: [text], all: ['yes'] },
            numbers: { [text]: at },
            readableBy: ['public', text],
            suggest: [text],
          }),
        })),
      )
      const all = await index.query(ask({ filters: { all: ['yes'] }, sort: 'name', limit: 100 }))
      expect(all.total).toBe(texts.length)
      for (let at = 0; at < texts.length; at += 17)
        expect((await index.query(ask({ text: `marker${at}` }))).hits[0]?.id).toBe(`t${at}`)
      await index.setSynonyms([texts, ['bread', '"', '🍞']])
      expect((await index.query(ask({ text: 'bread' }))).total).toBeGreaterThanOrEqual(3)
    }))
}

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sharedData } from '../../../../test/support/shared-data.ts'
import { readHsCodes } from './hs-codes.ts'
import { TAXONOMY_LICENCE, readTaxonomy } from './taxonomy.ts'

test('parents stand before children, unknown parents are dropped, circles are left out', () => {
  const taxonomy = readTaxonomy({
    'en:c': { name: { en: 'C' }, parents: ['en:b', 'en:gone'] },
    'en:b': { name: { en: 'B', pt_br: 'Bê', xx: 'B' }, parents: ['en:a'] },
    'en:a': { name: { en: 'A' } },
    'en:x': { name: { en: 'X' }, parents: ['en:y'] },
    'en:y': { name: { en: 'Y' }, parents: ['en:x'] },
    'en:nameless': { parents: ['en:a'] },
  })
  expect(taxonomy.ok && taxonomy.value.categories).toEqual([
    { id: 'en:a', parents: [], names: { en: 'A' } },
    { id: 'en:b', parents: ['en:a'], names: { en: 'B', 'pt-br': 'Bê', mul: 'B' } },
    { id: 'en:c', parents: ['en:b'], names: { en: 'C' } },
  ])
})

test('names and synonyms of all languages are one group, each text once', () => {
  const taxonomy = readTaxonomy({
    'en:egg-pastas': {
      name: { en: 'Egg pastas', de: 'Eierpasta' },
      synonyms: { en: ['egg pastas'], nl: ['Eierpasta', 'eier  deegwaren'] },
    },
    'en:alone': { name: { en: 'Alone' }, synonyms: { en: ['alone'] } },
  })
  expect(taxonomy.ok && taxonomy.value.synonymGroups).toEqual([['egg pastas', 'eierpasta', 'eier deegwaren']])
})

test('what is no taxonomy is refused', () => {
  for (const json of [null, [], {}, 'x', { a: 1 }])
    expect(readTaxonomy(json)).toMatchObject({ ok: false, rejection: { code: 'reference/not-a-taxonomy' } })
  expect(TAXONOMY_LICENCE).toContain('Open Database License 1.0')
})

test('customs codes have chapters for parents, and other lines are left out', () => {
  const csv =
    'section,hscode,description,parent,level\nI,01,Animals; live,TOTAL,2\nI,0101,"Horses, live",01,4\n,TOTAL,All,,0\n'
  const codes = readHsCodes(new TextEncoder().encode(csv))
  expect(codes.ok && codes.value).toEqual([
    { code: '01', description: 'Animals; live', parent: undefined },
    { code: '0101', description: 'Horses, live', parent: '01' },
  ])
  expect(readHsCodes(new TextEncoder().encode('a,b\n1,2\n'))).toMatchObject({
    ok: false,
    rejection: { code: 'reference/not-hs-codes' },
  })
})

test('the real taxonomy of 12,651 nodes is read whole, and every parent stands before its child', () => {
  const path = sharedData('taxonomies/categories.full.json.gz')
  if (path === undefined) return
  const json = JSON.parse(gunzipSync(readFileSync(path)).toString()) as Record<string, unknown>
  const taxonomy = readTaxonomy(json)
  if (!taxonomy.ok) throw new Error(taxonomy.rejection.detail)
  const seen = new Set<string>()
  for (const { id, parents } of taxonomy.value.categories) {
    for (const parent of parents) expect(seen.has(parent)).toBe(true)
    seen.add(id)
  }
  expect(seen.size).toBe(Object.keys(json).length)
  expect(taxonomy.value.synonymGroups.length).toBeGreaterThan(8000)
})

test('every customs code of the real table is read', () => {
  const path = sharedData('trade/harmonized-system.csv.gz')
  if (path === undefined) return
  const text = gunzipSync(readFileSync(path))
  const codes = readHsCodes(text)
  if (!codes.ok) throw new Error(codes.rejection.detail)
  const independent = text.toString().match(/^[^,]*,(?:\d{2}|\d{4}|\d{6}),/gm)?.length
  expect(codes.value.length).toBe(independent)
})

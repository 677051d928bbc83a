import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { countryCodes } from '../../../kernel/country.ts'
import { categoryIndex } from './category-index.ts'
import type { CategoryTable } from './category-index.ts'
import { countryIndex } from './country-index.ts'
import type { CountryTable } from './country-index.ts'

const table = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../reference/${name}.json`, import.meta.url), 'utf8'))

test('every country of the kernel has a name, and each name finds its country', () => {
  const countries = table('countries') as CountryTable
  expect(countries.countries.map(({ code }) => code).toSorted()).toEqual([...countryCodes()].toSorted())
  const find = countryIndex(countries)
  for (const { code, names } of countries.countries)
    expect([names['en'], find(names['en']!)]).toEqual([names['en'], code])
})

test('every category stands under a category that exists, and is named in four languages', () => {
  const { categories } = table('categories') as {
    categories: { id: string; parent: string | null; names: Record<string, string> }[]
  }
  const ids = new Set(categories.map(({ id }) => id))
  expect(ids.size).toBe(categories.length)
  for (const { id, parent, names } of categories) {
    expect([id, parent === null ? !id.includes('/') : ids.has(parent) && id.startsWith(`${parent}/`)]).toEqual([
      id,
      true,
    ])
    expect([id, Object.keys(names)]).toEqual([id, ['en', 'fr', 'de', 'es']])
  }
  const find = categoryIndex(table('categories') as CategoryTable)
  for (const { id, names } of categories) expect([names['en'], find(names['en']!)]).toEqual([names['en'], id])
})

test('a category is found by plural, tag, path and language, and never by likeness', () => {
  const find = categoryIndex(table('categories') as CategoryTable)
  expect(find('Cheeses')).toBe('dairy/cheese')
  expect(find('en:plant-based-foods,en:cereal-grains,en:rices')).toBe('grains/rice')
  expect(find('Épicerie > Confitures')).toBe('spreads/jam')
  expect(find('dairy/cheese')).toBe('dairy/cheese')
  expect(find('Cheesecake stand')).toBeUndefined()
})

test('every certificate scheme says for what it stands and which date it must cover', () => {
  const { schemes } = table('certificate-schemes') as { schemes: { id: string; scope: string; mustCover: string }[] }
  expect(new Set(schemes.map(({ id }) => id)).size).toBe(schemes.length)
  for (const { id, scope, mustCover } of schemes) {
    expect([id, ['site', 'product'].includes(scope), ['production', 'sale'].includes(mustCover)]).toEqual([
      id,
      true,
      true,
    ])
  }
})

/** Reads the project's own small tables once, when they are first asked for. */
import { readFileSync } from 'node:fs'
import { allergenWords, type AllergenTable } from './allergen-words.ts'
import type { AllergenProposal } from './allergens.ts'
import { categoryTree, type CategoryTree } from './category-tree.ts'
import type { Scheme } from './certificate.ts'
import { categoryIndex, type CategoryTable } from './import/category-index.ts'
import { countryIndex, type CountryTable } from './import/country-index.ts'
import { allergenProposer } from './propose-allergens.ts'

export type ProposeAllergens = (ingredients: string) => readonly AllergenProposal[]

/** Each is made by its first use: together they would delay the start. */
export type Reference = {
  readonly proposeAllergens: ProposeAllergens
  readonly categories: () => CategoryTree
  readonly categoryOf: () => ReturnType<typeof categoryIndex>
  readonly countryOf: () => ReturnType<typeof countryIndex>
  readonly schemes: () => ReadonlyMap<string, Scheme>
}

const table = <Table>(name: string): Table =>
  JSON.parse(readFileSync(new URL(`../../../reference/${name}.json`, import.meta.url), 'utf8')) as Table

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

export function loadReference(): Reference {
  const proposer = once(() => {
    const words = allergenWords(table<AllergenTable>('allergens'))
    if (!words.ok) throw new Error(`reference/allergens.json: ${words.rejection.detail}`)
    return allergenProposer(words.value)
  })
  const categories = once(() => table<CategoryTable>('categories'))
  return {
    proposeAllergens: (ingredients) => proposer()(ingredients),
    categories: once(() => categoryTree(categories())),
    categoryOf: once(() => categoryIndex(categories())),
    countryOf: once(() => countryIndex(table<CountryTable>('countries'))),
    schemes: once(() => {
      const { schemes } = table<{ schemes: readonly Scheme[] }>('certificate-schemes')
      return new Map(schemes.map((scheme) => [scheme.id, scheme]))
    }),
  }
}

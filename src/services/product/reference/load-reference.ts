/** Reads the project's own small tables once, when they are first asked for, and joins what was loaded beside them. */
import { allergenWords, type AllergenTable } from '../allergens/allergen-words.ts'
import type { AllergenProposal } from '../allergens/allergens.ts'
import { categoryTree, type CategoryTree } from './category-tree.ts'
import type { Scheme } from '../evidence/certificate.ts'
import { categoryIndex } from './category-index.ts'
import { countryIndex, type CountryTable } from './country-index.ts'
import { joinedCategories, type TreeCategory } from './joined-categories.ts'
import type { LoadedReference } from './store-reference.ts'
import { allergenProposer } from '../allergens/propose-allergens.ts'

export type ProposeAllergens = (ingredients: string) => readonly AllergenProposal[]

/** Each is made by its first use: together they would delay the start. */
export type Reference = {
  readonly proposeAllergens: ProposeAllergens
  readonly categories: () => CategoryTree
  readonly categoryOf: () => ReturnType<typeof categoryIndex>
  readonly countryOf: () => ReturnType<typeof countryIndex>
  readonly schemes: () => ReadonlyMap<string, Scheme>
}

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

/** `made` again only when what it is made from is another one. */
const perSource = <Source, Value>(source: () => Source, make: (from: Source) => Value): (() => Value) => {
  let made: { readonly from: Source; readonly value: Value } | undefined
  return () => {
    const from = source()
    if (made?.from !== from) made = { from, value: make(from) }
    return made.value
  }
}

/** @param read  gives one of the project's own tables by its name */
export function loadReference(
  read: (name: string) => unknown,
  loaded?: Pick<LoadedReference, 'categories'>,
): Reference {
  const table = <Table>(name: string): Table => read(name) as Table
  const proposer = once(() => {
    const words = allergenWords(table<AllergenTable>('allergens'))
    if (!words.ok) throw new Error(`reference/allergens.json: ${words.rejection.detail}`)
    return allergenProposer(words.value)
  })
  const own = once(() => table<{ readonly categories: readonly TreeCategory[] }>('categories').categories)
  const none: ReturnType<LoadedReference['categories']> = []
  const categories = perSource(loaded?.categories ?? (() => none), (more) => ({
    categories: joinedCategories(own(), more),
  }))
  return {
    proposeAllergens: (ingredients) => proposer()(ingredients),
    categories: perSource(categories, categoryTree),
    categoryOf: perSource(categories, categoryIndex),
    countryOf: once(() => countryIndex(table<CountryTable>('countries'))),
    schemes: once(() => {
      const { schemes } = table<{ schemes: readonly Scheme[] }>('certificate-schemes')
      return new Map(schemes.map((scheme) => [scheme.id, scheme]))
    }),
  }
}

/** A catalogue as search meets it, drawn from a seed: real names and ingredients where the data is, else made-up ones. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { sharedData } from '../../../test/support/shared-data.ts'
import { queryWords } from './analyse-text.ts'
import type { SearchDocument } from './search-index.ts'

type Product = {
  readonly code: string
  readonly name: string
  readonly ingredients?: string
  readonly usda?: { readonly brand?: string; readonly category?: string }
}

export const countries = ['FR', 'DE', 'ES', 'IT', 'PL', 'US', 'NL', 'TH']
export const countedFacets = ['category', 'brand', 'country', 'allergenFree', 'certificate']

export type Catalogue = {
  readonly documents: readonly SearchDocument[]
  readonly isReal: boolean
  /** So many neighbouring words of some product's name. */
  readonly wordsOfAName: (count: number) => string
  /** From 0 to 1, the same numbers for the same seed. */
  readonly random: () => number
}

/** The same documents each time; of fewer real products than asked for, some come several times, under other ids. */
export function drawCatalogue(count: number, seed = 12_345): Catalogue {
  const random = drawing(seed)
  const real = readRealProducts()
  const products = real ?? inventProducts(count, random)
  const documents = Array.from({ length: count }, (_, at) => documentOf(products[at % products.length]!, at, random))
  const wordsOfAName = (wanted: number): string => {
    for (;;) {
      const words = queryWords(pick(random, documents).sort.name, 64).filter(({ typed }) => typed.length > 1)
      const from = Math.floor(random() * Math.max(1, words.length - wanted + 1))
      if (words.length < 2) continue
      return words
        .slice(from, from + wanted)
        .map(({ typed }) => typed)
        .join(' ')
    }
  }
  return { documents, isReal: real !== undefined, wordsOfAName, random }
}

export const misspelt = (text: string): string => (text.length < 5 ? text : `${text.slice(0, 3)}x${text.slice(4)}`)

const pick = <Item>(random: () => number, from: readonly Item[]): Item => from[Math.floor(random() * from.length)]!
const suppliers = Array.from({ length: 200 }, (_, at) => `org_${at}`)

function documentOf({ code, name, ingredients = '', usda }: Product, at: number, random: () => number): SearchDocument {
  const supplier = pick(random, suppliers)
  const category = usda?.category ?? `Kind ${at % 150}`
  const brand = usda?.brand ?? `Brand ${at % 2_000}`
  return {
    id: `prd_${String(at).padStart(8, '0')}`,
    version: 1,
    fields: { codes: [code], name: [name], brand: [brand], category: [category], ingredients: [ingredients] },
    facets: {
      category: [category, `Group ${category.length % 12}`],
      brand: [brand],
      country: [pick(random, countries)],
      allergenFree: ['milk', 'nuts', 'gluten', 'soy', 'egg'].filter(() => random() < 0.3),
      certificate: ['organic', 'kosher', 'halal'].filter(() => random() < 0.2),
      supplier: [supplier],
      temperature: [pick(random, ['ambient', 'chilled', 'frozen'])],
    },
    numbers: { minShelfLifeDays: Math.floor(random() * 400), price: Math.floor(random() * 10_000) / 100 },
    readableBy: random() < 0.05 ? [supplier] : ['public'],
    sort: { name, createdAt: new Date(1.6e12 + Math.floor(random() * 1.5e11)).toISOString() },
    suggest: [name, brand],
  }
}

function readRealProducts(): readonly Product[] | undefined {
  const file = sharedData('products/open-food-facts-rich.jsonl.gz')
  if (file === undefined) return undefined
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Product)
}

/** Names from an invented vocabulary with the frequencies of words: few are common, most are rare. */
function inventProducts(count: number, random: () => number): readonly Product[] {
  const draw = (words: number): string =>
    Array.from({ length: words }, () => `word${Math.floor(40_000 * random() ** 4).toString(36)}`).join(' ')
  return Array.from({ length: count }, (_, at) => ({ code: String(at), name: draw(5), ingredients: draw(20) }))
}

/** A linear congruential generator (Numerical Recipes). */
function drawing(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

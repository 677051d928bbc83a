/** What the embedded search index costs with 100,000 products: milliseconds of CPU on the main thread, as one JSON line. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { queryWords } from '../src/infrastructure/search/analyse-text.ts'
import type { SearchDocument, SearchQuery } from '../src/infrastructure/search/search-index.ts'
import { openSqliteSearchIndex } from '../src/infrastructure/search/sqlite-search-index.ts'
import { sharedData } from '../test/support/shared-data.ts'

type Product = {
  readonly code: string
  readonly name: string
  readonly ingredients?: string
  readonly usda?: { readonly brand?: string; readonly category?: string }
}

const products = 100_000
const batch = 1_000
const random = drawing(12_345)
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`)
const suppliers = numbered('org_', 200)
const countries = ['FR', 'DE', 'ES', 'IT', 'PL', 'US', 'NL', 'TH']
const facets = ['category', 'brand', 'country', 'allergenFree', 'certificate']

const real = readProducts()
const documents = Array.from({ length: products }, (_, at) => documentOf(real[at % real.length]!, at))
const folder = mkdtempSync(join(tmpdir(), 'bench-search-'))
const path = join(folder, 'index.db')
const index = openSqliteSearchIndex({ path, writerIdleMs: 100 })

const [wall, all, main] = [performance.now(), process.cpuUsage(), process.threadCpuUsage()]
for (let at = 0; at < products; at += batch) await index.apply(documents.slice(at, at + batch).map((put) => ({ put })))
const indexing = {
  wallMs: Math.round(performance.now() - wall),
  cpuMs: cpuMs(process.cpuUsage(all)),
  mainCpuMs: cpuMs(process.threadCpuUsage(main)),
  fileMb: Math.round(statSync(path).size / 1e6),
}

const search = (query: Partial<SearchQuery>): Promise<unknown> =>
  index.query({ readableBy: ['public', 'org_17'], sort: 'relevance', limit: 20, ...query })
const texts = Array.from({ length: 1_000 }, () => wordsOfAName(2 + Math.floor(random() * 2)))
const categories = [...new Set(documents.flatMap((document) => document.facets['category']!))]
const categoryAndCountry = (at: number) => ({
  category: [categories[at % categories.length]!],
  country: [countries[at % countries.length]!],
})

const figures = {
  indexing,
  firstQuery: await measure(1, () => search({ sort: 'newest' })),
  text: await measure(1_000, (at) => search({ text: texts[at]!, facets })),
  oneWord: await measure(1_000, (at) => search({ text: texts[at]!.split(' ')[0]!, facets })),
  misspelt: await measure(300, (at) => search({ text: misspelt(texts[at]!), facets })),
  filterByNewest: await measure(2_000, (at) => search({ filters: categoryAndCountry(at), sort: 'newest' })),
  filterByName: await measure(2_000, (at) => search({ filters: categoryAndCountry(at), sort: 'name' })),
  everything: await measure(200, () => search({ sort: 'newest' })),
  everythingWithFacets: await measure(200, () => search({ sort: 'newest', facets })),
  suggest: await measure(1_000, (at) =>
    index.suggest({ prefix: texts[at]!.slice(0, 1 + (at % 8)), readableBy: ['public'], limit: 10 }),
  ),
}
await index.close()
rmSync(folder, { recursive: true })
console.log(JSON.stringify({ bench: 'search-index', products, real: sharedData('products') !== undefined, figures }))

/** Mean CPU of this thread and the time it takes at the 99th percentile, after one pass of a fifth to warm up. */
async function measure(times: number, work: (at: number) => Promise<unknown>) {
  for (let at = 0; times > 1 && at < times; at += 5) await work(at)
  const cpu = process.threadCpuUsage()
  const waits: number[] = []
  for (let at = 0; at < times; at++) {
    const began = performance.now()
    await work(at)
    waits.push(performance.now() - began)
  }
  const mean = cpuMs(process.threadCpuUsage(cpu), times)
  const p99 = waits.sort((left, right) => left - right)[Math.floor(times * 0.99)]!
  return { cpuMs: mean, p99Ms: Math.round(p99 * 1_000) / 1_000 }
}

function cpuMs({ user, system }: { user: number; system: number }, times = 1): number {
  return Math.round((user + system) / times) / 1_000
}

function documentOf({ code, name, ingredients = '', usda }: Product, at: number): SearchDocument {
  const supplier = pick(suppliers)
  const category = usda?.category ?? `Kind ${at % 150}`
  const brand = usda?.brand ?? `Brand ${at % 2_000}`
  return {
    id: `prd_${String(at).padStart(8, '0')}`,
    version: 1,
    fields: { codes: [code], name: [name], brand: [brand], category: [category], ingredients: [ingredients] },
    facets: {
      category: [category, `Group ${category.length % 12}`],
      brand: [brand],
      country: [pick(countries)],
      allergenFree: ['milk', 'nuts', 'gluten', 'soy', 'egg'].filter(() => random() < 0.3),
      certificate: ['organic', 'kosher', 'halal'].filter(() => random() < 0.2),
      supplier: [supplier],
      temperature: [pick(['ambient', 'chilled', 'frozen'])],
    },
    numbers: { minShelfLifeDays: Math.floor(random() * 400), price: Math.floor(random() * 10_000) / 100 },
    readableBy: random() < 0.05 ? [supplier] : ['public'],
    sort: { name, createdAt: new Date(1.6e12 + Math.floor(random() * 1.5e11)).toISOString() },
    suggest: [name, brand],
  }
}

/** The real catalogue where it is, else names drawn from an invented vocabulary with the frequencies of words. */
function readProducts(): readonly Product[] {
  const file = sharedData('products/open-food-facts-rich.jsonl.gz')
  if (file !== undefined)
    return gunzipSync(readFileSync(file))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Product)
  const draw = (count: number): string =>
    Array.from({ length: count }, () => `word${Math.floor(40_000 * random() ** 4).toString(36)}`).join(' ')
  return Array.from({ length: products }, (_, at) => ({ code: String(at), name: draw(5), ingredients: draw(20) }))
}

function wordsOfAName(count: number): string {
  for (;;) {
    const words = queryWords(pick(documents).sort.name, 64).filter(({ typed }) => typed.length > 1)
    const from = Math.floor(random() * Math.max(1, words.length - count + 1))
    if (words.length > 1)
      return words
        .slice(from, from + count)
        .map(({ typed }) => typed)
        .join(' ')
  }
}

function misspelt(text: string): string {
  return text.length < 5 ? text : `${text.slice(0, 3)}x${text.slice(4)}`
}

/** The same numbers each time (a linear congruential generator, Numerical Recipes). */
function drawing(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

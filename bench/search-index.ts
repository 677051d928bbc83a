/** What the embedded search index costs with 100,000 products: milliseconds of CPU on the main thread, as one JSON line. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  countedFacets,
  countries,
  drawCatalogue,
  misspelt,
} from '../src/infrastructure/search/catalogue-documents.fixture.ts'
import type { SearchQuery } from '../src/infrastructure/search/search-index.ts'
import { openSqliteSearchIndex } from '../src/infrastructure/search/sqlite-search-index.ts'

const products = 100_000
const batch = 1_000
const { documents, isReal, wordsOfAName, random } = drawCatalogue(products)
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
  text: await measure(1_000, (at) => search({ text: texts[at]!, facets: countedFacets })),
  oneWord: await measure(1_000, (at) => search({ text: texts[at]!.split(' ')[0]!, facets: countedFacets })),
  misspelt: await measure(300, (at) => search({ text: misspelt(texts[at]!), facets: countedFacets })),
  filterByNewest: await measure(2_000, (at) => search({ filters: categoryAndCountry(at), sort: 'newest' })),
  filterByName: await measure(2_000, (at) => search({ filters: categoryAndCountry(at), sort: 'name' })),
  everything: await measure(200, () => search({ sort: 'newest' })),
  everythingWithFacets: await measure(200, () => search({ sort: 'newest', facets: countedFacets })),
  suggest: await measure(1_000, (at) =>
    index.suggest({ prefix: texts[at]!.slice(0, 1 + (at % 8)), readableBy: ['public'], limit: 10 }),
  ),
}
await index.close()
rmSync(folder, { recursive: true })
console.log(JSON.stringify({ bench: 'search-index', products, real: isReal, figures }))

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

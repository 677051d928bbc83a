/**
 * How long a whole index takes to be made anew on Elasticsearch while the old one serves: 100,000 products, at most 60 s.
 * Straight against the adapter, with documents as the store's read models give them; the server is at ELASTICSEARCH_URL.
 */
import { openElasticsearchIndex } from '../src/infrastructure/search/elasticsearch/open-elasticsearch-index.ts'
import { removeIndices, troubleLog, uniqueName } from '../src/infrastructure/search/elasticsearch/under-test.fixture.ts'
import { countedFacets, drawCatalogue } from '../src/infrastructure/search/catalogue-documents.fixture.ts'

const products = 100_000
const batch = 1_000
const secondsAsked = 60
const searchesWanted = 5

const url = process.env['ELASTICSEARCH_URL']
if (url === undefined) {
  console.error('ELASTICSEARCH_URL is not set: npm run servers -- up elasticsearch, then take it from `env`.')
  process.exit(1)
}

const { documents, isReal, wordsOfAName } = drawCatalogue(products)
const name = uniqueName('bench-reindex')
const index = openElasticsearchIndex({ url, name, replicas: 0, log: troubleLog, readTimeoutMs: 30_000 })

/** What the store would be read for: a batch of read models, and whoever waits for the server gets a turn. */
async function* source() {
  for (let at = 0; at < products; at += batch) yield documents.slice(at, at + batch).map((put) => ({ put }))
}

const search = () =>
  index.query({ text: wordsOfAName(2), readableBy: ['public'], sort: 'relevance', limit: 20, facets: countedFacets })

try {
  await index.apply(documents.slice(0, batch).map((put) => ({ put })))
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  let isOver = false
  const waits: number[] = []
  const searching = (async () => {
    while (!isOver) {
      const asked = performance.now()
      await search()
      waits.push(performance.now() - asked)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })()
  const count = await index.rebuild(source, new AbortController().signal)
  const seconds = (performance.now() - began) / 1_000
  isOver = true
  await searching
  const { user, system } = process.cpuUsage(cpu)
  const { total } = await index.query({ readableBy: ['public'], sort: 'newest', limit: 1 })
  const readable = documents.filter(({ readableBy }) => readableBy.includes('public')).length
  if (count !== products || total !== readable) throw new Error(`${total} of ${readable} readable products are found.`)
  if (waits.length < searchesWanted) throw new Error('The old index did not answer meanwhile.')
  const figures = {
    seconds: Math.round(seconds * 10) / 10,
    productsPerSecond: Math.round(products / seconds),
    ownCpuSeconds: Math.round((user + system) / 1e5) / 10,
    searchP95Ms: Math.round(waits.toSorted((one, other) => one - other)[Math.floor(waits.length * 0.95)]!),
  }
  const passed = seconds <= secondsAsked
  console.log(JSON.stringify({ bench: 'reindex', composition: 'production', products, real: isReal, passed, figures }))
  process.exitCode = passed ? 0 : 1
} finally {
  await index.close()
  await removeIndices(url, name)
}

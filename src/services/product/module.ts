/** What the product service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { NewId } from '../../kernel/identifier.ts'
import type { Route } from '../../gateway/route.ts'
import type { ByteCache } from '../../infrastructure/cache/cache.ts'
import type { ReadThrough } from '../../infrastructure/cache/read-through.ts'
import type { Jobs } from '../../infrastructure/jobs/jobs.ts'
import type { KeptFiles } from '../../infrastructure/kept-files/kept-files.ts'
import type { SearchIndex } from '../../infrastructure/search/search-index.ts'
import type { Spool } from '../../infrastructure/spool/spool.ts'
import type { CommitLog } from '../../infrastructure/store/commit-log.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../infrastructure/store/commands/execute.ts'
import { certificateRoutes } from './evidence/certificate-routes.ts'
import { evidenceOf, priceFor } from './contract.ts'
import { customerGroupRoutes } from './pricing/customer-group-routes.ts'
import { importMappingRoute } from './import/import-mapping-routes.ts'
import { importKind, importProducts } from './import/import-products.ts'
import { jobRoutes } from './import/job-routes.ts'
import { loadReference } from './reference/load-reference.ts'
import { priceBulkRoute } from './pricing/price-bulk-routes.ts'
import { priceListRoutes } from './pricing/price-list-routes.ts'
import { createListsReader } from './pricing/lists-reader.ts'
import { createPriceReader } from './pricing/price-reader.ts'
import { priceBasketRoute } from './pricing/price-basket-route.ts'
import { priceRoutes } from './pricing/price-routes.ts'
import { productImportRoutes } from './import/product-import-routes.ts'
import { createListItemReader } from './search/list-item-reader.ts'
import { productListRoutes } from './search/product-list-routes.ts'
import { productReactions } from './search/product-reactions.ts'
import { refreshProductSearch } from './search/refresh-product-search.ts'
import { createProductReader } from './catalogue/product-reader.ts'
import { productRoutes } from './catalogue/product-routes.ts'
import { productVersionRoutes } from './catalogue/product-version-routes.ts'
import { referenceRoutes } from './reference/reference-routes.ts'
import { storeReference } from './reference/store-reference.ts'

/** Ten million rows at the pace of a slow disk; a run that is cut off goes on from its checkpoint. */
const importTimeoutMs = 4 * 3_600_000

/** Tells of the streams of each commit before it is answered. */
type CommitNotices = { subscribe(listener: (streams: readonly string[]) => void): () => void }

export const productModule = container<{
  clock: Clock
  newId: NewId
  store: Pick<CommitLog, 'readStream' | 'readCommits'>
  documents: Documents
  execute: Execute
  readState: ReadState
  cache: ByteCache
  /** What all processes keep: only one of them hears that the index has taken something in. */
  memories: Pick<ByteCache, 'invalidate'>
  /** Keeps what lists show of products. */
  itemMemory: ReadThrough
  search: SearchIndex
  jobs: Jobs
  /** Where reference tables are kept. */
  keptFiles: KeptFiles
  spool: Spool
  /** One of the project's own tables, as its JSON says. */
  referenceTable: (name: string) => unknown
  commitNotices: CommitNotices
  /** How long read models are believed: changes made in this process are heard of at once, others so late. */
  readModelMemoryMs: number
}>()
  .singleton('loadedReference', ['keptFiles', 'search', 'clock'], storeReference)
  .singleton('reference', ['referenceTable', 'loadedReference'], ({ referenceTable, loadedReference }) =>
    loadReference(referenceTable, loadedReference),
  )
  .singleton(
    'productReader',
    ['cache', 'documents', 'readState', 'clock', 'commitNotices'],
    ({ clock, commitNotices, ...needs }) =>
      createProductReader({ ...needs, monotonicMs: clock.monotonicMs, subscribe: commitNotices.subscribe }),
  )
  .singleton(
    'listsReader',
    ['documents', 'readModelMemoryMs', 'clock', 'commitNotices'],
    ({ clock, commitNotices, ...needs }) =>
      createListsReader({ ...needs, monotonicMs: clock.monotonicMs, subscribe: commitNotices.subscribe }),
  )
  .singleton('priceFor', ['documents', 'listsReader'], ({ documents, listsReader }) => priceFor(documents, listsReader))
  .singleton('evidenceOf', ['documents', 'reference'], ({ documents, reference }) => evidenceOf(documents, reference))
  .singleton(
    'priceOf',
    ['documents', 'listsReader', 'readModelMemoryMs', 'clock', 'commitNotices'],
    ({ clock, commitNotices, listsReader, ...needs }) =>
      createPriceReader({
        ...needs,
        lists: listsReader,
        monotonicMs: clock.monotonicMs,
        subscribe: commitNotices.subscribe,
      }),
  )
  .singleton(
    'listItemOf',
    ['productReader', 'priceOf', 'cache', 'itemMemory', 'readModelMemoryMs', 'commitNotices'],
    ({ commitNotices, ...needs }) => createListItemReader({ ...needs, subscribe: commitNotices.subscribe }),
  )
  .singleton(
    'productConsumers',
    ['search', 'memories', 'documents', 'readState', 'reference', 'store'],
    ({ reference, memories, store, ...needs }) =>
      productReactions({ ...needs, log: store, cache: memories, categories: reference.categories }),
  )
  .singleton(
    'refreshSearch',
    ['search', 'documents', 'readState', 'reference', 'store'],
    ({ reference, store, ...needs }) =>
      (signal: AbortSignal) =>
        refreshProductSearch({ ...needs, log: store, categories: reference.categories }, signal),
  )
  .singleton('productJobs', ['jobs', 'execute', 'clock', 'reference', 'spool'], ({ jobs, ...needs }) => {
    jobs.register(importKind, { handler: importProducts(needs), concurrency: 1, timeoutMs: importTimeoutMs })
    return [importKind]
  })
  .singleton(
    'productRoutes',
    [
      'store',
      'execute',
      'readState',
      'documents',
      'newId',
      'search',
      'jobs',
      'spool',
      'productReader',
      'reference',
      'loadedReference',
      'priceOf',
      'listItemOf',
      'readModelMemoryMs',
    ],
    ({ reference, ...needs }): Route[] => [
      ...productImportRoutes(needs),
      importMappingRoute(needs),
      ...jobRoutes(needs),
      ...referenceRoutes(needs),
      ...productListRoutes({ ...needs, categories: reference.categories }),
      ...productVersionRoutes(needs),
      ...productRoutes({ ...needs, proposeAllergens: reference.proposeAllergens }),
      ...priceListRoutes(needs),
      ...priceRoutes(needs),
      priceBulkRoute(needs),
      priceBasketRoute(needs),
      ...customerGroupRoutes(needs),
      ...certificateRoutes({ ...needs, schemes: reference.schemes }),
    ],
  )

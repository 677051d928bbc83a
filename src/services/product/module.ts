/** What the product service needs, and what it provides. */
import { container } from '../../kernel/container.ts'
import type { ByteCache } from '../../infrastructure/cache/cache.ts'
import type { Execute, ReadState } from '../../infrastructure/store/execute.ts'
import { loadAllergenProposer } from './load-allergen-proposer.ts'
import { createProductReader } from './product-reader.ts'
import { productRoutes } from './product-routes.ts'

/** Tells of the streams of each commit before it is answered. */
type CommitNotices = { subscribe(listener: (streams: readonly string[]) => void): () => void }

export const productModule = container<{
  execute: Execute
  readState: ReadState
  cache: ByteCache
  commitNotices: CommitNotices
}>()
  .singleton('proposeAllergens', [], loadAllergenProposer)
  .singleton('productReader', ['cache', 'readState', 'commitNotices'], ({ commitNotices, ...needs }) => {
    // A stream's name is the tag of what was made from it.
    commitNotices.subscribe((streams) => needs.cache.invalidate(streams.filter((name) => name.startsWith('product-'))))
    return createProductReader(needs)
  })
  .singleton('productRoutes', ['execute', 'productReader', 'proposeAllergens'], (needs) => [...productRoutes(needs)])

/** Keeps the search index in step with products and certificates, a batch of the log at a time. */
import type { Consumer, Message } from '../../../event-bus/event-bus.ts'
import type { ByteCache } from '../../../infrastructure/cache/cache.ts'
import type { SearchChange } from '../../../infrastructure/search/search-index.ts'
import { emptySnapshot, type Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { certificatesOf, type VersionedCertificate } from '../evidence/certificate-view.ts'
import { refreshProductSearch, type RefreshNeeds } from './refresh-product-search.ts'
import { judgedIn, productsCovered } from './read-covered-products.ts'
import { productSearchChange } from './product-search-document.ts'
import { catalogueTag } from '../catalogue/product-reader.ts'
import { productAggregate } from '../catalogue/product-view.ts'
import type { Product, ProductEvent } from '../catalogue/product.ts'

export type ProductReactionNeeds = RefreshNeeds & { readonly cache: Pick<ByteCache, 'invalidate'> }

/** Raised when documents are made otherwise than the index holds them: it is then filled anew, in the background. */
const revision = 1

/** Messages taken at once; each is one document at most. */
const batchMax = 200
/** A certificate of all of a supplier's products may mean a hundred thousand documents. */
const timeoutMs = 600_000

/** At the start all of the log may have to be read. */
const refreshTimeoutMs = 1_800_000

export function productReactions(needs: ProductReactionNeeds): readonly Consumer[] {
  let isFed = false
  return [
    {
      name: 'product-search',
      interest: { kinds: ['product', 'certificate'] },
      batchMax,
      timeoutMs,
      async beginsAnew() {
        isFed = !(await isIndexLost(needs))
        return !isFed
      },
      async handleBatch(messages, signal) {
        // Removed since: what came before this batch would be missing for good, since nobody delivers it again.
        if (isFed && (await needs.search.checkpoint()) === undefined) await refreshProductSearch(needs, signal)
        await index(needs, messages, signal)
        isFed = true
      },
    },
  ]
}

/** What the index remembers with each batch: by which revision it was fed, and how far. */
const checkpointAt = (position: string): string => `${revision}:${position}`

/** An index that was removed is empty, and is fed from the log's start; what others made serves until another is filled. */
async function isIndexLost(needs: ProductReactionNeeds): Promise<boolean> {
  const { search } = needs
  const fed = await search.checkpoint()
  if (fed === undefined) return true
  if (fed.startsWith(checkpointAt('')) && !(await search.isOutdated?.())) return false
  await refreshProductSearch(needs, AbortSignal.timeout(refreshTimeoutMs))
  await search.apply([], checkpointAt(fed.slice(fed.indexOf(':') + 1)))
  return false
}

async function index(needs: ProductReactionNeeds, messages: readonly Message[], signal: AbortSignal): Promise<void> {
  const judged = await judgedIn(messages, needs.readState)
  const found = new Map<string, Promise<readonly VersionedCertificate[]>>()
  const certificatesFor = (supplierId: string) => {
    const known =
      found.get(supplierId) ??
      certificatesOf(
        { ...needs, read: needs.readState },
        supplierId,
        judged.get(supplierId)?.map(({ id }) => id),
      )
    found.set(supplierId, known)
    return known
  }
  const changed = await snapshotsOf(needs.readState, messages)
  const fed = checkpointAt(messages.at(-1)!.position)
  const isAll = judged.size === 0
  await apply(needs, changed, certificatesFor, isAll ? fed : undefined)
  for (const [supplierId, certificates] of judged)
    for await (const covered of productsCovered(needs, supplierId, certificates)) {
      signal.throwIfAborted()
      await apply(needs, covered, certificatesFor)
    }
  if (!isAll) await needs.search.apply([], fed)
}

/** The products as of the batch: new ones from their events at hand, others from their streams. */
async function snapshotsOf(readState: ReadState, messages: readonly Message[]): Promise<readonly Snapshot<Product>[]> {
  const streams = new Map<string, Message[]>()
  for (const message of messages) {
    if (message.kind !== 'product') continue
    const known = streams.get(message.streamId)
    if (known) known.push(message)
    else streams.set(message.streamId, [message])
  }
  const snapshots: Snapshot<Product>[] = []
  for (const [id, events] of streams)
    snapshots.push(events[0]!.version === 1 ? fold(id, events) : await readState(productAggregate, id))
  return snapshots
}

function fold(id: string, messages: readonly Message[]): Snapshot<Product> {
  const { decider } = productAggregate
  let { state } = emptySnapshot(productAggregate, id)
  for (const { body } of messages) state = decider.evolve(state, body as ProductEvent)
  const [first, last] = [messages[0]!, messages.at(-1)!]
  return { id, state, version: last.version, createdAt: first.at, updatedAt: last.at }
}

async function apply(
  { search, cache, categories }: ProductReactionNeeds,
  snapshots: readonly Snapshot<Product>[],
  certificatesFor: (supplierId: string) => Promise<readonly VersionedCertificate[]>,
  fed?: string,
): Promise<void> {
  const changes: SearchChange[] = []
  for (const snapshot of snapshots) {
    const { state } = snapshot
    const known = state.status === 'absent' ? [] : await certificatesFor(state.supplierId)
    changes.push(productSearchChange(snapshot, state, known, categories()))
  }
  if (changes.length === 0) return
  await search.apply(changes, fed)
  cache.invalidate([catalogueTag])
}

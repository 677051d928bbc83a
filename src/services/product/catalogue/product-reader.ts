/** Reads one product as the text that goes out: its document's while that is sure to be current, else its stream's. */
import type { ByteCache } from '../../../infrastructure/cache/cache.ts'
import { streamOf, type Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { createChangedLately } from '../../../infrastructure/cache/changed-lately.ts'
import type { Documents, StoredDocument } from '../../../infrastructure/store/documents.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { showAsOf, type Moment } from '../../../infrastructure/store/commands/show-as-of.ts'
import type { Keep } from '../../../gateway/route.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { isPublic, maySee, type Viewer } from './product-policies.ts'
import { isPublicText, presentProduct, productAggregate, products, supplierOf } from './product-view.ts'
import { unknownProduct, type Product } from './product.ts'

/** A product as it goes out; everybody may see it, or only some organisations. */
export type ProductText = { readonly json: string; readonly version: number; readonly isPublic: boolean }

export type ProductReader = {
  /** Undefined for what does not exist or is not shown to the viewer. */
  readonly detail: (productId: string, viewer: Viewer) => Promise<ProductText | undefined>
  /** The same of several, in their order. @param productIds  at most 1,000 */
  readonly details: (productIds: readonly string[], viewer: Viewer) => Promise<readonly (ProductText | undefined)[]>
  /** As it stood at a moment; throws `Rejected` where it is not shown, or was not then. */
  readonly asOf: (productId: string, viewer: Viewer, moment: Moment) => Promise<ProductText>
}

/** Invalidated by stream at each commit; the limit is for what a process might miss. */
const ttlMs = 300_000

/** By what whatever shows a product is forgotten when the product changes. */
export const productTag = (productId: string): string => streamOf(productAggregate, productId)

/** By what whatever was found in the catalogue is forgotten when what can be found changes. */
export const catalogueTag = 'catalogue'

export const keptProduct = (productId: string, whom: Keep['for'], owner: string): Keep => ({
  for: whom,
  owner,
  tags: [productTag(productId)],
  ttlMs,
})

export type ProductReaderNeeds = {
  readonly cache: Pick<ByteCache, 'invalidate'>
  readonly documents: Documents
  readonly readState: ReadState
  readonly monotonicMs: () => number
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

export function createProductReader(needs: ProductReaderNeeds): ProductReader {
  const { documents, readState } = needs
  const changedLately = forgetChanged(needs)
  /** Its supplier may have changed it a moment ago, through a process that this one has not heard of yet. */
  const sureOf = (stored: StoredDocument | undefined, viewer: Viewer): ProductText | undefined =>
    stored && isPublicText(stored.body) && supplierOf(stored.body) !== viewer
      ? { json: stored.body, version: stored.version, isPublic: true }
      : undefined
  const fromStream = async (productId: string, viewer: Viewer): Promise<ProductText | undefined> =>
    textOf(await readState(productAggregate, productId), viewer)
  return {
    async detail(productId, viewer) {
      const stored = changedLately(productId) ? undefined : await documents.nearby.get(products, productId)
      return sureOf(stored, viewer) ?? fromStream(productId, viewer)
    },
    async details(productIds, viewer) {
      const settled = productIds.filter((id) => !changedLately(id))
      const stored = settled.length > 0 ? await documents.nearby.getMany(products, settled) : []
      const byId = new Map(stored.map((document) => [document.id, document]))
      return Promise.all(productIds.map((id) => sureOf(byId.get(id), viewer) ?? fromStream(id, viewer)))
    },
    asOf: (id, viewer, moment) =>
      showAsOf(readState, moment, {
        aggregate: productAggregate,
        id,
        show(snapshot) {
          const found = textOf(snapshot, viewer)
          if (!found) throw new Rejected(unknownProduct)
          return found
        },
      }),
  }
}

function textOf(snapshot: Snapshot<Product>, viewer: Viewer): ProductText | undefined {
  const { state, version } = snapshot
  const shown = presentProduct(snapshot, state)
  if (state.status === 'absent' || !shown || !maySee(state, viewer)) return undefined
  return { json: JSON.stringify(shown), version, isPublic: isPublic(state) }
}

/** Forgets what was made from a stream that changes, and tells which did a moment ago: those are read from their streams. */
function forgetChanged({ cache, monotonicMs, subscribe }: ProductReaderNeeds): (productId: string) => boolean {
  const hasChanged = createChangedLately({ kind: productAggregate.kind, monotonicMs, subscribe })
  const prefix = productTag('')
  subscribe((streams) => {
    const own = streams.filter((stream) => stream.startsWith(prefix))
    if (own.length > 0) cache.invalidate([...own, catalogueTag])
  })
  return (productId) => hasChanged(streamOf(productAggregate, productId))
}

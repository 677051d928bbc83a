/** Reads one product as the bytes that go out: from memory while it is unchanged, else from its document or its stream. */
import type { ByteCache, CacheEntry, Generation } from '../../infrastructure/cache/cache.ts'
import { createSeenBefore } from '../../infrastructure/cache/seen-before.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { ReadState } from '../../infrastructure/store/execute.ts'
import { streamOf } from '../../infrastructure/store/aggregate.ts'
import { isPublic, maySee, type Viewer } from './product-policies.ts'
import {
  isPublicText,
  presentProduct,
  presentSummary,
  productAggregate,
  products,
  type ProductDocument,
} from './product-view.ts'

/** One presentation as it goes out; everybody may see it, or one organisation. */
export type ProductBytes = {
  /** Bytes from memory, else text. */
  readonly json: Uint8Array | string
  readonly version: number
  readonly isPublic: boolean
  /** Found in memory, stored there now, or passed on without being stored. */
  readonly memory: 'hit' | 'stored' | 'passed'
}

export type ProductReader = {
  /** Undefined for what does not exist or is not shown to the viewer. */
  readonly detail: (productId: string, viewer: Viewer) => ProductBytes | Promise<ProductBytes | undefined>
  /** The shorter form of lists, in the same way. */
  readonly summary: (productId: string, viewer: Viewer) => ProductBytes | Promise<ProductBytes | undefined>
}

/** Invalidated by stream at each commit; the limit is for what a process might miss. */
const ttlMs = 300_000

/** So many products are remembered to have been asked for; at their second request they are kept. */
const seenMax = 16_384

/** A key says for whom its bytes are: everybody, or one organisation. */
const publicKey = (form: Form, productId: string): string => `${form}:public:${productId}`
const privateKey = (form: Form, productId: string, viewer: string): string => `${form}:${viewer}:${productId}`

type Form = 'product' | 'product-summary'

export type ProductReaderNeeds = {
  readonly cache: ByteCache
  readonly documents: Documents
  readonly readState: ReadState
  readonly monotonicMs: () => number
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

export function createProductReader(needs: ProductReaderNeeds): ProductReader {
  const { cache, documents, readState } = needs
  const changedLately = forgetChanged(needs)

  const seenBefore = createSeenBefore(seenMax)
  const keep = (
    form: Form,
    productId: string,
    viewer: Viewer,
    json: string,
    version: number,
    since: Generation,
  ): ProductBytes => {
    const isOpen = viewer === undefined
    const key = isOpen ? publicKey(form, productId) : privateKey(form, productId, viewer)
    if (!seenBefore(key)) return { json, version, isPublic: isOpen, memory: 'passed' }
    const bytes = Buffer.from(json)
    cache.set(key, { bytes, etag: `"v${version}"` }, { ttlMs, tags: [streamOf(productAggregate, productId)], since })
    return { json, version, isPublic: isOpen, memory: 'stored' }
  }
  const load = async (form: Form, productId: string, viewer: Viewer): Promise<ProductBytes | undefined> => {
    const since = cache.generation()
    if (!changedLately(productId)) {
      const stored = await documents.get(products, productId)
      if (stored && isPublicText(stored.body)) {
        const text = form === 'product' ? stored.body : summaryOf(JSON.parse(stored.body) as ProductDocument)
        return keep(form, productId, undefined, text, stored.version, since)
      }
    }
    const snapshot = await readState(productAggregate, productId)
    const { state } = snapshot
    const shown = presentProduct(snapshot, state)
    if (state.status === 'absent' || !shown || !maySee(state, viewer)) return undefined
    const text = form === 'product' ? JSON.stringify(shown) : summaryOf(shown)
    return keep(form, productId, isPublic(state) ? undefined : viewer, text, snapshot.version, since)
  }
  const read = (form: Form, productId: string, viewer: Viewer) => {
    const open = cache.get(publicKey(form, productId))
    if (open) return found(open, true)
    const own = viewer === undefined ? undefined : cache.get(privateKey(form, productId, viewer))
    return own ? found(own, false) : load(form, productId, viewer)
  }
  return {
    detail: (productId, viewer) => read('product', productId, viewer),
    summary: (productId, viewer) => read('product-summary', productId, viewer),
  }
}

const summaryOf = (shown: ProductDocument): string => JSON.stringify(presentSummary(shown))

/** Longer than read models are late; until then what has changed is read from its stream. */
const lateMs = 60_000
const changedMax = 20_000

/** Forgets what was made from a stream that changes, and remembers for a while that it did. */
function forgetChanged({ cache, monotonicMs, subscribe }: ProductReaderNeeds): (productId: string) => boolean {
  const changed = new Map<string, number>()
  const prefix = `${productAggregate.kind}-`
  subscribe((streams) => {
    const own = streams.filter((stream) => stream.startsWith(prefix))
    if (own.length === 0) return
    cache.invalidate(own)
    for (const stream of own) {
      const productId = stream.slice(prefix.length)
      changed.delete(productId)
      changed.set(productId, monotonicMs())
      if (changed.size > changedMax) changed.delete(changed.keys().next().value!)
    }
  })
  return (productId) => {
    const at = changed.get(productId)
    if (at === undefined) return false
    if (monotonicMs() - at < lateMs) return true
    changed.delete(productId)
    return false
  }
}

const found = ({ bytes, etag }: CacheEntry, open: boolean): ProductBytes => ({
  json: bytes,
  version: Number(etag?.slice(2, -1)),
  isPublic: open,
  memory: 'hit',
})

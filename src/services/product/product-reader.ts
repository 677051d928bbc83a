/** Reads one product as the bytes that go out: from memory while it is unchanged, else from its stream. */
import type { ByteCache, CacheEntry } from '../../infrastructure/cache/cache.ts'
import type { ReadState } from '../../infrastructure/store/execute.ts'
import { streamOf } from '../../infrastructure/store/aggregate.ts'
import { isPublic, maySee, type Viewer } from './product-policies.ts'
import { presentProduct, presentSummary, productAggregate } from './product-view.ts'

/** Bytes of one presentation; everybody may see it, or one organisation. */
export type ProductBytes = {
  readonly bytes: Uint8Array
  readonly version: number
  readonly isPublic: boolean
  /** Found in memory. */
  readonly hit: boolean
}

export type ProductReader = {
  /** Undefined for what does not exist or is not shown to the viewer. */
  readonly detail: (productId: string, viewer: Viewer) => ProductBytes | Promise<ProductBytes | undefined>
  /** The shorter form of lists, in the same way. */
  readonly summary: (productId: string, viewer: Viewer) => ProductBytes | Promise<ProductBytes | undefined>
}

/** Invalidated by stream at each commit; the limit is for what a process might miss. */
const ttlMs = 300_000

/** A key says for whom its bytes are: everybody, or one organisation. */
const publicKey = (form: Form, productId: string): string => `${form}:public:${productId}`
const privateKey = (form: Form, productId: string, viewer: string): string => `${form}:${viewer}:${productId}`

type Form = 'product' | 'product-summary'

export function createProductReader({
  cache,
  readState,
}: {
  readonly cache: ByteCache
  readonly readState: ReadState
}): ProductReader {
  const load = async (form: Form, productId: string, viewer: Viewer): Promise<ProductBytes | undefined> => {
    const since = cache.generation()
    const snapshot = await readState(productAggregate, productId)
    const { state } = snapshot
    const shown = presentProduct(snapshot, state)
    if (state.status === 'absent' || !shown || !maySee(state, viewer)) return undefined
    const bytes = Buffer.from(JSON.stringify(form === 'product' ? shown : presentSummary(shown)))
    const open = isPublic(state)
    const key = open || viewer === undefined ? publicKey(form, productId) : privateKey(form, productId, viewer)
    const etag = `"v${snapshot.version}"`
    cache.set(key, { bytes, etag }, { ttlMs, tags: [streamOf(productAggregate, productId)], since })
    return { bytes, version: snapshot.version, isPublic: open, hit: false }
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

const found = ({ bytes, etag }: CacheEntry, open: boolean): ProductBytes => ({
  bytes,
  version: Number(etag?.slice(2, -1)),
  isPublic: open,
  hit: true,
})

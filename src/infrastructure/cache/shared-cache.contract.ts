/** What every cache that processes share must hold to: what one has invalidated, none is served, however late it was stored. */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { CacheEntry, SharedByteCache } from './cache.ts'
import { TAGS_MAX } from './cache.ts'

/** The same cache as two processes see it. */
export type SharedCachePlace = {
  readonly one: SharedByteCache
  readonly other: SharedByteCache
  readonly dispose: () => Promise<void>
}

const TTL = { ttlMs: 60_000 } as const
const bytesOf = (text: string): CacheEntry => ({ bytes: new TextEncoder().encode(text) })
const textAt = async (cache: SharedByteCache, key: string): Promise<string | undefined> => {
  const { found } = await cache.get(key)
  return found && new TextDecoder().decode(found.bytes)
}
/** As a reader does it: asks, misses, loads, stores. */
const fill = async (cache: SharedByteCache, key: string, text: string, tags: readonly string[]): Promise<void> => {
  const { generation } = await cache.get(key)
  await cache.set(key, bytesOf(text), { ...TTL, tags, since: generation })
}

export function sharedCacheContract(name: string, createPlace: () => Promise<SharedCachePlace>): void {
  describe(`${name}, shared byte cache contract`, () => {
    const places: SharedCachePlace[] = []
    const open = async (): Promise<SharedCachePlace> => {
      const place = await createPlace()
      places.push(place)
      return place
    }
    afterEach(async () => {
      for (const place of places.splice(0)) await place.dispose()
    })
    carriesEntries(open)
    forgetsForAll(open)
    agreesWithItsHistory(open)
  })
}

type Open = () => Promise<SharedCachePlace>

function carriesEntries(open: Open): void {
  test('what one process stored, the other finds with its headers, tags and remaining time, byte for byte', async () => {
    const { one, other } = await open()
    const sent = { route: '/v1/products/{productId}', headers: ['cache-control', 'no-store', 'x', 'ü'] }
    const entry = {
      bytes: Uint8Array.from({ length: 256 }, (_, byte) => byte),
      etag: '"7"',
      contentType: 'application/json',
      sent,
    }
    const { generation, found } = await one.get('k')
    expect(found).toBeUndefined()
    await one.set('k', entry, { ...TTL, tags: ['t', 'é', 't'], since: generation })
    const seen = (await other.get('k')).found
    expect([...(seen?.bytes ?? [])]).toEqual([...entry.bytes])
    expect(seen).toMatchObject({ etag: '"7"', contentType: 'application/json', sent, tags: ['t', 'é'] })
    expect(seen?.ttlMs).toBeGreaterThan(50_000)
    expect(seen?.ttlMs).toBeLessThanOrEqual(60_000)
  })

  test('an entry without headers comes back without any, also an empty one', async () => {
    const { one, other } = await open()
    await fill(one, 'empty', '', [])
    const { found } = await other.get('empty')
    expect(found?.bytes.byteLength).toBe(0)
    expect(Object.entries(found ?? {}).filter(([name, value]) => name !== 'bytes' && value === undefined)).toEqual([])
  })

  test('an entry is served until its time to live has passed', async () => {
    const { one, other } = await open()
    const { generation } = await one.get('k')
    await one.set('k', bytesOf('v'), { ttlMs: 150, tags: ['t'], since: generation })
    expect(await textAt(other, 'k')).toBe('v')
    await expect.poll(() => textAt(other, 'k'), { timeout: 2_000 }).toBeUndefined()
  })

  test('a later entry takes the place of the earlier one, with its tags', async () => {
    const { one, other } = await open()
    await fill(one, 'k', 'old', ['old'])
    await fill(other, 'k', 'new', ['new'])
    await one.invalidate(['old'])
    expect(await textAt(one, 'k')).toBe('new')
    await one.invalidate(['new'])
    expect(await textAt(other, 'k')).toBeUndefined()
  })

  test.each([
    ['no time to live', { ttlMs: 0 }],
    ['no number as time to live', { ttlMs: Number.NaN }],
    ['too many tags', { tags: Array.from({ length: TAGS_MAX + 1 }, (_, index) => `t${index}`) }],
  ])('with %s it is not stored', async (_, more) => {
    const { one } = await open()
    const { generation } = await one.get('k')
    await one.set('k', bytesOf('v'), { ...TTL, tags: [], since: generation, ...more })
    expect(await textAt(one, 'k')).toBeUndefined()
  })
}

function forgetsForAll(open: Open): void {
  test('a tag that one process invalidates forgets every entry that carries it, for all, and no other', async () => {
    const { one, other } = await open()
    await fill(one, 'a', 'a', ['product:1', 'organisation:1'])
    await fill(other, 'b', 'b', ['product:2', 'organisation:1'])
    await fill(one, 'c', 'c', ['product:3'])
    await other.invalidate(['product:1', 'never seen'])
    expect(await Promise.all(['a', 'b', 'c'].map((key) => textAt(one, key)))).toEqual([undefined, 'b', 'c'])
    await one.invalidate(['organisation:1'])
    expect(await Promise.all(['a', 'b', 'c'].map((key) => textAt(other, key)))).toEqual([undefined, undefined, 'c'])
  })

  test('what was loaded before an invalidation anywhere is not served after it, whoever stores it when', async () => {
    const { one, other } = await open()
    const { generation } = await one.get('k')
    await other.invalidate(['product:1'])
    await fill(other, 'k', 'new', ['product:1'])
    await one.set('k', bytesOf('old'), { ...TTL, tags: ['product:1'], since: generation })
    expect(await textAt(one, 'k')).toBe('new')
  })

  test('an invalidation of something else does not keep a load from being stored', async () => {
    const { one, other } = await open()
    const { generation } = await one.get('k')
    await other.invalidate(['product:1'])
    await one.set('k', bytesOf('v'), { ...TTL, tags: ['product:2'], since: generation })
    expect(await textAt(other, 'k')).toBe('v')
  })

  test('a thousand tags are invalidated in one call', async () => {
    const { one, other } = await open()
    await fill(one, 'k', 'v', ['t999'])
    await other.invalidate(Array.from({ length: 1_000 }, (_, index) => `t${index}`))
    expect(await textAt(one, 'k')).toBeUndefined()
    await one.invalidate([])
  })
}

type Step =
  | { readonly type: 'ask' | 'store' | 'look'; readonly by: 0 | 1; readonly key: string }
  | { readonly type: 'invalidate'; readonly by: 0 | 1; readonly tag: string }

const by = fc.constantFrom<0 | 1>(0, 1)
const key = fc.constantFrom('a', 'b', 'c')
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constantFrom<'ask' | 'store' | 'look'>('ask', 'store', 'look'), by, key }),
  fc.record({ type: fc.constant('invalidate'), by, tag: fc.constantFrom('a', 'b', 'c') }),
)

/** Each key carries the tag of its own name; the source counts its invalidations, so what is outdated shows. */
function agreesWithItsHistory(open: Open): void {
  test('whatever two processes do in whatever order, nobody finds what was invalidated after it was read', async () => {
    const run = async (steps: readonly Step[]): Promise<void> => {
      const { one, other } = await open()
      const caches = [one, other]
      const source: Record<string, number> = { a: 0, b: 0, c: 0 }
      const loads = new Map<string, { text: string; since: number }>()
      for (const current of steps) {
        const cache = caches[current.by]!
        if (current.type === 'invalidate') {
          source[current.tag]! += 1
          await cache.invalidate([current.tag])
          continue
        }
        const load = `${current.by}${current.key}`
        if (current.type === 'ask') {
          const { generation } = await cache.get(current.key)
          loads.set(load, { text: String(source[current.key]), since: generation })
        }
        const loaded = loads.get(load)
        if (current.type === 'store' && loaded)
          await cache.set(current.key, bytesOf(loaded.text), { ...TTL, tags: [current.key], since: loaded.since })
        if (current.type === 'look')
          expect(await textAt(cache, current.key)).toBeOneOf([undefined, String(source[current.key])])
      }
    }
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), run), { numRuns: 25 })
  })
}

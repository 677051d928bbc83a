/** The in-memory cache under its contract, and what only it promises. */
import { expect, test } from 'vitest'
import { byteCacheContract, textEntry } from './cache.contract.ts'
import { createMemoryCache } from './memory-cache.ts'

byteCacheContract('memory', createMemoryCache)

test('a small view into a large buffer does not keep the large one alive', () => {
  const cache = createMemoryCache({ capacityBytes: 1 << 20, now: () => 0 })
  cache.set('k', { bytes: new Uint8Array(1 << 20).subarray(5, 10) }, { ttlMs: 1, tags: [] })
  expect(cache.get('k')?.bytes.buffer.byteLength).toBe(5)
})

test('a capacity that its own bookkeeping would fill is refused', () => {
  expect(() => createMemoryCache({ capacityBytes: 1_000, now: () => 0 })).toThrow(RangeError)
  expect(() => createMemoryCache({ capacityBytes: Number.NaN, now: () => 0 })).toThrow(RangeError)
})

test('a key that was sent away and comes back is kept longer than one never seen', () => {
  const cache = createMemoryCache({ capacityBytes: 1 << 18, now: () => 0 })
  const put = (key: string): boolean => cache.set(key, { bytes: new Uint8Array(1_024) }, { ttlMs: 1, tags: [] })
  put('again')
  for (let index = 0; index < 200; index += 1) put(`first:${index}`)
  expect(cache.get('again')).toBeUndefined()
  put('again')
  for (let index = 0; index < 2_000; index += 1) put(`second:${index}`)
  expect(cache.get('again')).toBeDefined()
})

test('statistics count every hit and every miss once', () => {
  const cache = createMemoryCache({ capacityBytes: 1 << 20, now: () => 0 })
  cache.set('k', textEntry('v'), { ttlMs: 1, tags: ['t'] })
  for (let index = 0; index < 1_000; index += 1) cache.get(index % 2 === 0 ? 'k' : 'absent')
  expect(cache.statistics()).toMatchObject({ hits: 500, misses: 500, evictions: 0, entries: 1, tags: 1 })
})

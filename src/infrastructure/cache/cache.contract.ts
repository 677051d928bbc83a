/** What every in-process cache must hold to: never serve what it was told to forget, never outgrow its bytes. */
import { describe, expect, test } from 'vitest'
import type { CacheEntry } from './cache.ts'
import { agreesWithANaiveMap, type OpenByteCache } from './cache-model.contract.ts'
import { TAGS_MAX } from './cache.ts'

const KIB = 1_024
const MIB = 1_024 * KIB
const PLENTY = { ttlMs: 1_000, tags: [] } as const

export const textEntry = (text: string): CacheEntry => ({ bytes: new TextEncoder().encode(text) })
const sized = (bytes: number): CacheEntry => ({ bytes: new Uint8Array(bytes) })
const textOf = (entry: CacheEntry | undefined): string | undefined =>
  entry === undefined ? undefined : new TextDecoder().decode(entry.bytes)

export function byteCacheContract(name: string, open: OpenByteCache): void {
  describe(`${name}, byte cache contract`, () => {
    servesWhatWasStored(open)
    forgetsByTag(open)
    staysWithinBytes(open)
    agreesWithANaiveMap(open)
  })
}

function servesWhatWasStored(open: OpenByteCache): void {
  test('what was stored comes back with its headers, byte for byte', () => {
    const cache = open({ capacityBytes: MIB, now: () => 0 })
    const entry = { bytes: Uint8Array.from([0, 255, 10, 13, 128]), etag: '"7"', contentType: 'application/json' }
    expect(cache.set('k', entry, PLENTY)).toBe(true)
    const found = cache.get('k')
    expect([...(found?.bytes ?? [])]).toEqual([0, 255, 10, 13, 128])
    expect(found).toMatchObject({ etag: '"7"', contentType: 'application/json' })
  })

  test('what the caller does to its own bytes afterwards changes nothing', () => {
    const cache = open({ capacityBytes: MIB, now: () => 0 })
    const entry = textEntry('before')
    cache.set('k', entry, PLENTY)
    entry.bytes.fill(0)
    expect(textOf(cache.get('k'))).toBe('before')
  })

  test('an entry is served until its time to live has passed, and not at that moment', () => {
    let now = 5
    const cache = open({ capacityBytes: MIB, now: () => now })
    cache.set('k', textEntry('v'), { ttlMs: 10, tags: ['t'] })
    now = 14.9
    expect(textOf(cache.get('k'))).toBe('v')
    now = 15
    expect(cache.get('k')).toBeUndefined()
    expect(cache.statistics()).toMatchObject({ entries: 0, tags: 0, hits: 1, misses: 1 })
  })

  test.each([0, -1, Number.NaN])('a time to live of %d stores nothing and drops the earlier entry', (ttlMs) => {
    const cache = open({ capacityBytes: MIB, now: () => 0 })
    cache.set('k', textEntry('v'), PLENTY)
    expect(cache.set('k', textEntry('w'), { ttlMs, tags: [] })).toBe(false)
    expect(cache.get('k')).toBeUndefined()
  })
}

function forgetsByTag(open: OpenByteCache): void {
  test('a tag forgets every entry that carries it and no other', () => {
    const cache = open({ capacityBytes: MIB, now: () => 0 })
    cache.set('a', textEntry('a'), { ttlMs: 9, tags: ['product:1', 'organisation:1'] })
    cache.set('b', textEntry('b'), { ttlMs: 9, tags: ['product:2', 'organisation:1'] })
    cache.set('c', textEntry('c'), { ttlMs: 9, tags: ['product:3'] })
    cache.invalidate(['product:1', 'never seen'])
    expect(['a', 'b', 'c'].map((key) => textOf(cache.get(key)))).toEqual([undefined, 'b', 'c'])
    cache.invalidate(['organisation:1'])
    expect(['a', 'b', 'c'].map((key) => textOf(cache.get(key)))).toEqual([undefined, undefined, 'c'])
    cache.invalidateAll()
    expect(cache.statistics()).toMatchObject({ entries: 0, tags: 0 })
  })

  test('an entry replaced under other tags no longer answers to the earlier ones', () => {
    const cache = open({ capacityBytes: MIB, now: () => 0 })
    cache.set('k', textEntry('old'), { ttlMs: 9, tags: ['old'] })
    cache.set('k', textEntry('new'), { ttlMs: 9, tags: ['new'] })
    cache.invalidate(['old'])
    expect(textOf(cache.get('k'))).toBe('new')
    cache.invalidate(['new'])
    expect(cache.get('k')).toBeUndefined()
  })

  test('what was read before an invalidation is not stored after it, and the newer entry stays', () => {
    const cache = open({ capacityBytes: MIB, now: () => 0 })
    const since = cache.generation()
    cache.invalidate(['product:1'])
    cache.set('k', textEntry('new'), { ttlMs: 9, tags: ['product:1'], since: cache.generation() })
    expect(cache.set('k', textEntry('old'), { ttlMs: 9, tags: ['product:1'], since })).toBe(false)
    expect(textOf(cache.get('k'))).toBe('new')
    expect(cache.invalidatedSince(['product:1'], since)).toBe(true)
    expect(cache.invalidatedSince(['product:1'], cache.generation())).toBe(false)
  })

  test('after everything was forgotten, nothing read before is stored, whatever its tags', () => {
    const cache = open({ capacityBytes: MIB, now: () => 0 })
    const since = cache.generation()
    cache.invalidateAll()
    expect(cache.set('k', textEntry('old'), { ttlMs: 9, tags: [], since })).toBe(false)
  })

  test('an invalidation of something else does not keep a load from being stored', () => {
    const cache = open({ capacityBytes: MIB, now: () => 0 })
    const since = cache.generation()
    cache.invalidate(['product:1'])
    expect(cache.set('k', textEntry('v'), { ttlMs: 9, tags: ['product:2'], since })).toBe(true)
  })

  test('more tags than the limit and the entry is not stored', () => {
    const cache = open({ capacityBytes: 8 * MIB, now: () => 0 })
    const tags = Array.from({ length: TAGS_MAX + 1 }, (_, index) => `tag:${index}`)
    expect(cache.set('k', textEntry('v'), { ttlMs: 9, tags })).toBe(false)
    expect(cache.set('k', textEntry('v'), { ttlMs: 9, tags: tags.slice(1) })).toBe(true)
  })
}

function staysWithinBytes(open: OpenByteCache): void {
  test('an entry larger than an eighth of the capacity is not stored, and the earlier one is dropped', () => {
    const cache = open({ capacityBytes: 128 * KIB, now: () => 0 })
    expect(cache.set('k', sized(8 * KIB), PLENTY)).toBe(true)
    expect(cache.set('k', sized(16 * KIB), PLENTY)).toBe(false)
    expect(cache.get('k')).toBeUndefined()
  })

  test('long keys and many tags count as well as bodies', () => {
    const cache = open({ capacityBytes: 256 * KIB, now: () => 0 })
    for (let index = 0; index < 1_000; index += 1)
      cache.set(`${'k'.repeat(2_000)}${index}`, sized(0), { ttlMs: 9, tags: [`${'t'.repeat(1_000)}${index}`] })
    const { bytes, entries, tags } = cache.statistics()
    expect(bytes).toBeLessThanOrEqual(256 * KIB)
    expect(entries).toBeLessThan(64)
    expect(tags).toBe(entries)
  })

  test('a scan of ten times the capacity does not push out what is asked for again and again', () => {
    const cache = open({ capacityBytes: 512 * KIB, now: () => 0 })
    const hot = Array.from({ length: 64 }, (_, index) => `hot:${index}`)
    const ask = (key: string): boolean => cache.get(key) !== undefined || (cache.set(key, sized(KIB), PLENTY), false)
    for (let round = 0; round < 3; round += 1) for (const key of hot) ask(key)
    for (let index = 0; index < 5_000; index += 1) {
      ask(`scan:${index}`)
      if (index % 20 === 0) ask(hot[(index / 20) % hot.length]!)
    }
    expect(hot.filter((key) => cache.get(key) !== undefined)).toHaveLength(hot.length)
  })

  test('after a million tags have come and gone, the index holds those of living entries only', () => {
    const cache = open({ capacityBytes: 128 * KIB, now: () => 0 })
    for (let index = 0; index < 100_000; index += 1)
      cache.set(`k${index}`, sized(8), { ttlMs: 9, tags: Array.from({ length: 10 }, (_, tag) => `t${index}.${tag}`) })
    const { entries, tags } = cache.statistics()
    expect(entries).toBeGreaterThan(10)
    expect(tags).toBe(entries * 10)
  })
}

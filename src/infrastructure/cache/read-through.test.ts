/** Single flight and invalidation, with the in-memory cache as it is. */
import { expect, test } from 'vitest'
import { Rejected } from '../../kernel/rejection.ts'
import type { ByteCache, CacheEntry, SharedByteCache } from './cache.ts'
import { textEntry } from './cache.contract.ts'
import { createMemoryCache } from './memory-cache.ts'
import type { CacheRead, Load, Loaded, ReadThroughNeeds } from './read-through.ts'
import { createReadThrough } from './read-through.ts'

const openLocal = (now = (): number => 0): ByteCache => createMemoryCache({ capacityBytes: 1 << 20, now })
const setUp = (needs: Partial<ReadThroughNeeds> = {}) => {
  const local = needs.local ?? openLocal()
  const read = createReadThrough({ loadsMax: 10, loadTimeoutMs: 5_000, random: () => 0.5, ...needs, local })
  return { local, read }
}
const loaded = (text: string, tags: readonly string[] = ['t']): Loaded => ({ entry: textEntry(text), ttlMs: 100, tags })
const textOf = (entry: CacheEntry | undefined): string | undefined =>
  entry === undefined ? undefined : new TextDecoder().decode(entry.bytes)
const show = async (read: CacheRead | Promise<CacheRead>): Promise<readonly [string | undefined, string]> => {
  const { entry, from } = await read
  return [textOf(entry), from]
}
const codeOf = async (read: CacheRead | Promise<CacheRead>): Promise<string> => {
  const [outcome] = await Promise.allSettled([read])
  return outcome?.status === 'rejected' && outcome.reason instanceof Rejected ? outcome.reason.rejection.code : 'none'
}

test('of a thousand who miss a key at once, one loads and all are served', async () => {
  const { read } = setUp()
  const { promise, resolve } = Promise.withResolvers<Loaded>()
  let loads = 0
  const load: Load = () => ((loads += 1), promise)
  const reads = Array.from({ length: 1_000 }, () => show(read('k', load)))
  resolve(loaded('v'))
  const answers = await Promise.all(reads)
  expect(loads).toBe(1)
  expect(answers.filter(([text]) => text === 'v')).toHaveLength(1_000)
  expect(answers.filter(([, from]) => from === 'source')).toHaveLength(1)
  expect(read('k', load)).toMatchObject({ from: 'local' })
})

test('a hit answers at once, without a promise', async () => {
  const { read, local } = setUp()
  local.set('k', textEntry('v'), { ttlMs: 9, tags: [] })
  expect(read('k', () => Promise.reject(new Error('not asked')))).not.toBeInstanceOf(Promise)
})

test('a load begun before an invalidation is not stored after it; who asked later is given a new one', async () => {
  const { read, local } = setUp()
  const first = Promise.withResolvers<Loaded>()
  const early = show(read('k', () => first.promise))
  const earlyWaiter = show(read('k', () => first.promise))
  local.invalidate(['t'])
  const late = show(read('k', async () => loaded('new')))
  const laterStill = show(read('k', async () => loaded('never needed')))
  first.resolve(loaded('old'))
  expect(await early).toEqual(['old', 'source'])
  expect(await earlyWaiter).toEqual(['old', 'collapsed'])
  expect((await late)[0]).toBe('new')
  expect((await laterStill)[0]).toBe('new')
  expect(textOf(local.get('k'))).toBe('new')
})

test('an invalidation of other tags neither repeats a load nor keeps it from being stored', async () => {
  const { read, local } = setUp()
  const first = Promise.withResolvers<Loaded>()
  const early = show(read('k', () => first.promise))
  local.invalidate(['another'])
  const late = show(read('k', () => Promise.reject(new Error('not asked'))))
  first.resolve(loaded('v'))
  expect(await Promise.all([early, late])).toEqual([
    ['v', 'source'],
    ['v', 'collapsed'],
  ])
  expect(textOf(local.get('k'))).toBe('v')
})

test('what is not there is shared by its waiters, stored for nobody, and asked for anew after any invalidation', async () => {
  const { read, local } = setUp()
  const first = Promise.withResolvers<undefined>()
  const early = [show(read('k', () => first.promise)), show(read('k', () => first.promise))]
  local.invalidate(['product:born'])
  const late = show(read('k', async () => loaded('born')))
  first.resolve(undefined)
  expect((await Promise.all(early)).map(([text]) => text)).toEqual([undefined, undefined])
  expect(await late).toEqual(['born', 'source'])
  let loads = 0
  const none: Load = async () => void (loads += 1)
  await read('absent', none)
  await read('absent', none)
  expect(loads).toBe(2)
})

test('a load that throws throws for all its waiters and is not remembered', async () => {
  const { read } = setUp()
  const failing = Promise.withResolvers<Loaded>()
  const waiters = [read('k', () => failing.promise), read('k', () => failing.promise)]
  const outcomes = Promise.allSettled(waiters)
  failing.reject(new Error('the source is down'))
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await show(read('k', async () => loaded('up')))).toEqual(['up', 'source'])
})

test('a load that throws before its first await leaves nothing behind', async () => {
  const { read } = setUp({ loadsMax: 1 })
  const bad: Load = () => {
    throw new Error('at once')
  }
  await expect(read('k', bad)).rejects.toThrow('at once')
  expect(await show(read('k', async () => loaded('v')))).toEqual(['v', 'source'])
})

test('more loads than allowed are refused, hits and waiters are not', async () => {
  const { read, local } = setUp({ loadsMax: 2 })
  local.set('hit', textEntry('v'), { ttlMs: 9, tags: [] })
  const slow = Promise.withResolvers<Loaded>()
  const running = [read('a', () => slow.promise), read('b', () => slow.promise)]
  expect(await codeOf(read('c', () => slow.promise))).toBe('cache/too-many-loads')
  expect(await show(read('hit', () => slow.promise))).toEqual(['v', 'local'])
  const waiter = show(read('a', () => slow.promise))
  slow.resolve(loaded('v'))
  await Promise.all(running)
  expect(await waiter).toEqual(['v', 'collapsed'])
  expect(await show(read('c', async () => loaded('w')))).toEqual(['w', 'source'])
})

test('a load that hangs is given up in time, still counts until it lets go, and stores nothing when it does', async () => {
  const { read, local } = setUp({ loadsMax: 1, loadTimeoutMs: 10 })
  const hanging = Promise.withResolvers<Loaded>()
  expect(await codeOf(read('k', () => hanging.promise))).toBe('cache/load-timed-out')
  expect(await codeOf(read('other', async () => loaded('v')))).toBe('cache/too-many-loads')
  hanging.resolve(loaded('too late'))
  await hanging.promise
  await new Promise(setImmediate)
  expect(local.get('k')).toBeUndefined()
  expect(await show(read('other', async () => loaded('v')))).toEqual(['v', 'source'])
})

test('what is stored together does not expire together', async () => {
  let now = 0
  let chance = 0
  const { read, local } = setUp({ local: openLocal(() => now), random: () => chance })
  await read('soon', async () => loaded('v'))
  chance = 0.999
  await read('late', async () => loaded('v'))
  now = 91
  expect([local.get('soon'), textOf(local.get('late'))]).toEqual([undefined, 'v'])
})

/** The in-memory cache seen as a shared one: what it promises is the same, only later. */
const shareAsync = (cache: ByteCache): SharedByteCache => ({
  get: async (key) => {
    const entry = cache.get(key)
    return { found: entry && { ...entry, ttlMs: 50, tags: ['t'] }, generation: cache.generation() }
  },
  set: async (key, entry, options) => void cache.set(key, entry, options),
  invalidate: async (tags) => cache.invalidate(tags),
})

test('what one process loaded, another finds in the shared cache', async () => {
  const shared = shareAsync(openLocal())
  const [one, two] = [setUp({ shared }), setUp({ shared })]
  expect(await show(one.read('k', async () => loaded('v')))).toEqual(['v', 'source'])
  expect(await show(two.read('k', () => Promise.reject(new Error('not asked'))))).toEqual(['v', 'shared'])
  expect(await show(two.read('k', () => Promise.reject(new Error('not asked'))))).toEqual(['v', 'local'])
})

test('what was loaded before another process invalidated it does not reach the shared cache', async () => {
  const sharedCache = openLocal()
  const { read } = setUp({ shared: shareAsync(sharedCache) })
  const slow = Promise.withResolvers<Loaded>()
  const reading = read('k', () => slow.promise)
  await new Promise(setImmediate)
  sharedCache.invalidate(['t'])
  slow.resolve(loaded('old'))
  await reading
  await new Promise(setImmediate)
  expect(sharedCache.get('k')).toBeUndefined()
})

test('a shared cache that fails costs its answer only, and is reported', async () => {
  const down = (): Promise<never> => Promise.reject(new Error('connection refused'))
  const failures: unknown[] = []
  const { read } = setUp({
    shared: { get: down, set: down },
    onSharedFailure: (error) => failures.push(error),
  })
  expect(await show(read('k', async () => loaded('v')))).toEqual(['v', 'source'])
  expect(failures).toHaveLength(1)
})

/** Reads through the cache: of all who miss a key at once, one loads and the others wait for it. */
import { Rejected } from '../../kernel/rejection.ts'
import type { ByteCache, CacheEntry, Generation, SharedByteCache } from './cache.ts'

/** Every time to live varies by this share, so that what was stored together does not expire together. */
const TTL_SPREAD = 0.1

export type Loaded = { readonly entry: CacheEntry; readonly ttlMs: number; readonly tags: readonly string[] }

/** Makes the entry from its source; undefined when there is none. Should stop at the signal. */
export type Load = (signal: AbortSignal) => Promise<Loaded | undefined>

export type CacheRead = {
  /** Undefined: the source has none. That is never stored, so the next reader asks the source again. */
  readonly entry: CacheEntry | undefined
  /** For `Cache-Status` (RFC 9211): found here, found in the shared cache, loaded, or waited for another's load. */
  readonly from: 'local' | 'shared' | 'source' | 'collapsed'
}

/** Whoever reads through it invalidates nothing. */
export type SharedEntries = Pick<SharedByteCache, 'get' | 'set'>

export type ReadThroughNeeds = {
  readonly local: ByteCache
  readonly shared?: SharedEntries
  /** Hears of a shared cache that failed; the read goes on without it. */
  readonly onSharedFailure?: (error: unknown) => void
  /** Loads under way at once, those included that outlived their time-out and have not let go. */
  readonly loadsMax: number
  readonly loadTimeoutMs: number
  /** In [0, 1). */
  readonly random: () => number
}

/**
 * Answers at once from memory, else promises.
 * At most one load per key is waited for at a time; nobody is served what was invalidated before they asked; a load
 * that throws throws for all its waiters and is not remembered. Refuses with `cache/too-many-loads` and
 * `cache/load-timed-out`, both `unavailable`.
 */
export type ReadThrough = (key: string, load: Load) => CacheRead | Promise<CacheRead>

type Flight = { readonly generation: Generation; readonly landed: Promise<Landing> }
/** `outdated`: what was loaded had been invalidated by the time it came; only who asked before that may have it. */
type Landing = CacheRead & { readonly outdated: boolean }

export function createReadThrough(needs: ReadThroughNeeds): ReadThrough {
  const { local, loadsMax, loadTimeoutMs } = needs
  const flights = new Map<string, Flight>()
  let loading = 0

  const take = (key: string, load: Load): Flight => {
    if (loading >= loadsMax) throw new Rejected(TOO_MANY_LOADS)
    loading += 1
    const generation = local.generation()
    const signal = AbortSignal.timeout(loadTimeoutMs)
    const loaded = find(needs, key, load, signal, generation).finally(() => {
      loading -= 1
    })
    const flight: Flight = { generation, landed: withinTime(loaded, signal) }
    flights.set(key, flight)
    const leave = (): void => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    flight.landed.then(leave, leave)
    return flight
  }

  const join = async (key: string, load: Load, asked: Generation): Promise<CacheRead> => {
    const joined = flights.get(key)
    if (joined === undefined) return strip(await take(key, load).landed)
    const landing = await joined.landed
    if (!landing.outdated || asked <= joined.generation) return { entry: landing.entry, from: 'collapsed' }
    // Any flight found now began after we asked, so this goes round once at most.
    return join(key, load, asked)
  }

  return (key, load) => {
    const entry = local.get(key)
    return entry === undefined ? join(key, load, local.generation()) : { entry, from: 'local' }
  }
}

async function find(
  needs: ReadThroughNeeds,
  key: string,
  load: Load,
  signal: AbortSignal,
  since: Generation,
): Promise<Landing> {
  const { local, random } = needs
  const lookup = await ask(needs, (shared) => shared.get(key))
  if (lookup?.found !== undefined) {
    const { ttlMs, tags, ...entry } = lookup.found
    if (!signal.aborted) local.set(key, entry, { ttlMs, tags, since })
    return { entry, from: 'shared', outdated: local.invalidatedSince(tags, since) }
  }
  const loaded = await load(signal)
  // What is not there has no tags: any invalidation may have been its birth.
  if (loaded === undefined) return { entry: undefined, from: 'source', outdated: local.generation() !== since }
  const { entry, tags } = loaded
  const ttlMs = loaded.ttlMs * (1 - TTL_SPREAD + 2 * TTL_SPREAD * random())
  const outdated = local.invalidatedSince(tags, since)
  if (!outdated && !signal.aborted) {
    local.set(key, entry, { ttlMs, tags, since })
    // Not waited for: the reader has its answer, and a slow shared cache must not hold it back.
    if (lookup !== undefined)
      void ask(needs, (shared) => shared.set(key, entry, { ttlMs, tags, since: lookup.generation }))
  }
  return { entry, from: 'source', outdated }
}

/** Asks the shared cache if there is one; its failure is reported and counts as not knowing. */
async function ask<T>(
  { shared, onSharedFailure }: ReadThroughNeeds,
  question: (shared: SharedEntries) => Promise<T>,
): Promise<T | undefined> {
  if (shared === undefined) return undefined
  try {
    return await question(shared)
  } catch (error) {
    onSharedFailure?.(error)
    return undefined
  }
}

const withinTime = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, refuse) => {
    const late = (): void => refuse(new Rejected(LOAD_TIMED_OUT))
    signal.addEventListener('abort', late, { once: true })
    work.then(resolve, refuse).finally(() => signal.removeEventListener('abort', late))
  })

const strip = ({ entry, from }: Landing): CacheRead => ({ entry, from })

const TOO_MANY_LOADS = {
  kind: 'unavailable',
  code: 'cache/too-many-loads',
  detail: 'Too many readings are under way at once. Try again in a moment.',
} as const

const LOAD_TIMED_OUT = {
  kind: 'unavailable',
  code: 'cache/load-timed-out',
  detail: 'The source did not answer in time. Try again in a moment.',
} as const

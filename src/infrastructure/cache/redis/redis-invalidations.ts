/**
 * Carries invalidations to the memory of every process. Only tags travel. Redis does not keep messages for who is not
 * there, so they are numbered, and a process proves to itself, twice a second, that it still hears: it sends itself a beat
 * over the same way, with the latest number. Who has missed one empties its memory; who hears no beat does so again and
 * again. So nobody serves for longer than beat and patience what another process invalidated.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisConnection } from '../../redis/open-redis.ts'
import type { ByteCache } from '../cache.ts'
import { channelOf, everything, parseHeard, sendBeat } from './announce.ts'

const BEAT_MS = 500
const PATIENCE_MS = 250
/** How often is looked whether the first connection is there. */
const CONNECTING_MS = 20

export type InvalidationsNeeds = {
  readonly redis: RedisConnection
  /** The same as the shared cache's. */
  readonly prefix?: string
  readonly local: Pick<ByteCache, 'invalidate' | 'invalidateAll'>
  /** Told that everything was made anew, or that it may have been: then more is to be forgotten than `local` keeps. */
  readonly anew?: () => void
  /** Told when invalidations begin to be missed, and when they are heard again. */
  readonly told?: (heard: boolean) => void
  readonly beatMs?: number
  readonly patienceMs?: number
}

export type Invalidations = {
  /** Whether the last beat was heard. */
  readonly heard: () => boolean
  readonly close: () => Promise<void>
}

/** Listens until it is closed; begins at once, also while Redis is away. */
export function listenToInvalidations(needs: InvalidationsNeeds): Invalidations {
  const { redis, prefix = 'fx-cache', local, beatMs = BEAT_MS, patienceMs = PATIENCE_MS } = needs
  const channel = channelOf(prefix)
  const beats = `${prefix}/beat/${randomUUID()}`
  const ear = redis.openBlocking(beatMs)
  const ending = new AbortController()
  let beat = 0
  let hears: ((number: number) => void) | undefined
  let listening = false
  let heard: boolean | undefined
  /** Invalidations announced so far, as far as this process knows. */
  let known: number | undefined

  const onMessage = (from: string, text: string): void => {
    const { announced, said } = parseHeard(text)
    const expected = from === channel ? (known ?? 0) + 1 : known
    if (announced !== expected || said === everything) {
      needs.anew?.()
      local.invalidateAll()
    } else if (from === channel) local.invalidate(tagsOf(said))
    known = announced
    if (from === beats) hears?.(Number(said))
  }
  const listen = (): Promise<void> =>
    ear.ask(async (client) => {
      client.removeAllListeners('message')
      client.on('message', onMessage)
      client.once('close', () => {
        listening = false
      })
      await client.subscribe(channel, beats)
      listening = true
    })
  const beatHeard = async (): Promise<boolean> => {
    beat += 1
    const number = beat
    const own = new Promise<true>((resolve) => {
      hears = (last) => last === number && resolve(true)
    })
    await sendBeat(redis, prefix, beats, number)
    return Promise.race([own, sleep(patienceMs, false, { ref: false })])
  }
  const check = async (): Promise<boolean> => {
    try {
      if (!listening) await listen()
      return await beatHeard()
    } catch {
      // Why Redis is away is told by its connection; here it only matters that nothing is heard.
      return false
    }
  }
  const keepListening = async (): Promise<void> => {
    // A connection takes a moment; that is no reason to tell of trouble.
    for (let waitedMs = 0; !ear.isReady && waitedMs < beatMs; waitedMs += CONNECTING_MS) await sleep(CONNECTING_MS)
    while (!ending.signal.aborted) {
      const hearing = await check()
      if (!hearing) local.invalidateAll()
      if (heard !== hearing && !(heard === undefined && hearing)) needs.told?.(hearing)
      heard = hearing
      await sleep(beatMs, undefined, { ref: false, signal: ending.signal }).catch(() => undefined)
    }
  }
  const kept = keepListening()

  return {
    heard: () => heard === true,
    async close() {
      ending.abort()
      ear.close()
      await kept
    },
  }
}

/** What the shared cache sends is a list of tags. */
const tagsOf = (text: string): readonly string[] => JSON.parse(text) as string[]

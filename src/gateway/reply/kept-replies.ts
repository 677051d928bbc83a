/** Replies kept as the bytes that went out: whoever may have one gets it again before the request is taken apart. */
import type { ByteCache, CacheEntry, Generation, Sent } from '../../infrastructure/cache/cache.ts'
import { createSeenBefore } from '../../infrastructure/cache/seen-before.ts'
import { actingOrganisation, type Caller } from '../../kernel/caller.ts'
import type { Keep } from '../route.ts'

export type KeptReplies = {
  /** What this URL answers everybody. */
  readonly forEverybody: (url: string) => CacheEntry | undefined
  /** What this URL answers whoever acts as the caller does. */
  readonly forCaller: (url: string, caller: Caller) => CacheEntry | undefined
  /** Answers whether it was kept. @param since  read before the reply's sources were */
  readonly keep: (request: KeptRequest, answered: Answered, keep: Keep, since: Generation) => boolean
  readonly generation: () => Generation
}

/** A reply as it went out, without what is this one request's own. */
export type Answered = {
  /** As logs name it. */
  readonly route: string
  readonly etag: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

export type KeptRequest = { readonly url: string; readonly caller: Caller }

/** Longer addresses are somebody’s own question, and no use to anybody else. */
const urlMaxLength = 512
const bodyMaxBytes = 131_072
/** So many addresses are remembered to have been asked for. */
const askedMax = 16_384

/** @param ownersReadAnew  true where other processes write too: see `Keep.owner` */
export function createKeptReplies(cache: ByteCache, ownersReadAnew = false): KeptReplies {
  const askedBefore = createSeenBefore(askedMax)
  /** Replies of a route mostly go out with the same headers: those of the last are shared. */
  const lastSent = new Map<string, Sent>()
  const sentWith = (route: string, headers: readonly string[], owner: string | undefined): Sent => {
    const last = lastSent.get(route)
    const isSame = last?.headers.length === headers.length && last.headers.every((text, at) => text === headers[at])
    const sent = isSame ? last : { route, headers }
    if (!isSame) lastSent.set(route, sent)
    return owner === undefined ? sent : { ...sent, owner }
  }
  return {
    forEverybody: (url) => cache.get(everybodysKey(url)),
    forCaller(url, caller) {
      const key = callersKey(url, caller)
      return key === undefined ? undefined : cache.get(key)
    },
    keep(
      { url, caller },
      { route, etag, headers, bytes },
      { for: whom, ttlMs, tags, onceAskedAgain, owner: whose },
      since,
    ) {
      if (url.length > urlMaxLength || bytes.length > bodyMaxBytes) return false
      const owner = ownersReadAnew ? whose : undefined
      if (owner !== undefined && whom === 'organisation' && owner === actingOrganisation(caller)) return false
      const key = whom === 'everybody' ? everybodysKey(url) : callersKey(url, caller)
      if (key === undefined || (onceAskedAgain && !askedBefore(key))) return false
      const sent = sentWith(route, Object.entries(headers).flat(), owner)
      return cache.set(key, { bytes, ...(etag !== undefined && { etag }), sent }, { ttlMs, tags, since })
    },
    generation: cache.generation,
  }
}

const everybodysKey = (url: string): string => `reply everybody ${url}`

/** Nothing of the caller but whom it acts for, in which role, may have a part in a reply that is kept. */
function callersKey(url: string, caller: Caller): string | undefined {
  if (caller.kind === 'anonymous') return `reply anonymous ${url}`
  const organisationId = actingOrganisation(caller)
  const role = caller.kind === 'user' || caller.kind === 'api-key' ? caller.acting?.role : undefined
  return organisationId === undefined || role === undefined ? undefined : `reply ${organisationId} ${role} ${url}`
}

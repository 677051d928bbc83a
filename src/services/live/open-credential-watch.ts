/**
 * A connection that stays open outlives the request that let it in: this ends it when its token does, or when whoever
 * holds it was signed out, removed or given another role. Nobody is looked up again without a reason, since most
 * connections are idle.
 */
import { actingOrganisation, type Authenticate, type Caller, type Credentials } from '../../kernel/caller.ts'

export type CredentialWatchNeeds = {
  /** Throws for credentials that are none any more. */
  readonly authenticate: Authenticate
  /** Told of every commit's streams, of all processes. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => () => void
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
}

export type CredentialWatch = {
  /** Calls `ended` once, when the caller may not go on; returns how to stop watching. */
  watch(credentials: Credentials, caller: Caller, ended: (why: 'expired' | 'revoked') => void): () => void
  close(): void
}

type Watched = {
  readonly credentials: Credentials
  readonly caller: Caller
  readonly expiresAtMs: number
  readonly ended: (why: 'expired' | 'revoked') => void
}

/** Tokens end at most so late after they expire. */
const expiryEveryMs = 1_000
/** Where nothing says when it ends: as long as an access token lives. */
const unknownLifeMs = 15 * 60_000

export function openCredentialWatch({ authenticate, subscribe, nowMs }: CredentialWatchNeeds): CredentialWatch {
  const watched = new Set<Watched>()
  const end = (one: Watched, why: 'expired' | 'revoked'): void => {
    if (watched.delete(one)) one.ended(why)
  }
  const lookAgain = async (one: Watched): Promise<void> => {
    try {
      const caller = await authenticate(one.credentials)
      if (!isSame(caller, one.caller)) end(one, 'revoked')
    } catch {
      // Who cannot be looked up may not go on: a client that may comes again, and is let in.
      end(one, 'revoked')
    }
  }
  const unsubscribe = subscribe((streams) => {
    if (watched.size === 0) return
    const touched = touchedBy(streams)
    if (touched === undefined) return
    // After whoever remembers credentials was told of the same commit.
    setImmediate(() => {
      for (const one of watched) if (restsOn(one.caller, touched)) void lookAgain(one)
    })
  })
  const timer = setInterval(() => {
    const now = nowMs()
    for (const one of watched) if (now >= one.expiresAtMs) end(one, 'expired')
  }, expiryEveryMs).unref()
  return {
    watch(credentials, caller, ended) {
      const expiresAtMs = expiryOf(credentials.authorization) ?? nowMs() + unknownLifeMs
      const one = { credentials, caller, ended, expiresAtMs }
      watched.add(one)
      // What was taken back since its request was let in, nobody tells of once more.
      void lookAgain(one)
      return () => watched.delete(one)
    },
    close() {
      unsubscribe()
      clearInterval(timer)
      watched.clear()
    },
  }
}

type Touched = {
  /** Of accounts, sessions and memberships. */
  readonly ids: ReadonlySet<string>
  /** Of those whose identity provider was changed, suspended or required. */
  readonly organisations: ReadonlySet<string>
  /** Whether a provider's person was linked or unlinked: the name of such a link tells nobody whose it is. */
  readonly links: boolean
}

const watchedStream = /^(session|user|staff|membership|apikey|identityprovider|providerlink)-(.+)$/

/** Undefined where nobody's credentials rest on any of them. */
function touchedBy(streams: readonly string[]): Touched | undefined {
  const found = streams.flatMap((stream) => {
    const [, kind, id] = watchedStream.exec(stream) ?? []
    return kind === undefined || id === undefined ? [] : [{ kind, id }]
  })
  if (found.length === 0) return undefined
  const idsOf = (isWanted: (kind: string) => boolean): ReadonlySet<string> =>
    new Set(found.filter(({ kind }) => isWanted(kind)).map(({ id }) => id))
  return {
    ids: idsOf((kind) => kind !== 'identityprovider' && kind !== 'providerlink'),
    organisations: idsOf((kind) => kind === 'identityprovider'),
    links: found.some(({ kind }) => kind === 'providerlink'),
  }
}

/** A key ends with the membership of whoever made it, who is not named in it: any change of an account makes it looked at. */
function restsOn(caller: Caller, { ids, organisations, links }: Touched): boolean {
  switch (caller.kind) {
    case 'user': {
      const { userId, sessionId, acting, boundTo } = caller
      if (ids.has(userId) || ids.has(sessionId)) return true
      if (acting && organisations.has(acting.organisationId)) return true
      return boundTo !== undefined && (links || organisations.has(boundTo))
    }
    case 'staff':
      return ids.has(caller.staffId) || ids.has(caller.sessionId)
    case 'api-key':
      return ids.size > 0
    case 'operator':
    case 'anonymous':
      return false
  }
}

const isSame = (now: Caller, before: Caller): boolean =>
  now.kind === before.kind && actingOrganisation(now) === actingOrganisation(before) && roleOf(now) === roleOf(before)

const roleOf = (caller: Caller): string | undefined => ('acting' in caller ? caller.acting?.role : undefined)

/** The token was verified when it came: only its end is read here. */
function expiryOf(authorization: string | undefined): number | undefined {
  const payload = authorization?.split(' ').at(-1)?.split('.')[1]
  if (payload === undefined) return undefined
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown }
    return typeof exp === 'number' ? exp * 1_000 : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

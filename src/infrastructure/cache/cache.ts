/** The cache port: bytes as they go out, found again without parsing, forgotten by tag. */

/** A reply's body with what its headers need. Nobody writes to `bytes`: every reader is handed the same ones. */
export type CacheEntry = {
  readonly bytes: Uint8Array
  /** Strong, with its quotes, as RFC 9110 §8.8.3 spells it. */
  readonly etag?: string
  readonly contentType?: string
  /** What a whole reply goes out with besides. */
  readonly sent?: Sent
}

/** The route a reply is of, as logs name it, and its headers but for the ETag: names and values by turns. */
export type Sent = {
  readonly route: string
  readonly headers: readonly string[]
  /** The organisation that it is not to be given to. */
  readonly owner?: string
}

/** Counts the invalidations a cache has seen; what was read at one generation may be outdated at a later one. */
export type Generation = number

export type CacheSetOptions = {
  /** How long the entry may be served, in milliseconds. Zero, negative or NaN: not stored. */
  readonly ttlMs: number
  /** What the entry was made from, such as `product:prd_…`, `organisation:org_…`. At most `TAGS_MAX`. */
  readonly tags: readonly string[]
  /** The generation read before the entry's source was: not stored if one of its tags was invalidated after. */
  readonly since?: Generation
}

/** More tags than this and an entry is not stored: it would cost more to forget than to make again. */
export const TAGS_MAX = 256

export type CacheStatistics = {
  readonly hits: number
  readonly misses: number
  /** Entries that made room for others; what expired or was invalidated is not among them. */
  readonly evictions: number
  /** Now held, with keys, tags and bookkeeping. */
  readonly bytes: number
  readonly entries: number
  /** Distinct tags in the index. */
  readonly tags: number
}

/**
 * L1: this process's own memory, so synchronous.
 * The key is the caller's whole answer to "who may see this": it holds organisation, role and schema version, or says
 * `public`. A cache asks nobody's permission.
 */
export type ByteCache = {
  /** The entry, unless it is absent, expired or invalidated. */
  readonly get: (key: string) => CacheEntry | undefined
  /**
   * Stores a copy of the entry in the place of the key's earlier one; answers whether it did.
   * Not stored, and the earlier one dropped: larger than an eighth of the capacity, too many tags, no time to live.
   * Not stored, and the earlier one kept: outdated by `since`.
   */
  readonly set: (key: string, entry: CacheEntry, options: CacheSetOptions) => boolean
  /** Forgets every entry that carries one of the tags, and refuses those still on their way (see `since`). */
  readonly invalidate: (tags: readonly string[]) => void
  /** Forgets everything, on the way or here: for whoever has missed invalidations and cannot know which. */
  readonly invalidateAll: () => void
  readonly generation: () => Generation
  /** Whether one of the tags was invalidated after that generation. May say yes in doubt, never no. */
  readonly invalidatedSince: (tags: readonly string[], generation: Generation) => boolean
  readonly statistics: () => CacheStatistics
}

export type SharedLookup = {
  readonly found: (CacheEntry & { readonly ttlMs: number; readonly tags: readonly string[] }) | undefined
  /** To be handed back to `set`, so that what was loaded before an invalidation in any process is not stored after. */
  readonly generation: Generation
}

/**
 * L2: shared by processes, so asynchronous, and it may fail: every method rejects within the adapter's own command
 * time-out, and a reader then goes on without it.
 */
export type SharedByteCache = {
  readonly get: (key: string) => Promise<SharedLookup>
  readonly set: (
    key: string,
    entry: CacheEntry,
    options: CacheSetOptions & { readonly since: Generation },
  ) => Promise<void>
  readonly invalidate: (tags: readonly string[]) => Promise<void>
}

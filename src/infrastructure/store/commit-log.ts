/**
 * The commit log: what a command decided is one record, and that record is event store, outbox, idempotency record
 * and audit trail at once, so that nothing has to be kept in step.
 */

/** `${kind}-${id}`: one aggregate's history. Personal identifiers appear in it only as keyed digests. */
export type StreamName = string

/**
 * Sixteen hexadecimal digits that name a commit for ever. Later commits of a stream compare greater; of commits that
 * several processes write at the same moment the order of reading is the true one.
 */
export type Position = string

/** Before the first commit. */
export const logStart: Position = '0'.repeat(16)

/** Stands for all streams where somebody is told which have changed: whatever was made of any is to be made anew. */
export const everyStream: StreamName = '*'

/** One event as it is kept: its body is canonical JSON text, so that hashes are the same on every store. */
export type Recorded = { readonly type: string; readonly schemaVersion: number; readonly body: string }

/** One stream made one version longer. Versions start at 1 and have no gap. */
export type Extension = { readonly stream: StreamName; readonly version: number; readonly events: readonly Recorded[] }

/** Who acted: a user, an organisation's API key, platform staff, or a part of the exchange itself. */
export type Actor = { readonly kind: 'user' | 'api-key' | 'staff' | 'system'; readonly id: string }

/** Why it happened: the request or the event that led to it. */
export type Cause = { readonly kind: 'request' | 'event' | 'job' | 'command-line'; readonly id: string }

/** What a repeated command is answered from: the status and the version to present again, never a body. */
export type RepeatableOutcome = {
  /** Digest of the payload: the same key with another payload is refused. */
  readonly fingerprint: string
  readonly stream: StreamName
  readonly version: number
}

/** The key of a repeatable command, once per day of its life: `YYYYMMDD:digest`. */
export type RepeatKeys = { readonly keys: readonly string[]; readonly outcome: RepeatableOutcome }

/** A commit under way made the version that a stream is extended from: it was decided upon, and may yet be refused. */
export type DecidedUpon = { readonly stream: StreamName; readonly commitId: string }

export type CommitToAppend = {
  /** Given by the caller: appending the same id again finds the first one. */
  readonly id: string
  readonly extensions: readonly Extension[]
  /**
   * Commits of this store, appended before, without which it conflicts: that a stream has the version before is not
   * enough where another process may have written that one.
   */
  readonly upon?: readonly DecidedUpon[]
  readonly repeat?: RepeatKeys
  /** Of all streams together: who may see which of them, the stream's aggregate says. */
  readonly organisations: readonly string[]
  readonly actor: Actor
  readonly cause: Cause
  /** UTC, ISO 8601. It describes; it never orders. */
  readonly at: string
}

export type Commit = Omit<CommitToAppend, 'repeat' | 'upon'> & { readonly position: Position; readonly seal: string }

export type AppendResult =
  | { readonly outcome: 'appended'; readonly position: Position }
  /** Another commit made that version of that stream first, or the version before it does not exist. */
  | { readonly outcome: 'conflict'; readonly stream: StreamName }
  /** The key was used within its life. */
  | { readonly outcome: 'repeated'; readonly original: RepeatableOutcome }

/** One version of one stream, as reading a stream gives it. */
export type StreamVersion = { readonly version: number; readonly at: string; readonly events: readonly Recorded[] }

export const commitLimits = { streams: 256, bytes: 1_048_576 } as const

/** Part of the log: the commits above a position, at most `limit`. */
export type LogScan = {
  readonly after: Position
  readonly limit: number
  /** The last position that is wanted. */
  readonly until?: Position | undefined
  /** Only what this organisation takes part in; null: only what concerns none. */
  readonly of?: string | null
}

export interface CommitLog {
  /** The versions of a stream above `after` (0: from the first), oldest first, at most `limit`. */
  readStream(stream: StreamName, range: { after: number; limit: number }): Promise<readonly StreamVersion[]>
  /** Those of the streams (at most 1,000) that have a version above the one given for them. */
  findExtended(known: ReadonlyMap<StreamName, number>): Promise<ReadonlySet<StreamName>>
  /** What a key of today was used for. */
  findRepeat(key: string): Promise<RepeatableOutcome | undefined>
  /** Where the commit stands that made a version of a stream; undefined where there is no such version. */
  positionOf(stream: StreamName, version: number): Promise<Position | undefined>
  /**
   * Commits that follow the one at a position (`logStart`: all), at most `limit`; none when there are none yet.
   * Resuming from the last one's position misses none, and repeats none while the store is open. Another process, or
   * this one after a restart, may be given the last minute's once more.
   */
  readCommits(range: { after: Position; limit: number }): Promise<readonly Commit[]>
  /**
   * Commits as they lie in the store, by position, whatever this process remembers of them: for whoever asks whether they
   * were changed. What is being committed at the time may be missing; that it comes later is for `readCommits`. Fewer
   * than `limit` come only where there are no more.
   */
  scanCommits(scan: LogScan): Promise<readonly Commit[]>
  /**
   * What the commits at up to 1,000 positions are repeatable by, for moving them: each of its keys once per day of its
   * life, those long dead as far as they are still kept. By position; commits without a key are missing.
   */
  readRepeats(positions: readonly Position[]): Promise<ReadonlyMap<Position, RepeatKeys>>
  /** The commit at a position. */
  findCommit(position: Position): Promise<Commit | undefined>
  /** The position of the newest commit. */
  head(): Promise<Position>
  /** Calls back after commits became durable; returns how to stop. It is a hint to read on, not a delivery. */
  onAppended(listener: () => void): () => void
}

/** Splits a stream's name; the kind never contains a dash. */
export const parseStreamName = (stream: StreamName): { kind: string; id: string } => {
  const dash = stream.indexOf('-')
  return { kind: stream.slice(0, dash), id: stream.slice(dash + 1) }
}

/** What no store accepts, whatever its technology, is refused before it is written: `RangeError`. Gives its bytes. */
export function assertAppendable(commit: CommitToAppend): number {
  const { extensions } = commit
  if (extensions.length === 0 || extensions.length > commitLimits.streams)
    throw new RangeError(`A commit extends 1 to ${commitLimits.streams} streams, not ${extensions.length}.`)
  if (new Set(extensions.map(({ stream }) => stream)).size !== extensions.length)
    throw new RangeError('A commit extends each stream once.')
  let bytes = 0
  for (const { stream, version, events } of extensions) {
    if (!Number.isSafeInteger(version) || version < 1 || version > 9_999_999_999)
      throw new RangeError(`${stream}@${version} is not a version.`)
    if (events.length === 0) throw new RangeError(`${stream}@${version} has no event.`)
    for (const { body } of events) bytes += Buffer.byteLength(body)
  }
  if (bytes > commitLimits.bytes)
    throw new RangeError(`A commit holds at most ${commitLimits.bytes} bytes, not ${bytes}.`)
  return bytes
}

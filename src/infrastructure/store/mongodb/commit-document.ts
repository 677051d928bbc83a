/** A commit as MongoDB keeps it: one document, whose streams are guarded by a unique index over all of them. */
import { Timestamp } from 'mongodb'
import type {
  Actor,
  Cause,
  Commit,
  CommitToAppend,
  Extension,
  Position,
  Recorded,
  RepeatableOutcome,
  StreamName,
  StreamVersion,
} from '../commit-log.ts'

export type CommitDocument = {
  readonly _id: string
  /** Filled in by the server as it inserts, because it comes empty: unique, and later in every later commit of a stream. */
  readonly position: Timestamp
  /** `stream@version` of each stream it extends, in the order of `events`. */
  readonly streams: readonly string[]
  readonly events: readonly (readonly Recorded[])[]
  /** The keys of a repeatable command, one for each day of its life; nothing is ever taken out of them. */
  readonly keys?: readonly string[]
  readonly outcome?: RepeatableOutcome
  readonly organisations: readonly string[]
  readonly actor: Actor
  readonly cause: Cause
  readonly at: string
  readonly seal: string
}

/** Ten digits, zero padded: unpadded, a range of texts is no range of versions. */
export const streamVersion = (stream: StreamName, version: number): string =>
  `${stream}@${version.toString().padStart(10, '0')}`

/** Splits at the last `@`, because a name may hold one. */
export function parseStreamVersion(text: string): { stream: StreamName; version: number } {
  const at = text.lastIndexOf('@')
  return { stream: text.slice(0, at), version: Number(text.slice(at + 1)) }
}

export const encodePosition = (position: Timestamp): Position => position.toString(16).padStart(16, '0')
/** Of a checkpoint, the position that it begins with. */
export const decodePosition = (position: Position): Timestamp => new Timestamp(BigInt(`0x${position.slice(0, 16)}`))

export function toDocument(commit: CommitToAppend, seal: string): CommitDocument {
  const { id, extensions, repeat, organisations, actor, cause, at } = commit
  return {
    _id: id,
    position: new Timestamp(0n),
    streams: extensions.map(({ stream, version }) => streamVersion(stream, version)),
    events: extensions.map(({ events }) => events),
    ...(repeat && { keys: repeat.keys, outcome: repeat.outcome }),
    organisations,
    actor,
    cause,
    at,
    seal,
  }
}

export function toCommit(document: CommitDocument): Commit {
  const { _id, position, streams, events, organisations, actor, cause, at, seal } = document
  const extensions = streams.map((text, n): Extension => ({ ...parseStreamVersion(text), events: events[n] ?? [] }))
  return { id: _id, position: encodePosition(position), extensions, organisations, actor, cause, at, seal }
}

/** What a commit holds of one stream. */
export function versionIn(
  document: Pick<CommitDocument, 'streams' | 'events' | 'at'>,
  stream: StreamName,
): StreamVersion {
  const place = document.streams.findIndex((text) => text.lastIndexOf('@') === stream.length && text.startsWith(stream))
  const { version } = parseStreamVersion(document.streams[place] ?? '')
  return { version, at: document.at, events: document.events[place] ?? [] }
}

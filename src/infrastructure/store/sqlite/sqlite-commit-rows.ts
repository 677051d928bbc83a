/** Rows of the log as SQLite gives them, and the commits that they are: whoever reads many makes no object of a row first. */
import type { Commit, Extension, Position } from '../commit-log.ts'
import { decodeEvents } from '../recorded-text.ts'

/** Lists, in the order of their columns. */
export type CommitRow = readonly [
  position: number,
  id: string,
  at: string,
  actor: string,
  cause: string,
  organisations: string,
  seal: string,
]
export type ExtensionRow = readonly [position: number, stream: string, version: number, events: string]

export const encodePosition = (position: number): Position => position.toString(16).padStart(16, '0')
export const decodePosition = (position: Position): number => Number.parseInt(position, 16)

/** Both in the order of positions: one walk beside the other joins them. */
export function commitsOf(rows: readonly CommitRow[], extensions: readonly ExtensionRow[]): Commit[] {
  let next = 0
  const extensionsOf = (position: number): Extension[] => {
    const own: Extension[] = []
    while ((extensions[next]?.[0] ?? Infinity) < position) next += 1
    for (; extensions[next]?.[0] === position; next += 1) {
      const [, stream, version, events] = extensions[next]!
      own.push({ stream, version, events: decodeEvents(events) })
    }
    return own
  }
  return rows.map(([position, id, at, actor, cause, organisations, seal]) => ({
    position: encodePosition(position),
    id,
    at,
    actor: decodeNamed<Commit['actor']>(actor),
    cause: decodeNamed<Commit['cause']>(cause),
    organisations: organisations === '' ? [] : organisations.split(','),
    seal,
    extensions: extensionsOf(position),
  }))
}

const beforeKind = '{"kind":"'
const beforeId = '","id":"'

/** A kind and an id as nearly all are written, with nothing in them that is escaped; what looks different is parsed. */
function decodeNamed<Named extends { readonly kind: string; readonly id: string }>(text: string): Named {
  const kindEnd = text.indexOf('"', beforeKind.length)
  const idStart = kindEnd + beforeId.length
  const isPlain =
    text.startsWith(beforeKind) &&
    text.startsWith(beforeId, kindEnd) &&
    text.indexOf('"', idStart) === text.length - 2 &&
    text.endsWith('"}') &&
    !text.includes('\\')
  // Written by this store alone, from a value of the type.
  return (
    isPlain ? { kind: text.slice(beforeKind.length, kindEnd), id: text.slice(idStart, -2) } : JSON.parse(text)
  ) as Named
}

/** The opaque cursor of a search: where the last page ended, and of which query. */
import { Rejected } from '../../kernel/rejection.ts'
import type { SearchQuery } from './search-index.ts'

export type SearchCursor = {
  /** What the results are ordered by. */
  readonly key: string | number
  readonly id: string
  /** Keeps later pages to the plan that the first page took. */
  readonly stage: number
  /** The state of the index that the pages are of, where the engine can hold one. */
  readonly snapshot?: string
}

export const encodeCursor = (query: SearchQuery, cursor: SearchCursor): string =>
  Buffer.from(JSON.stringify([fingerprint(query), cursor.key, cursor.id, cursor.stage, cursor.snapshot])).toString(
    'base64url',
  )

/** Throws `Rejected` over anything but a cursor of this very query (text, filters, ranges, readers, sort). */
export function decodeCursor(query: SearchQuery, text: string): SearchCursor {
  const parsed = parse(text)
  if (!Array.isArray(parsed) || parsed.length !== 5) throw badCursor()
  const [of, key, id, stage, snapshot] = parsed as readonly unknown[]
  if (of !== fingerprint(query) || typeof id !== 'string' || !Number.isSafeInteger(stage)) throw badCursor()
  if (query.sort === 'name' ? typeof key !== 'string' : typeof key !== 'number') throw badCursor()
  if (snapshot !== null && typeof snapshot !== 'string') throw badCursor()
  return { key: key as string | number, id, stage: stage as number, ...(snapshot !== null && { snapshot }) }
}

function parse(text: string): unknown {
  if (text.length > 4_096) return undefined
  const bytes = Buffer.from(text, 'base64url')
  // Node leaves out what is not of the alphabet, and a character too many at the end.
  if (bytes.toString('base64url') !== text) return undefined
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

const badCursor = (): Rejected =>
  new Rejected({
    kind: 'malformed',
    code: 'search/bad-cursor',
    detail: 'This cursor does not belong to this search. Take it unchanged from the page before, with the same search.',
  })

// Two 32-bit FNV-1a hashes: enough to notice a mix-up; secrecy is not its task.
function fingerprint({ text, filters, ranges, readableBy, sort }: SearchQuery): string {
  const source = JSON.stringify([text ?? '', sorted(filters), sorted(ranges), [...readableBy].sort(), sort])
  let one = 0x811c9dc5
  let two = 0x01000193
  for (let index = 0; index < source.length; index++) {
    const unit = source.charCodeAt(index)
    one = Math.imul(one ^ unit, 0x01000193)
    two = Math.imul(two ^ unit, 0x5bd1e995) ^ (two >>> 13)
  }
  return (one >>> 0).toString(36) + (two >>> 0).toString(36)
}

const sorted = (record: Readonly<Record<string, unknown>> | undefined): readonly (readonly [string, unknown])[] =>
  Object.entries(record ?? {}).sort(([left], [right]) => (left < right ? -1 : 1))

/** What tells that a collection was built as it is declared now: after a change of the declaration it has to be built anew. */
import { createHash } from 'node:crypto'
import type { AnyAggregate } from '../aggregate.ts'
import { logStart, type Position } from '../commit-log.ts'

type AnyReadModel = AnyAggregate['readModels'][number]

/** The checkpoint under which a collection keeps its mark. */
export const markReader = (name: string): string => `collection/${name}`

/**
 * A digest, in the form of a position, of how documents are made and found: the names of the indexes, the text of
 * their functions and of the projection (without white space), and `revision`, for what these call.
 */
export function markOf({ collection, project }: AnyReadModel): Position {
  const { name, indexes, revision = 0 } = collection
  const functions = Object.entries<unknown>(indexes).sort(([a], [b]) => (a < b ? -1 : 1))
  const parts = [name, revision, textOf(project), ...functions.map(([index, keys]) => [index, textOf(keys)])]
  const mark = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
  // What was never built has the log's start for a mark.
  return mark === logStart ? 'f'.repeat(16) : mark
}

const textOf = (made: unknown): string => String(made).replaceAll(/\s+/g, '')

/** Writes changes in bulk, each under its own version; those that the server puts off are repeated one by one. */
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises'
import type { Client, estypes } from '@elastic/elasticsearch'
import type { SearchChange } from '../search-index.ts'
import { bodyOf, checkpointKey, documentKey, idOf, versionOf } from './document-body.ts'
import { entryOf } from './live-indices.ts'
import { InTrouble, troubleOfStatus } from './server-trouble.ts'

/** Well below the server's `http.max_content_length` of 100 MB, and small enough to be taken in at once. */
const bytesMax = 4_000_000
/** Analysis takes some 50 microseconds a document: so many at a time leave others a turn. */
const analysedAtOnce = 50
const attemptsMax = 6
const firstPauseMs = 50

export type WriteOptions = { readonly refresh: boolean }

export type ChangeWriter = {
  /** Resolves when all are in every index. Throws `IndexGone` where one of the indices was deleted meanwhile. */
  readonly write: (indices: readonly string[], changes: readonly SearchChange[], options: WriteOptions) => Promise<void>
  /** `isFirst` leaves one that is there as it is. */
  readonly writeCheckpoint: (
    indices: readonly string[],
    checkpoint: string,
    options?: { readonly isFirst: boolean },
  ) => Promise<void>
}

export type Checkpoint = { readonly checkpoint: string }

/** The index was deleted between looking it up and writing to it: another has taken over. */
export class IndexGone extends Error {
  override name = 'IndexGone'
}

type Line = { readonly index: string; readonly id: string; readonly version: number; readonly body: string }
type Outcome = { readonly status: number; readonly reason: string }

/** @param random  from 0 to 1, spreads the repeats of several processes */
export function createChangeWriter(client: Client, random: () => number): ChangeWriter {
  const send = async (lines: readonly Line[], { refresh }: WriteOptions): Promise<readonly Outcome[]> => {
    const operations = lines.flatMap(({ index, id, version, body }) => [
      { index: { _index: entryOf(index), _id: id, version, version_type: 'external' as const, require_alias: true } },
      body,
    ])
    const { items } = await client.bulk({ operations, refresh })
    return items.map(({ index }) => outcomeOf(index))
  }

  const repeat = async (line: Line, first: Outcome, options: WriteOptions): Promise<void> => {
    let outcome = first
    for (let attempt = 1; ; attempt++) {
      if (isDone(outcome)) return
      if (!isPutOff(outcome) || attempt === attemptsMax) throw failureOf(line.id, outcome)
      await sleep(firstPauseMs * 2 ** (attempt - 1) * (0.5 + random()))
      outcome = (await send([line], options))[0]!
    }
  }

  return {
    write: async (indices, changes, options) => {
      for await (const lines of linesOf(indices, newestOf(changes))) {
        const outcomes = await send(lines, options)
        for (const [at, outcome] of outcomes.entries()) if (!isDone(outcome)) await repeat(lines[at]!, outcome, options)
      }
    },
    writeCheckpoint: async (indices, checkpoint, { isFirst } = { isFirst: false }) => {
      for (const index of indices) {
        const action = { _index: entryOf(index), _id: checkpointKey, require_alias: true }
        const line = isFirst ? { create: action } : { index: action }
        const { items } = await client.bulk({ operations: [line, { checkpoint } satisfies Checkpoint] })
        const outcome = outcomeOf(items[0]?.index ?? items[0]?.create)
        if (!isDone(outcome)) throw failureOf(checkpointKey, outcome)
      }
    },
  }
}

/** 409: the index has this version or a newer one, which is as it should be. */
const isDone = ({ status }: Outcome): boolean => status < 300 || status === 409
const isPutOff = ({ status, reason }: Outcome): boolean =>
  (status === 429 || status === 503 || status === 408 || status === 500) && !reason.includes('cluster_block')

const outcomeOf = (item: estypes.BulkResponseItem | undefined): Outcome => ({
  status: item?.status ?? 500,
  reason: item?.error ? `${item.error.type}: ${item.error.reason ?? ''}` : '',
})

function failureOf(id: string, { status, reason }: Outcome): Error {
  if (status === 404) return new IndexGone(reason)
  const trouble = troubleOfStatus(status, reason)
  if (trouble !== undefined) return new InTrouble(trouble)
  return new Error(`Elasticsearch refuses the document ${id} (${status}): ${reason.slice(0, 500)}`)
}

function newestOf(changes: readonly SearchChange[]): readonly SearchChange[] {
  const newest = new Map<string, SearchChange>()
  for (const change of changes) {
    const known = newest.get(idOf(change))
    if (known === undefined || versionOf(known) < versionOf(change)) newest.set(idOf(change), change)
  }
  return [...newest.values()]
}

/** The same changes for each index, in portions that the server takes in at once. */
async function* linesOf(indices: readonly string[], changes: readonly SearchChange[]): AsyncGenerator<readonly Line[]> {
  let portion: Line[] = []
  let length = 0
  for (const [at, change] of changes.entries()) {
    if (at > 0 && at % analysedAtOnce === 0) await breathe()
    const [id, version, body] = [documentKey(idOf(change)), versionOf(change), bodyOf(change)]
    for (const index of indices) portion.push({ index, id, version, body })
    length += body.length * indices.length
    if (length < bytesMax) continue
    yield portion
    portion = []
    length = 0
  }
  if (portion.length > 0) yield portion
}

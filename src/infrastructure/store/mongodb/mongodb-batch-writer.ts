/**
 * Writes commits that arrived together in one transaction with their read models. Nearly always nothing is in their
 * way, so they are written without looking; when something is, or nobody said how it ended, it is looked for, and what
 * is left is written again with the same ids until it is known.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Rejected } from '../../../kernel/rejection.ts'
import { isConflict, isTransient, OutcomeUnknown } from '../../mongodb/mongodb-errors.ts'
import type { Transact } from '../../mongodb/transact.ts'
import type { WaitingCommit } from '../append-queue.ts'
import type { Position } from '../commit-log.ts'
import { planAppends, type Verdict } from '../plan-appends.ts'
import { appendQueueMax } from '../store.ts'
import type { Sealer } from '../seal.ts'
import { toDocument } from './commit-document.ts'
import type { CommitFeed } from './mongodb-commit-feed.ts'
import type { MongodbCommitLog } from './mongodb-commit-log.ts'
import type { MongodbDocumentWriter } from './mongodb-document-writer.ts'
import type { StoreCollections } from './mongodb-schema.ts'

export type MongodbBatchWriterNeeds = {
  readonly collections: StoreCollections
  readonly log: MongodbCommitLog
  readonly feed: Pick<CommitFeed, 'expect'>
  /** Absent where read models are left to the projector. */
  readonly documents: MongodbDocumentWriter | undefined
  readonly transact: Transact
  readonly sealer: Sealer
  readonly monotonicMs: () => number
  readonly random: () => number
  /** True once the store has to let go, whatever is still unknown. */
  readonly isOver: () => boolean
}

/** Those who wait are answered by then, known or not. */
const answerWithinMs = 10_000
/** What a majority has passes in the stream of changes at about the same moment; where that is broken, it is asked for. */
const passesWithinMs = 100
/** Races lost together; from then on each commit runs its own. */
const lostTogetherMax = 3
const pauseMaxMs = 1_000
/** Refused commits remembered: more than can wait that were decided upon them. */
const refusedMax = 2 * appendQueueMax

export type MongodbBatchWriter = {
  /** Settles every commit of the batch; ends when the outcome of each is known. */
  write(batch: readonly WaitingCommit[]): Promise<void>
  /** Remembers a commit that will not be written: those that were decided upon it go the same way. */
  refuse(commitId: string): void
}

export function createMongodbBatchWriter(needs: MongodbBatchWriterNeeds): MongodbBatchWriter {
  const { collections, log, documents, transact, sealer, monotonicMs, random, isOver } = needs

  const refused = new Set<string>()
  const refuse = (commitId: string): void => {
    refused.add(commitId)
    if (refused.size > refusedMax) refused.delete(refused.values().next().value!)
  }

  const insert = async (
    entries: readonly WaitingCommit[],
    look: 'trusting' | 'careful',
  ): Promise<ReadonlyMap<string, Position>> => {
    const prepared = await documents?.prepare(
      entries.flatMap((entry) => entry.documents),
      look,
    )
    const rows = entries.map(({ commit }) => toDocument(commit, sealer.seal(commit)))
    const ids = rows.map(({ _id }) => _id)
    const expected = needs.feed.expect(ids)
    try {
      await transact(async (session) => {
        await collections.commits.insertMany(rows, { session, ordered: true })
        await prepared?.apply(session)
      })
      prepared?.landed()
      for (const { commit } of entries) log.landed(commit)
      return (await expected.positions(passesWithinMs)) ?? (await log.findPositions(ids))
    } finally {
      expected.forget()
    }
  }

  /** One try: those that are still not known. Rejects with what stopped the transaction. */
  const attempt = async (waiting: readonly WaitingCommit[], look: 'trusting' | 'careful'): Promise<void> => {
    const commits = waiting.map(({ commit }) => commit)
    const isTrusting = look === 'trusting'
    const seen = await (isTrusting ? log.lookBehind(commits) : log.lookAround(commits))
    const verdicts = planAppends(commits, seen, (id) => refused.has(id))
    // Memory can say that something is in the way, but not what: the log itself is asked.
    if (isTrusting && verdicts.some(({ kind }) => kind !== 'write')) return attempt(waiting, 'careful')
    const entries = waiting.filter((_, n) => verdicts[n]?.kind === 'write')
    const positions = entries.length > 0 ? await insert(entries, look) : new Map<string, Position>()
    for (const [n, entry] of waiting.entries()) {
      const result = resultOf(entry, verdicts[n]!, positions)
      if (result.outcome !== 'appended') refuse(entry.commit.id)
      entry.resolve(result)
    }
  }

  /** Tries until the outcome of every commit is known. */
  const untilKnown = async (waiting: readonly WaitingCommit[]): Promise<void> => {
    const until = monotonicMs() + answerWithinMs
    let look: 'trusting' | 'careful' = 'trusting'
    let isUnknown = false
    for (let tries = 1; ; tries += 1)
      try {
        return await attempt(waiting, look)
      } catch (error) {
        look = 'careful'
        isUnknown ||= error instanceof OutcomeUnknown
        const isLost = isConflict(error)
        const isHopeless = !isLost && !(error instanceof OutcomeUnknown) && !isTransient(error)
        // One that is wrong, or always loses, takes nothing of its neighbours along.
        if (waiting.length > 1 && !isUnknown && (isHopeless || (isLost && tries >= lostTogetherMax)))
          return oneByOne(waiting)
        const isLate = monotonicMs() >= until
        if (isLate || isHopeless || isOver())
          for (const entry of waiting)
            entry.reject(isHopeless ? error : new Rejected(isUnknown ? unknown : unavailable))
        // What may have landed is followed up, answered or not: its streams are not decided upon until it is known.
        if (isOver() || isHopeless || (isLate && !isUnknown)) {
          for (const { commit } of waiting) refuse(commit.id)
          return
        }
        await sleep(random() * Math.min(pauseMaxMs, 2 ** Math.min(tries, 10) * (isLost ? 1 : 8)))
      }
  }
  const oneByOne = async (waiting: readonly WaitingCommit[]): Promise<void> => {
    for (const entry of waiting) await untilKnown([entry])
  }
  return { write: untilKnown, refuse }
}

function resultOf({ commit }: WaitingCommit, verdict: Verdict, positions: ReadonlyMap<string, Position>) {
  switch (verdict.kind) {
    case 'settled':
    case 'after':
      return verdict.result
    case 'write':
    case 'twin': {
      const position = positions.get(verdict.kind === 'twin' ? verdict.of.id : commit.id)
      if (position === undefined) throw new Error(`Commit ${commit.id} was written and has no position.`)
      return { outcome: 'appended', position } as const
    }
  }
}

const unavailable = {
  kind: 'unavailable',
  code: 'store/unavailable',
  detail: 'The database did not take it in time. Nothing was changed; send the same request again.',
  facts: { retryAfterSeconds: 2 },
} as const
const unknown = {
  kind: 'unavailable',
  code: 'store/outcome-unknown',
  detail:
    'The database did not say in time whether it took this. Send the same request again with the same Idempotency-Key: it happens once.',
  facts: { retryAfterSeconds: 5 },
} as const

/** Copies commits as they are, in the order of the source: effects never before causes, not even if it stops half-way. */
import {
  logStart,
  type AppendResult,
  type Commit,
  type CommitToAppend,
  type Position,
} from '../../infrastructure/store/commit-log.ts'
import { markReader } from '../../infrastructure/store/projection/collection-mark.ts'
import { MovingRefused, type House } from './house.ts'
import { pageMax, readLiving } from './survey.ts'

export type CopyNeeds = {
  readonly source: House
  readonly target: House
  /** Commits up to here are in the target. */
  readonly after: Position
  readonly commits: number
  /** The collections whose documents are made of commits. */
  readonly collections: readonly string[]
  /** The checkpoint of the target by which the copy is known. */
  readonly mark: string
  readonly today: string
  readonly signal: AbortSignal
  readonly told: (commits: number) => void
}

/** A store writes about so many bytes in one transaction: of a page it takes all or nothing. */
const batchBytes = 3_000_000
/** The mark says how far, for those who look at it; each is a write of its own. */
const markEvery = 10_000

/** Gives how many commits the target has then. */
export async function copyCommits(needs: CopyNeeds): Promise<number> {
  const { source, target, collections, mark, today, signal, told } = needs
  let { after, commits } = needs
  let marked = commits
  let next = source.store.readCommits({ after, limit: pageMax })
  if ((await next).length > 0) await forgetReadModels(target, collections)
  for (;;) {
    const page = await next
    const last = page.at(-1)
    if (!last) break
    signal.throwIfAborted()
    await source.assertHeld()
    await target.assertHeld()
    const living = await readLiving(source, page, today)
    next = source.store.readCommits({ after: last.position, limit: pageMax })
    // Should the writing fail first, nobody waits for the reading.
    next.catch(() => undefined)
    for (const batch of batches(page)) {
      const wanted = batch.map(({ position, seal: _sealedAnew, ...commit }): CommitToAppend => {
        const repeat = living.get(position)
        return { ...commit, ...(repeat && { repeat }) }
      })
      await append(target, wanted)
    }
    after = last.position
    told((commits += page.length))
    if (commits - marked >= markEvery) {
      await target.store.writeCheckpoint(mark, after)
      marked = commits
    }
  }
  if (after !== logStart) await target.store.writeCheckpoint(mark, after)
  return commits
}

/** Documents are not copied: what is not marked as built is built from the log at the next start. */
async function forgetReadModels({ store }: House, collections: readonly string[]): Promise<void> {
  for (const name of collections)
    if ((await store.readCheckpoint(markReader(name))) !== logStart)
      await store.writeCheckpoint(markReader(name), logStart)
}

function* batches(page: readonly Commit[]): Generator<readonly Commit[]> {
  let batch: Commit[] = []
  let bytes = 0
  for (const commit of page) {
    const size = commit.extensions.reduce(
      (sum, { events }) => sum + events.reduce((n, { body }) => n + body.length, 0),
      0,
    )
    if (batch.length > 0 && bytes + size > batchBytes) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(commit)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

/** The same ids again find what landed: whatever a try left behind, the next one completes it. */
async function append({ store, place, patiently }: House, commits: readonly CommitToAppend[]): Promise<void> {
  const results = await patiently(async () => {
    const settled = await Promise.allSettled(commits.map((commit) => store.append(commit, [])))
    return settled.map((one) => {
      if (one.status === 'rejected') throw one.reason
      return one.value
    })
  })
  for (const [n, result] of results.entries()) assertAppended(commits[n]!, result, place)
}

function assertAppended({ id, extensions }: CommitToAppend, result: AppendResult, place: string): void {
  switch (result.outcome) {
    case 'appended':
      return
    case 'conflict':
      throw notItsOwn(`commit ${id} does not follow what there is of ${result.stream}`, place)
    case 'repeated':
      throw notItsOwn(`the idempotency key of commit ${id} (${extensions[0]?.stream}) was used for another`, place)
  }
}

const notItsOwn = (what: string, place: string): MovingRefused =>
  new MovingRefused(
    `The ${place} was written to by somebody else: ${what}.`,
    'Keep what it holds if it has been served since it was copied; otherwise empty it and copy anew.',
  )

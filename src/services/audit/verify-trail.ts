/**
 * Recomputes an organisation's trail from the commit log, entry by entry, and names the first that is wrong. The log is
 * read whole: only so is it seen that somebody put a commit into it.
 */
import type { Checkpoints } from '../../infrastructure/checkpoints/checkpoints.ts'
import { logStart, type Commit, type CommitLog, type Position } from '../../infrastructure/store/commit-log.ts'
import type { DocumentReader } from '../../infrastructure/store/documents.ts'
import { sealedText } from '../../infrastructure/store/seal.ts'
import type { TrailTools } from './audit-trail.ts'
import { encodeHash, readHead } from './audit-view.ts'
import { openExpectedEntries, type ExpectedEntries } from './expected-entries-reader.ts'
import type { Sha256 } from './merkle-tree.ts'
import type { NoteSigner } from './sign-note.ts'
import { isOfTrail } from './trails-of.ts'
import { firstFlaw, flawAt, type Flaw } from './trail-flaw.ts'

export type VerifyNeeds = {
  readonly log: Pick<CommitLog, 'scanCommits'> & { readCheckpoint(reader: string): Promise<Position> }
  readonly documents: DocumentReader
  readonly checkpoints: Checkpoints
  readonly signer: Pick<NoteSigner, 'open'>
  readonly tools: TrailTools
  readonly sha256: Sha256
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
}

export type VerifyAsked = {
  readonly organisationId: string
  /** Which reader of the log chains it. */
  readonly sealer: string
  /** Aborts when it takes too long: rejects with the signal's reason. */
  readonly signal: AbortSignal
}

export type Verification = {
  readonly organisationId: string
  /** Entries that were compared. */
  readonly size: number
  /** base64url; of the tree, and of the chain, over all entries. */
  readonly root: string
  readonly chain: string
  /** Signed checkpoints that were compared, and how far the newest of them reaches. */
  readonly checkpoints: { readonly compared: number; readonly signedSize: number }
  /** Commits that are not chained yet. */
  readonly pending: number
  readonly flaw: Flaw | null
}

const pageMax = 256
/** Entries that several processes made at the same moment stand no further apart than this. */
const apartMax = 1_024
/** A page more shows whether an entry before it is missing, or only stands a little later. */
const pagesAfterFlaw = 2
/** What is younger may be on its way to the sealer. */
const settledMs = 60_000

/** Throws the signal's reason when it is aborted. */
export async function verifyTrail(needs: VerifyNeeds, asked: VerifyAsked): Promise<Verification> {
  const { log, documents, tools } = needs
  const { organisationId, sealer, signal } = asked
  // Before the log is read: what is chained meanwhile is no concern of this reading.
  const sealedUpTo = await log.readCheckpoint(sealer)
  const head = await readHead(documents, organisationId)
  const expected = openExpectedEntries(needs, organisationId, head?.size ?? 0)
  const found = { pending: 0, flaws: [] as Flaw[] }
  let pagesWithFlaw = 0
  for (let after = logStart; pagesWithFlaw < pagesAfterFlaw;) {
    signal.throwIfAborted()
    const commits = await log.scanCommits({ after, limit: pageMax })
    for (const commit of commits)
      if (isOfTrail(commit.organisations, organisationId)) {
        const reading = expected.reach(commit.position)
        if (reading) await reading
        compare(needs, { commit, expected, sealedUpTo, found })
      }
    const missing = expected.overdue(expected.reached().taken - apartMax)
    if (missing) found.flaws.push(missing)
    if (found.flaws.length > 0) pagesWithFlaw += 1
    if (commits.length === 0) break
    after = commits.at(-1)!.position
    await new Promise(setImmediate)
  }
  const sooner = expected.overdue(Math.min(...found.flaws.map(({ sequence }) => sequence)))
  if (found.flaws.length === 0) found.flaws.push(...(await expected.finish(head)))
  else if (sooner) found.flaws.push(sooner)
  const { size, chain, frontier, compared, signedSize } = expected.reached()
  return {
    organisationId,
    size,
    root: encodeHash(tools.tree.fold(frontier.map(({ hash }) => hash))),
    chain: encodeHash(chain),
    checkpoints: { compared, signedSize },
    pending: found.pending,
    flaw: firstFlaw([...found.flaws, ...expected.flaws()]),
  }
}

type Compared = {
  readonly commit: Commit
  readonly expected: ExpectedEntries
  readonly sealedUpTo: Position
  readonly found: { pending: number; flaws: Flaw[] }
}

function compare({ tools, sha256, nowMs }: VerifyNeeds, { commit, expected, sealedUpTo, found }: Compared): void {
  const entry = expected.take(commit.position)
  const { id: commitId, position, at, actor, cause } = commit
  if (!entry) {
    if (position > sealedUpTo || nowMs() - Date.parse(at) < settledMs) found.pending += 1
    else found.flaws.push(flawAt(expected.reached().taken + 1, 'inserted', commitId))
    return
  }
  const { sequence, leaf, isGenuine, organisationId } = entry
  const digest = encodeHash(sha256(sealedText(commit)))
  const computed = tools.chaining.leafOf({ organisationId, sequence, commitId, at, actor, cause, digest, isGenuine })
  if (Buffer.compare(computed, leaf) !== 0) found.flaws.push(flawAt(sequence, 'edited', commitId))
  else if (!isGenuine) found.flaws.push(flawAt(sequence, 'forged', commitId))
}

/**
 * Recomputes an organisation's trail from the commit log, segment by segment, and names the first entry that is wrong.
 * All of its part of the log is read: only so is it seen that somebody put a commit into it. Whatever is wrong is looked
 * at again before anybody is accused: a server that was deposed and has not heard of it shows less than there is.
 */
import type { Checkpoints } from '../../../infrastructure/checkpoints/checkpoints.ts'
import { logStart, type Position } from '../../../infrastructure/store/commit-log.ts'
import type { DocumentReader } from '../../../infrastructure/store/documents.ts'
import { chainStart } from '../trail/audit-entry.ts'
import { encodeHash, readHead, type TrailHead } from '../trail/audit-view.ts'
import type { MerkleTree } from '../trail/merkle-tree.ts'
import type { NoteSigner } from '../sealing/sign-note.ts'
import { openSigned, type SignedReader } from './signed-reader.ts'
import { firstFlaw, flawAt, type Flaw } from './trail-flaw.ts'
import { segmentWidth, type HashText, type SegmentFound, type SegmentTask, type Waiting } from './trail-segment.ts'
import { createTrailVerified, type Signed, type TrailVerified, type VerifiedPlace } from './trail-verified.ts'

/** Verifies a segment somewhere; rejects with the signal's reason when it is aborted. */
export type VerifySegment = (task: SegmentTask, signal: AbortSignal) => Promise<SegmentFound>

export type SegmentVerifier = {
  readonly verifySegment: VerifySegment
  /** Segments under way at a time. */
  readonly atOnce: number
}

export type VerifyNeeds = SegmentVerifier & {
  readonly log: { readCheckpoint(reader: string): Promise<Position> }
  readonly documents: DocumentReader
  readonly checkpoints: Checkpoints
  readonly signer: Pick<NoteSigner, 'open'>
  readonly tree: MerkleTree
  readonly hashText: HashText
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
  /** Waits so long; rejects with the signal's reason when it is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * How long it is waited each time before what was wrong is looked at again. Together they are as long as an election and
 * what it leaves behind: within 10 s a MongoDB that no majority follows any more steps down, and its successor has all.
 */
export const lookAgainAfterMs = [1_000, 10_000] as const

export type VerifyAsked = {
  readonly organisationId: string
  /** Which reader of the log chains it. */
  readonly sealer: string
  /** Entries of a segment: as many as a thread is well given at once, unless said. */
  readonly width?: number
  /** Where an earlier verification ended that was given no more time. */
  readonly from?: VerifiedPlace | undefined
  /** Whether it shall end where it may be gone on with; never unless given. */
  readonly isTimeUp?: () => boolean
  /** Aborts when it takes too long: rejects with the signal's reason. */
  readonly signal: AbortSignal
}

export type Verification = {
  readonly organisationId: string
  /** Entries that were compared, of so many. */
  readonly size: number
  readonly total: number
  /** base64url; of the tree, and of the chain, over the entries that were compared. */
  readonly root: string
  readonly chain: string
  /** Signed checkpoints that were compared, and how far the newest of them reaches. */
  readonly checkpoints: { readonly compared: number; readonly signedSize: number }
  /** Commits that are not chained yet, as far as they were met. */
  readonly pending: number
  readonly flaw: Flaw | null
  /** Where to go on; undefined where all is said. */
  readonly next: VerifiedPlace | undefined
}

const fromStart: VerifiedPlace = {
  segments: 0,
  after: logStart,
  chain: chainStart,
  frontier: [],
  compared: 0,
  signedSize: 0,
}

/** Throws the signal's reason when it is aborted, and whatever a store throws that cannot be read. */
export async function verifyTrail(needs: VerifyNeeds, asked: VerifyAsked): Promise<Verification> {
  let { verification, sound } = await verifyOnce(needs, asked)
  for (const afterMs of lookAgainAfterMs) {
    if (!verification.flaw) break
    await needs.pause(afterMs, asked.signal)
    ;({ verification, sound } = await verifyOnce(needs, { ...asked, from: sound }))
  }
  return verification
}

/** One reading, and the last place up to which nothing was wrong. */
async function verifyOnce(
  needs: VerifyNeeds,
  asked: VerifyAsked,
): Promise<{ readonly verification: Verification; readonly sound: VerifiedPlace }> {
  const { log, documents, tree, nowMs } = needs
  const { organisationId, sealer, width = segmentWidth } = asked
  // Before the log is read: what is chained meanwhile is no concern of this reading.
  const waiting = { sealedUpTo: await log.readCheckpoint(sealer), nowMs: nowMs() }
  const head = await readHead(documents, organisationId)
  const total = head?.size ?? 0
  // A trail that has become shorter is read from its start.
  const from = asked.from && asked.from.segments * width < total ? asked.from : fromStart
  const verified = createTrailVerified(needs, { organisationId, width, waiting, from })
  const signed = openSigned(needs, organisationId, from.segments * width)
  const reading = { ...asked, width, waiting, head, total, from, verified, signed }
  let next: VerifiedPlace | undefined
  let wrong: readonly Flaw[] = []
  try {
    next = await verifySegments(needs, reading)
    if (!next) verified.end()
    if (!next && verified.flaws().length === 0) wrong = await wrongAtEnd(needs, reading)
  } finally {
    await signed.close()
  }
  const { size, chain, frontier, compared, signedSize, pending } = verified.reached()
  const root = encodeHash(tree.fold(frontier.map(({ hash }) => hash)))
  const flaw = firstFlaw([...verified.flaws(), ...wrong])
  const checkpoints = { compared, signedSize }
  return {
    verification: { organisationId, size, total, root, chain: encodeHash(chain), checkpoints, pending, flaw, next },
    sound: verified.sound(),
  }
}

type Reading = VerifyAsked & { readonly verified: TrailVerified; readonly signed: SignedReader }
type Segments = Reading & {
  readonly width: number
  readonly waiting: Waiting
  readonly total: number
  readonly from: VerifiedPlace
}
type UnderWay = { readonly found: Promise<SegmentFound>; readonly signed: readonly Signed[] }

/** Until all are verified, or one behind the first that is wrong, or the time is up: then gives where to go on. */
async function verifySegments(needs: VerifyNeeds, reading: Segments): Promise<VerifiedPlace | undefined> {
  const { organisationId, width, signal, waiting, total, from, verified, signed, isTimeUp = () => false } = reading
  const leaving = new AbortController()
  const ending = AbortSignal.any([signal, leaving.signal])
  const begin = async (index: number): Promise<UnderWay> => {
    const own = await signed.upTo(Math.min((index + 1) * width, total))
    const sizes = [...new Set(own.map(({ size }) => size))].toSorted((a, b) => a - b)
    const found = needs.verifySegment({ organisationId, width, index, size: total, sizes, waiting }, ending)
    // Whoever waits for one before it hears of a failure in its turn.
    found.catch(() => undefined)
    return { found, signed: own }
  }
  const underWay: UnderWay[] = []
  let until = Math.max(1, Math.ceil(total / width))
  let begun = from.segments
  try {
    for (let done = begun; done < until; done += 1) {
      // What waits for its neighbour has one more.
      const mayEnd = (): boolean => underWay.length > 0 || (done > from.segments && verified.place() !== undefined)
      while (begun < until && underWay.length < needs.atOnce && !(isTimeUp() && mayEnd()))
        underWay.push(await begin(begun++))
      const first = underWay.shift()
      if (!first) return verified.place()
      verified.add(await first.found, first.signed, total)
      // An entry of this segment may be missing only because it stands in the next.
      if (verified.flaws().length > 0) until = Math.min(until, done + 2)
    }
    return undefined
  } finally {
    leaving.abort()
  }
}

/** What head and checkpoints say of more entries than there are, or of others. */
async function wrongAtEnd(
  { documents }: VerifyNeeds,
  { organisationId, head, verified, signed }: Reading & { readonly head: TrailHead | undefined },
): Promise<readonly Flaw[]> {
  const { size, chain } = verified.reached()
  const flaws: Flaw[] = []
  if (head && (size !== head.size || encodeHash(chain) !== head.chain))
    flaws.push(flawAt(Math.max(1, size), 'unchained'))
  const next = signed.next()
  // What was signed since this reading began has a head that is longer, too.
  const now = next && ((await readHead(documents, organisationId))?.size ?? 0)
  if (now !== undefined && next!.size > now) flaws.push(flawAt(size + 1, 'truncated'))
  return flaws
}

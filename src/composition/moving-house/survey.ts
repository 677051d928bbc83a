/** Reads a log from its first commit to its last: verifies the seals, counts, and hashes every stream and every living key. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { logStart, type Commit, type Position, type RepeatKeys } from '../../infrastructure/store/commit-log.ts'
import { MovingRefused, type House } from './house.ts'
import type { Side, StreamLedger, StreamTotals } from './stream-ledger.ts'

export type Survey = StreamTotals & {
  readonly commits: number
  readonly repeats: { readonly count: number; readonly hash: string }
  readonly head: Position
}

export type SurveyedHouse = Pick<House, 'place' | 'store' | 'sealer' | 'assertHeld' | 'patiently'>

export type SurveyNeeds = {
  readonly house: SurveyedHouse
  readonly side: Side
  readonly ledger: StreamLedger
  /** `YYYYMMDD`: keys of this day and later live. */
  readonly today: string
  readonly signal: AbortSignal
  readonly told: (commits: number) => void
  readonly seen?: (commit: Commit) => Promise<void>
}

/** A commit may have a mebibyte of events: what is in memory at once is bounded by this. */
export const pageMax = 200

/** Throws `MovingRefused` for a commit whose seal is broken. */
export async function survey(needs: SurveyNeeds): Promise<Survey> {
  const { house, side, ledger, today, signal, told, seen } = needs
  const { sealer } = house
  let head: Position = logStart
  let [commits, count] = [0, 0]
  // Of keys that several processes used at the same moment the order is not given: digests are added up.
  const sum = new Uint8Array(32)
  for await (const page of pages(house, signal)) {
    const repeats = await readLiving(house, page, today)
    for (const commit of page) {
      if (!sealer.verify(commit)) throw brokenSeal(commit, house)
      ledger.add(side, commit)
      const repeat = repeats.get(commit.position)
      if (repeat) {
        count += 1
        addTo(
          sum,
          createHash('sha256')
            .update(JSON.stringify([commit.id, canonical(repeat)]))
            .digest(),
        )
      }
      await seen?.(commit)
    }
    head = page.at(-1)!.position
    told((commits += page.length))
    // A file is read without waiting: leases are renewed between two pages.
    await new Promise(setImmediate)
  }
  return {
    ...(await ledger.totals(side)),
    commits,
    repeats: { count, hash: Buffer.from(sum).toString('hex') },
    head,
  }
}

/** Through an election, readers may be told of what is there so much later than writers. */
const toldWithinMs = 60_000
const lookEveryMs = 50

/** The whole log: an empty page is its end only if what stood there at the beginning was read. */
async function* pages(
  { store, place, assertHeld }: SurveyedHouse,
  signal: AbortSignal,
): AsyncGenerator<readonly Commit[]> {
  const head = await store.head()
  let isWhole = head === logStart
  let readAt = performance.now()
  for (let after = logStart; ;) {
    signal.throwIfAborted()
    await assertHeld()
    const page = await store.readCommits({ after, limit: pageMax })
    const last = page.at(-1)
    if (!last && isWhole) return
    if (last) {
      yield page
      after = last.position
      isWhole ||= page.some(({ position }) => position === head)
      readAt = performance.now()
    } else if (performance.now() - readAt < toldWithinMs) await sleep(lookEveryMs, undefined, { signal })
    else throw new Error(`The ${place} holds a commit at ${head}, which readers were not told of within a minute.`)
  }
}

/** What the commits of a page are repeatable by today or later, by position. */
export async function readLiving(
  { store }: Pick<House, 'store'>,
  page: readonly Commit[],
  today: string,
): Promise<ReadonlyMap<Position, RepeatKeys>> {
  const all = await store.readRepeats(page.map(({ position }) => position))
  return new Map([...all].filter(([, { keys }]) => keys.some((key) => key.slice(0, 8) >= today)))
}

/** In one order of names, whatever order a store gives them in. */
const canonical = ({ keys, outcome: { fingerprint, stream, version } }: RepeatKeys) => [
  keys.toSorted(),
  fingerprint,
  stream,
  version,
]

function addTo(sum: Uint8Array, digest: Uint8Array): void {
  let carry = 0
  for (let n = sum.length - 1; n >= 0; n -= 1) {
    carry += sum[n]! + digest[n]!
    sum[n] = carry & 0xff
    carry >>= 8
  }
}

const brokenSeal = ({ id, extensions }: Commit, { place }: SurveyedHouse): MovingRefused =>
  new MovingRefused(
    `In the ${place}, commit ${id} (${extensions[0]?.stream ?? 'without a stream'}) does not bear the seal of these secrets.`,
    'Either these are not the secrets that this exchange was made with: see FX_SECRETS_FILE and secrets.json in its data ' +
      'folder. Or the commit was changed behind the exchange’s back: restore a backup from before.',
  )

/**
 * The sealer behind the log: chains what was committed, a moment after it was, in one process at a time. No command waits
 * for it, and what it missed while it was away it makes up for.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lease, Leases } from '../../../infrastructure/leases/leases.ts'
import type { Commit } from '../../../infrastructure/store/commit-log.ts'
import type { FencedWrites } from '../../../infrastructure/store/fence.ts'
import { tailLog } from '../../../infrastructure/store/log-tail.ts'
import type { Store } from '../../../infrastructure/store/store.ts'
import type { CheckpointWriter } from './write-checkpoints.ts'
import type { TrailWriter } from './write-trails.ts'

export type SealerNeeds = {
  readonly store: Pick<Store, 'readCommits' | 'onAppended' | 'readCheckpoint' | 'underFence'>
  readonly leases: Leases
  readonly trails: TrailWriter
  readonly checkpoints: CheckpointWriter
  /** Told of pages and checkpoints that failed, and come again. */
  readonly failed: (error: unknown) => void
  readonly paceMs?: number
  readonly signEveryMs?: number
}

export type AuditSealer = {
  start(): void
  /** Finishes the page in hand and signs nothing more. */
  stop(): Promise<void>
}

/** The reader of the log and the lease under which it writes. */
export const sealerName = 'audit-sealer'

/** Commits chained at a time: some 5 ms of work. */
const pageMax = 256
/** What comes within a second shares one write: chaining has five, and the disk belongs to the commands. */
const defaultPaceMs = 1_000
/** Signed entries are at most twice as old, less than the promised minute. */
const defaultSignEveryMs = 25_000
/** A trail that gets so many entries sooner is signed sooner. */
const unsignedMax = 1_000 - pageMax
const turnWaitMs = 5_000
/** A sealer that was killed is succeeded in time for what it left behind. Losing the lease costs one look: its writes are fenced. */
const silentMs = 3_000
const againMs = 1_000

export function createAuditSealer(needs: SealerNeeds): AuditSealer {
  const { leases, failed } = needs
  const stopping = new AbortController()
  let running: Promise<void> | undefined

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted)
      try {
        const lease = await leases.take(sealerName, turnWaitMs, silentMs)
        if (!lease) continue
        try {
          await sealUnder(needs, lease, AbortSignal.any([lease.lost, stopping.signal]))
        } finally {
          await lease.release()
        }
      } catch (error) {
        if (stopping.signal.aborted) return
        failed(error)
        await pause(againMs, stopping.signal)
      }
  }
  return {
    start() {
      running ??= run()
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** Waits, shorter where it shall end. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)

/** Works until the lease is lost or the process ends. */
async function sealUnder(needs: SealerNeeds, lease: Lease, ending: AbortSignal): Promise<void> {
  const { store, trails, failed, paceMs = defaultPaceMs, signEveryMs = defaultSignEveryMs } = needs
  const writes = await store.underFence({ lease: sealerName, number: lease.fence })
  trails.forget()
  // One at a time: writes under the same fence would be in each other's way.
  const inTurn = createTurns()
  const handle = async (commits: readonly Commit[]): Promise<void> => {
    await inTurn(() => chain(needs, writes, commits))
    if (commits.length < pageMax) await pause(paceMs, ending)
  }
  const report = (error: unknown): void => {
    if (!ending.aborted) failed(error)
  }
  const after = await store.readCheckpoint(sealerName)
  const tail = tailLog({ log: store, after, pageMax, handle, failed: report })
  // At once, too: processes that end sooner than it is time to sign would otherwise leave it to each other for ever.
  while (!ending.aborted) {
    await inTurn(() => signAll(needs, writes, ending)).catch(report)
    await pause(signEveryMs, ending)
  }
  await tail.stop()
}

/** Runs what it is given one after another, whatever became of those before. */
function createTurns(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}

async function chain(
  { trails, checkpoints }: SealerNeeds,
  writes: FencedWrites,
  commits: readonly Commit[],
): Promise<void> {
  const unsigned = await trails.write(commits, writes)
  // After the trails: a crash between the two brings the page again, and the trails know its commits.
  await writes.writeCheckpoint(sealerName, commits.at(-1)!.position)
  const due = [...unsigned].filter(([, count]) => count >= unsignedMax).map(([organisationId]) => organisationId)
  for (const { organisationId, size } of due.length > 0 ? await checkpoints.sign(due, writes) : [])
    trails.signed(organisationId, size)
}

async function signAll({ trails, checkpoints }: SealerNeeds, writes: FencedWrites, ending: AbortSignal): Promise<void> {
  for (const { organisationId, size } of await checkpoints.signAll(writes, ending)) trails.signed(organisationId, size)
}

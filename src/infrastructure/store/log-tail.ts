/** Follows the log: hands over every commit once it is there, page by page, in order, until it is told to stop. */
import type { Timers } from '../../kernel/clock.ts'
import type { Commit, CommitLog, Position } from './commit-log.ts'
import { createWakeSignal } from './wake-signal.ts'

export type TailOptions = {
  readonly log: Pick<CommitLog, 'readCommits' | 'onAppended'>
  /** The position to go on from. */
  readonly after: Position
  readonly pageMax: number
  /** The next page comes when this one is handled; one that fails comes again. */
  readonly handle: (commits: readonly Commit[]) => Promise<void>
  readonly failed: (error: unknown) => void
  /** How often to look without a hint, because other processes append too. */
  readonly idleMs?: number
  /** What it waits by; the machine's own unless given. */
  readonly timers?: Timers | undefined
}
export type LogTail = {
  /** Finishes the page in hand. */
  stop(): Promise<void>
}

/** A page that failed waits longer each time, up to this. */
const backoffMaxMs = 5_000

export function tailLog({ log, after, pageMax, handle, failed, idleMs = 1_000, timers }: TailOptions): LogTail {
  const signal = createWakeSignal(timers)
  const unsubscribe = log.onAppended(signal.notify)
  let ended = false

  const run = async (): Promise<void> => {
    let position = after
    let failures = 0
    while (!ended) {
      try {
        const commits = await log.readCommits({ after: position, limit: pageMax })
        if (commits.length > 0) {
          await handle(commits)
          position = commits.at(-1)!.position
          // An embedded log is read without waiting: everything else gets its turn between two pages.
          await new Promise(setImmediate)
        } else await signal.wait(idleMs)
        failures = 0
      } catch (error) {
        failed(error)
        failures += 1
        await signal.wait(Math.min(backoffMaxMs, 25 * 2 ** failures))
      }
    }
  }
  const running = run()
  return {
    stop() {
      unsubscribe()
      ended = true
      signal.notify()
      return running
    },
  }
}

/** Follows the log: hands over every commit once it is there, page by page, in order, until it is told to stop. */
import type { Commit, CommitLog, Position } from './commit-log.ts'

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
}
export type LogTail = {
  /** Finishes the page in hand. */
  stop(): Promise<void>
}

/** A page that failed waits longer each time, up to this. */
const backoffMaxMs = 5_000

export function tailLog({ log, after, pageMax, handle, failed, idleMs = 1_000 }: TailOptions): LogTail {
  const ending = new AbortController()
  let hinted = false
  let wake = (): void => {}
  const unsubscribe = log.onAppended(() => {
    hinted = true
    wake()
  })
  const rest = (ms: number, wakeOnHint: boolean): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        ending.signal.removeEventListener('abort', done)
        wake = () => {}
        resolve()
      }
      const timer = setTimeout(done, ms)
      ending.signal.addEventListener('abort', done)
      if (wakeOnHint) wake = done
      if (ending.signal.aborted) done()
    })

  const run = async (): Promise<void> => {
    let position = after
    let failures = 0
    while (!ending.signal.aborted) {
      hinted = false
      try {
        const commits = await log.readCommits({ after: position, limit: pageMax })
        if (commits.length > 0) {
          await handle(commits)
          position = commits.at(-1)!.position
          failures = 0
          // An embedded log is read without waiting: everything else gets its turn between two pages.
          await new Promise(setImmediate)
        } else if (!hinted) await rest(idleMs, true)
      } catch (error) {
        failed(error)
        failures += 1
        await rest(Math.min(backoffMaxMs, 25 * 2 ** failures), false)
      }
    }
  }
  const running = run()
  return {
    stop() {
      unsubscribe()
      ending.abort()
      return running
    },
  }
}

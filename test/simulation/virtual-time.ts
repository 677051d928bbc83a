/** Time that passes only because everybody waits: the next thing that is due happens at once, and always in the same order. */
import type { Timers } from '../../src/kernel/clock.ts'

export type VirtualTime = Timers & {
  /** Milliseconds since the beginning. */
  readonly nowMs: () => number
  readonly sleep: (delayMs: number) => Promise<void>
  /**
   * Lets time pass until the work is done; gives what came of it. Throws `StandsStill` where nobody waits for anything
   * any more, or the work is not done by `untilMs`.
   */
  readonly run: <T>(work: Promise<T>, untilMs: number) => Promise<T>
}

export class StandsStill extends Error {
  override name = 'StandsStill'
}

type Due = { readonly atMs: number; readonly call: () => void; isOff: boolean }

/** Code gives way by `setImmediate` now and then: what still goes on after so many turns of it is waited for no longer. */
const idleTurnsMax = 50

export function createVirtualTime(): VirtualTime {
  /** Sorted, the next one last. */
  const waiting: Due[] = []
  let now = 0
  const after: Timers['after'] = (delayMs, call) => {
    const due: Due = { atMs: now + Math.max(0, delayMs), call, isOff: false }
    waiting.splice(placeOf(waiting, due.atMs), 0, due)
    return () => void (due.isOff = true)
  }
  return {
    nowMs: () => now,
    after,
    sleep: (delayMs) => new Promise((resolve) => void after(delayMs, resolve)),
    async run(work, untilMs) {
      let isDone = false
      const end = (): void => void (isDone = true)
      work.then(end, end)
      for (let idle = 0; ;) {
        // All that was just set going has come as far as it can when this resumes.
        await new Promise(setImmediate)
        if (isDone) return work
        let next = waiting.pop()
        while (next?.isOff) next = waiting.pop()
        if (!next) {
          if ((idle += 1) > idleTurnsMax) throw new StandsStill('Everybody waits, and nothing will happen.')
          continue
        }
        idle = 0
        if (next.atMs > untilMs) throw new StandsStill(`Not done after ${untilMs} ms.`)
        now = next.atMs
        next.call()
      }
    },
  }
}

/** Before all that are due sooner, and those due at the same time. */
function placeOf(waiting: readonly Due[], atMs: number): number {
  let [low, high] = [0, waiting.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (waiting[middle]!.atMs > atMs) low = middle + 1
    else high = middle
  }
  return low
}

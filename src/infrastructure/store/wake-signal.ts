/** Lets one loop sleep until there is something to do, or until it is time to look anyway. */
import type { Timers } from '../../kernel/clock.ts'
import { systemTimers } from './system-timers.ts'

export type WakeSignal = {
  /** Ends the wait under way, or the next one before it begins. */
  notify(): void
  /** Waits for a notice, at most so many milliseconds. One waiter at a time. */
  wait(timeoutMs: number): Promise<void>
}

export function createWakeSignal({ after }: Timers = systemTimers): WakeSignal {
  let noticed = false
  let wake = (): void => {}
  return {
    notify() {
      noticed = true
      wake()
    },
    async wait(timeoutMs) {
      if (!noticed)
        await new Promise<void>((resolve) => {
          const callOff = after(timeoutMs, resolve)
          wake = () => {
            callOff()
            resolve()
          }
        })
      wake = () => {}
      noticed = false
    },
  }
}

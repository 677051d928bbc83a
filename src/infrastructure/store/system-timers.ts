/** The machine's own timers, which stores wait by unless they are given others, and how to pause by either. */
import type { Timers } from '../../kernel/clock.ts'

export const systemTimers: Timers = {
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs)
    return () => clearTimeout(timer)
  },
}

/** Resolves after so many milliseconds; rejects with the signal's reason as soon as that aborts. */
export const pause = ({ after }: Timers, delayMs: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    const end = (): void => {
      callOff()
      reject(signal?.reason as Error)
    }
    const callOff = after(delayMs, () => {
      signal?.removeEventListener('abort', end)
      resolve()
    })
    signal?.addEventListener('abort', end, { once: true })
  })

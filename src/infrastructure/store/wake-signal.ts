/** Lets one loop sleep until there is something to do, or until it is time to look anyway. */

export type WakeSignal = {
  /** Ends the wait under way, or the next one before it begins. */
  notify(): void
  /** Waits for a notice, at most so many milliseconds. One waiter at a time. */
  wait(timeoutMs: number): Promise<void>
}

export function createWakeSignal(): WakeSignal {
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
          const timer = setTimeout(resolve, timeoutMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      wake = () => {}
      noticed = false
    },
  }
}

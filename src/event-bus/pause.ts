/** A group whose consumer misses something it needs waits, longer each time, and then asks again. */
import { retryDelayMs } from './event-bus.ts'

export type Pause = {
  readonly untilMs: number
  begin(): void
  /** The consumer is back: the next pause is a short one. */
  end(): void
}

export function createPause(needs: { monotonicMs: () => number; random: () => number; retryBaseMs: number }): Pause {
  const { monotonicMs, random, retryBaseMs } = needs
  let pauses = 0
  let untilMs = 0
  return {
    get untilMs() {
      return untilMs
    },
    begin() {
      if (monotonicMs() < untilMs) return
      pauses += 1
      untilMs = monotonicMs() + Math.max(retryBaseMs / 10, retryDelayMs(pauses, retryBaseMs, random()))
    },
    end() {
      pauses = 0
    },
  }
}

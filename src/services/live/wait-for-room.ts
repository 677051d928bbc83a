/** How fast a connection is told: no faster than its client takes what was sent. */
import { setTimeout as sleep } from 'node:timers/promises'
import { liveLimits } from './live-limits.ts'

/** Who is told. */
export type Taker = {
  isOpen(): boolean
  /** Sent, and not taken yet. */
  bufferedBytes(): number
  tooSlow(): void
}

const pausedMs = 20

/** Whether more can be sent at once. */
export const hasRoom = (taker: Taker): boolean => taker.bufferedBytes() <= liveLimits.bufferedPauseBytes

/** Waits where much was sent and not taken; who takes nothing is `tooSlow`. False: there is nobody to tell any more. */
export async function waitForRoom(taker: Taker): Promise<boolean> {
  for (let waitedMs = 0; !hasRoom(taker); waitedMs += pausedMs) {
    if (!taker.isOpen()) return false
    if (waitedMs >= liveLimits.stalledMs || taker.bufferedBytes() > liveLimits.bufferedMaxBytes) {
      taker.tooSlow()
      return false
    }
    await sleep(pausedMs)
  }
  return true
}

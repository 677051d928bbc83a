/** The one place where time, chance and ids are taken from the machine; everything else is given them. */
import { randomFillSync } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import { createInstantWriter } from '../kernel/time.ts'
import { identifier, type NewId } from '../kernel/identifier.ts'

const write = createInstantWriter()

export const systemClock: Clock = {
  now: () => write(Date.now()),
  monotonicMs: () => performance.now(),
}

/** Random bytes are drawn in blocks: a call to the operating system for each id would cost more than the id. */
export function createNewId(nowMs: () => number): NewId {
  const block = new Uint8Array(4_096)
  let used = block.length
  return (prefix) => {
    if (used + 10 > block.length) {
      randomFillSync(block)
      used = 0
    }
    used += 10
    return identifier(prefix, nowMs(), block.subarray(used - 10, used))
  }
}

/** Leases of an exchange that is one process: nobody else is there to take them, and none outlives it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { assertLeaseName, type Lease, type Leases } from './leases.ts'

type Turn = { fence: number; held: Promise<void> | undefined }

export function createMemoryLeases(): Leases {
  const turns = new Map<string, Turn>()
  const held = new Set<Lease>()
  return {
    async take(name, waitMs) {
      assertLeaseName(name)
      const turn = turns.get(name) ?? { fence: 0, held: undefined }
      turns.set(name, turn)
      const until = performance.now() + waitMs
      while (turn.held) {
        const leftMs = until - performance.now()
        if (leftMs <= 0) return undefined
        await Promise.race([turn.held, sleep(leftMs, undefined, { ref: false })])
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      turn.held = promise
      turn.fence += 1
      const lease: Lease = {
        fence: turn.fence,
        lost: new AbortController().signal,
        async release() {
          if (!held.delete(lease)) return
          turn.held = undefined
          resolve()
        },
      }
      held.add(lease)
      return lease
    },
    async close() {
      for (const lease of held) await lease.release()
    },
  }
}

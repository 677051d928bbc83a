/** Unwrapped keys of persons in memory: few, the least recently used leave first, and none outlives what others may erase. */
import type { KeyObject } from 'node:crypto'

/** Keys held unwrapped at once. */
const keysHeldMax = 10_000

export type HeldKeys = {
  readonly get: (personId: string) => KeyObject | undefined
  readonly hold: (personId: string, key: KeyObject) => KeyObject
  readonly drop: (personId: string) => void
}

/**
 * @param heldMs  how long a key is believed after it was read; without end where nobody else can erase
 * @param now     monotonic, in milliseconds
 */
export function createHeldKeys(heldMs: number, now: () => number): HeldKeys {
  const held = new Map<string, { readonly key: KeyObject; readonly until: number }>()
  return {
    get(personId) {
      const found = held.get(personId)
      if (found === undefined) return undefined
      held.delete(personId)
      if (found.until <= now()) return undefined
      held.set(personId, found)
      return found.key
    },
    hold(personId, key) {
      held.delete(personId)
      held.set(personId, { key, until: now() + heldMs })
      if (held.size > keysHeldMax) held.delete(held.keys().next().value!)
      return key
    },
    drop: (personId) => void held.delete(personId),
  }
}

/** Remembers what was read from read models, as long as they are believed. */
import { createSecondChanceMap } from '../../../kernel/second-chance-map.ts'

export type MemoryNeeds = {
  /** How long read models are believed: changes made in this process are heard of at once, others so late. */
  readonly readModelMemoryMs: number
  /** Milliseconds on a clock that never jumps. */
  readonly monotonicMs: () => number
}

/**
 * Remembers what was read, within bounds: entries leave when they are old, changed, or too many.
 * @param load  with what else whoever asks knows, which the key does not tell
 */
export function remembered<Value, More = void>(
  load: (key: string, more: More) => Promise<Value>,
  { monotonicMs, readModelMemoryMs }: MemoryNeeds,
  keepMax: number,
) {
  const kept = createSecondChanceMap<{ readonly value: Promise<Value>; readonly until: number }>(keepMax)
  return {
    get(key: string, more: More): Promise<Value> {
      const known = kept.get(key)
      if (known && known.until > monotonicMs()) return known.value
      const value = load(key, more)
      value.catch(() => kept.delete(key))
      kept.set(key, { value, until: monotonicMs() + readModelMemoryMs })
      return value
    },
    forget: (key: string) => kept.delete(key),
    clear: () => kept.clear(),
  }
}

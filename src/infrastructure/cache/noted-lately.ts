/** Which keys were noted a short while ago: two generations of keys take turns, so that none has to be moved or timed. */

export type NotedLately = {
  note(key: string): void
  /** Whether it was noted within `keptMs`, or at most twice as long ago; more than `keysMax` keys leave earlier. */
  has(key: string): boolean
}

export type NotedLatelyNeeds = {
  readonly monotonicMs: () => number
  readonly keptMs: number
  readonly keysMax: number
}

export function createNotedLately({ monotonicMs, keptMs, keysMax }: NotedLatelyNeeds): NotedLately {
  let newer = new Set<string>()
  let older = new Set<string>()
  let newerSince = monotonicMs()
  const turn = (): void => {
    const age = monotonicMs() - newerSince
    if (age <= keptMs && newer.size < keysMax / 2) return
    older = age <= 2 * keptMs ? newer : new Set()
    newer = new Set()
    newerSince += age
  }
  return {
    note(key) {
      turn()
      newer.add(key)
    },
    has(key) {
      turn()
      return newer.has(key) || older.has(key)
    },
  }
}

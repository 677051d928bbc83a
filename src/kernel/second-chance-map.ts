/** A map of bounded size whose look-ups cost no more than a look-up: what was asked for since it came last is spared once. */

export type SecondChanceMap<Value> = {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
  clear(): void
}

type Kept<Value> = { value: Value; wasAsked: boolean }

/** @param keepMax  entries kept; the oldest that nobody asked for leaves first */
export function createSecondChanceMap<Value>(keepMax: number): SecondChanceMap<Value> {
  const kept = new Map<string, Kept<Value>>()
  // One hand goes round for good: whoever begins at the front each time passes all that was deleted there.
  let hand = kept.entries()
  const next = (): readonly [string, Kept<Value>] => {
    const { value } = hand.next()
    if (value) return value
    hand = kept.entries()
    return hand.next().value!
  }
  const makeRoom = (): void => {
    for (;;) {
      const [key, entry] = next()
      kept.delete(key)
      if (!entry.wasAsked) return
      entry.wasAsked = false
      kept.set(key, entry)
    }
  }
  return {
    get(key) {
      const found = kept.get(key)
      if (!found) return undefined
      found.wasAsked = true
      return found.value
    },
    set(key, value) {
      const found = kept.get(key)
      if (found) {
        found.value = value
        found.wasAsked = true
        return
      }
      if (keepMax < 1) return
      if (kept.size >= keepMax) makeRoom()
      kept.set(key, { value, wasAsked: false })
    },
    delete: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  }
}

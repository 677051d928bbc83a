/** Remembers what was looked up, as long as the index has not changed. */

export type Recall<Value> = {
  readonly of: (key: string) => Value
  readonly forget: () => void
}

/** Keeps up to `keysMax` answers of `lookUp`. */
export function recalling<Value>(lookUp: (key: string) => Value, keysMax: number): Recall<Value> {
  const known = new Map<string, Value>()
  return {
    of: (key) => {
      const before = known.get(key)
      if (before !== undefined || known.has(key)) return before as Value
      const value = lookUp(key)
      if (known.size >= keysMax) known.clear()
      known.set(key, value)
      return value
    },
    forget: () => known.clear(),
  }
}

/** Chance that falls the same way every time: what the demo market is made by. */

export type Chance = {
  /** In [0, 1). */
  readonly next: () => number
  /** A whole number, both ends included. */
  readonly integer: (min: number, max: number) => number
  readonly pick: <T>(from: readonly [T, ...T[]]) => T
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, the same numbers on every machine. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    // An index below the length is always there.
    pick: (from) => from[Math.floor(next() * from.length)]!,
  }
}

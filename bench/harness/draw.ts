/** Chance that is the same each time, so that two runs of a bench ask for the same. */

/** In [0, 1), from a seed (a linear congruential generator, Numerical Recipes). */
export function drawing(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Draws one of a list. */
export const drawOne = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!

/** So many different ones of a list, in a drawn order. */
export function drawSome<T>(random: () => number, from: readonly T[], count: number): T[] {
  const left = [...from]
  const drawn: T[] = []
  while (drawn.length < count && left.length > 0) {
    const at = Math.floor(random() * left.length)
    drawn.push(left[at]!)
    left[at] = left.at(-1)!
    left.pop()
  }
  return drawn
}

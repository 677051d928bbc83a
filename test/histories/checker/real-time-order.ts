/** Which call had ended before which began, with no more pairs than say it all. */
import type { Call } from './history.ts'

/**
 * Pairs of indexes into `calls`: the first ended before the second began. Only the latest of those that ended are
 * paired; what came before these follows through them, so that the pairs stay few (calls × how many run at once).
 */
export function realTimeOrder(
  calls: readonly Pick<Call, 'begun' | 'ended' | 'outcome'>[],
): readonly (readonly [number, number])[] {
  const events = calls
    .flatMap(({ begun, ended, outcome }, call) =>
      outcome === 'fail'
        ? []
        : [{ at: begun, call, begins: true }, ...(ended < Infinity ? [{ at: ended, call, begins: false }] : [])],
    )
    .toSorted((one, other) => one.at - other.at)
  const pairs: (readonly [number, number])[] = []
  const before = new Map<number, readonly number[]>()
  const frontier = new Set<number>()
  for (const { call, begins } of events) {
    if (begins) {
      before.set(call, [...frontier])
      for (const earlier of frontier) pairs.push([earlier, call])
    } else {
      for (const earlier of before.get(call) ?? []) frontier.delete(earlier)
      before.delete(call)
      frontier.add(call)
    }
  }
  return pairs
}

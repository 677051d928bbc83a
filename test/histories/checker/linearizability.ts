/**
 * Tells whether calls on one register could each have happened at one moment between its beginning and its end: Wing and
 * Gong's search over the orders that the clock allows, which remembers where it has been (Lowe, "Testing for
 * linearizability", 2017), as Knossos does.
 */

/** What a call does to the register, and what it saw of it. */
export type RegisterAct =
  | { readonly f: 'read'; readonly value: string }
  | { readonly f: 'write'; readonly value: string }
  | { readonly f: 'cas'; readonly from: string; readonly to: string }
  /** A compare-and-set that found something else than it compared with. */
  | { readonly f: 'cas-refused'; readonly from: string }

export type RegisterCall = {
  readonly act: RegisterAct
  readonly begun: number
  /** `Infinity`: it may have happened at any later moment, or never. */
  readonly ended: number
}

export type Linearizability =
  | { readonly verdict: 'linearizable' }
  | { readonly verdict: 'not-linearizable'; readonly says: string }
  /** Nothing is claimed of what was too much to look through. */
  | { readonly verdict: 'unknown'; readonly says: string }

export type RegisterBounds = { readonly callsMax: number; readonly configurationsMax: number }

export const registerBounds: RegisterBounds = { callsMax: 200, configurationsMax: 200_000 }

/** A set of calls that have happened, and what the register holds then. */
type Configuration = { readonly happened: bigint; readonly value: string; readonly count: number }

/** @param initial  what the register held before the first call */
export function checkRegister(
  given: readonly RegisterCall[],
  initial: string,
  { callsMax, configurationsMax }: RegisterBounds = registerBounds,
): Linearizability {
  if (given.length > callsMax)
    return { verdict: 'unknown', says: `${given.length} calls; at most ${callsMax} are judged` }
  const calls = given.toSorted((one, other) => one.begun - other.begun)
  const seen = new Set<string>()
  const pending: Configuration[] = [{ happened: 0n, value: initial, count: 0 }]
  let furthest = pending[0]!
  for (let here = pending.pop(); here; here = pending.pop()) {
    if (here.count > furthest.count) furthest = here
    const { isDone, next } = stepsFrom(calls, here)
    if (isDone) return { verdict: 'linearizable' }
    // The earliest call is tried first: mostly it is the one that happened.
    for (const after of next.toReversed()) {
      const name = `${after.happened.toString(36)} ${after.value}`
      if (seen.has(name)) continue
      if (seen.size >= configurationsMax)
        return { verdict: 'unknown', says: `given up after ${configurationsMax} configurations` }
      seen.add(name)
      pending.push(after)
    }
  }
  return { verdict: 'not-linearizable', says: explain(calls, furthest) }
}

const bit = (call: number): bigint => 1n << BigInt(call)

/** What may happen next: calls that began before any that is still to happen has ended. */
function stepsFrom(calls: readonly RegisterCall[], { happened, value, count }: Configuration) {
  const waiting = calls.flatMap((call, n) => ((happened & bit(n)) === 0n ? [{ call, n }] : []))
  const firstEnd = waiting.reduce((first, { call }) => Math.min(first, call.ended), Infinity)
  const next: Configuration[] = []
  for (const { call, n } of waiting) {
    if (call.begun > firstEnd) break
    const after = apply(call.act, value)
    if (after !== undefined) next.push({ happened: happened | bit(n), value: after, count: count + 1 })
  }
  return { isDone: firstEnd === Infinity, next }
}

/** What the register holds after the act; undefined where the act cannot have happened to it. */
function apply(act: RegisterAct, value: string): string | undefined {
  switch (act.f) {
    case 'read':
      return act.value === value ? value : undefined
    case 'write':
      return act.value
    case 'cas':
      return act.from === value ? act.to : undefined
    case 'cas-refused':
      return act.from === value ? undefined : value
  }
}

function explain(calls: readonly RegisterCall[], { happened, value, count }: Configuration): string {
  const stuck = calls
    .filter((call, n) => (happened & bit(n)) === 0n && call.ended < Infinity)
    .toSorted((one, other) => one.ended - other.ended)[0]
  return `after ${count} of ${calls.length} calls the register holds ${value}, and line ${stuck?.begun} cannot follow: ${JSON.stringify(stuck?.act)}`
}

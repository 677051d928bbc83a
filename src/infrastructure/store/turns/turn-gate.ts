/** One process's way into the turns of one name: its commands go in together under one turn, and the next process has the next. */
import type { Timers } from '../../../kernel/clock.ts'
import type { Turn, Turns } from './turns.ts'

/** How long commands still join a turn that others wait for: so long may one chain of decisions grow. */
const joinMs = 40
/** So many at once are in a turn that others wait for. */
const insideMax = 64
/** How long commands go in where no turn was to be had, before one is asked for again. */
const withoutMs = 1_000

export type TurnGate = {
  /** Goes in, at most so much later: false where it goes on without a turn, and needs not leave. */
  readonly enter: (withinMs: number) => Promise<boolean>
  readonly leave: () => void
}

export type TurnGateNeeds = {
  readonly name: string
  readonly turns: Pick<Turns, 'take'>
  /** How long a turn is waited for. */
  readonly waitMs: number
  readonly monotonicMs: () => number
  readonly timers: Timers
  /** Told that another process may have been before: before anybody goes in. */
  readonly begun: () => void
  /** Told that nobody is in it, or wants to be. */
  readonly empty: () => void
}

export function createTurnGate({ name, turns, waitMs, monotonicMs, timers, begun, empty }: TurnGateNeeds): TurnGate {
  const waiting = new Set<() => void>()
  let state: 'idle' | 'asking' | 'open' = 'idle'
  let turn: Turn | undefined
  let since = 0
  let inside = 0

  const isFull = (): boolean => {
    const lastedMs = monotonicMs() - since
    if (!turn) return lastedMs >= withoutMs
    return turn.isWanted() && (inside >= insideMax || lastedMs >= joinMs)
  }
  const end = (): void => {
    turn?.pass()
    turn = undefined
    state = 'idle'
    if (waiting.size > 0) void begin()
    else empty()
  }
  const begin = async (): Promise<void> => {
    state = 'asking'
    // Where there is none, all who wait go in without: they are in each other's way no more than without a gate.
    turn = await turns.take(name, waitMs)
    state = 'open'
    since = monotonicMs()
    begun()
    for (const goIn of waiting) {
      if (isFull()) break
      waiting.delete(goIn)
      goIn()
    }
    if (inside === 0) end()
  }

  return {
    async enter(withinMs) {
      if (state === 'open' && !isFull()) {
        inside += 1
        return true
      }
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const goIn = (): void => {
        inside += 1
        resolve(true)
      }
      waiting.add(goIn)
      const callOff = timers.after(withinMs, () => resolve(!waiting.delete(goIn)))
      if (state === 'idle') void begin()
      return promise.finally(callOff)
    },
    leave() {
      inside -= 1
      if (inside === 0) end()
    },
  }
}

/**
 * Streams that many want at the same moment. Commands on them go by turns of their process, so that each process's chain
 * of decisions lands whole, instead of two chains in which one undoes the other.
 */
import type { Timers } from '../../../kernel/clock.ts'
import { systemTimers } from '../system-timers.ts'
import type { Turns } from '../turns/turns.ts'
import { createTurnGate, type TurnGate } from '../turns/turn-gate.ts'
import type { StreamName } from '../commit-log.ts'

export type HotStreams = {
  /** Told that a command found somebody else at a stream. */
  heat(stream: StreamName): void
  isHot(stream: StreamName): boolean
  /** Waits for the turn of each of the streams that is hot, at most so long, before any of them is taken. */
  enter(streams: ReadonlySet<StreamName>, withinMs: number): Promise<Entered>
}

/** The hot streams that a command may take. */
export type Entered = {
  has(stream: StreamName): boolean
  /** Leaves the turns of all others. */
  keepOnly(streams: ReadonlySet<StreamName>): void
  leave(): void
}

export type HotStreamsNeeds = {
  readonly turns: Pick<Turns, 'take'>
  readonly monotonicMs: () => number
  /** The machine's own unless given. */
  readonly timers?: Timers
  /** Told that another process may have extended a stream whose turn begins. */
  readonly doubt: (streams: readonly StreamName[]) => void
}

/** How long a stream stays hot after the last who met there. */
const hotForMs = 3_000
/** Streams known to be hot; the one that was heated longest ago is forgotten first. */
const hotMax = 1_024
/** How long a command waits for a turn before it goes on without: longer than one that was lost with its process lasts. */
const waitMs = 1_500

export function createHotStreams({ turns, monotonicMs, timers = systemTimers, doubt }: HotStreamsNeeds): HotStreams {
  const hotUntil = new Map<StreamName, number>()
  const gates = new Map<StreamName, TurnGate>()

  const isHot = (stream: StreamName): boolean => {
    const until = hotUntil.get(stream)
    if (until === undefined) return false
    if (monotonicMs() < until) return true
    hotUntil.delete(stream)
    return false
  }
  const gateOf = (stream: StreamName): TurnGate => {
    const known = gates.get(stream)
    if (known) return known
    const gate = createTurnGate({
      name: stream,
      turns,
      waitMs,
      monotonicMs,
      timers,
      begun: () => doubt([stream]),
      empty: () => gates.delete(stream),
    })
    gates.set(stream, gate)
    return gate
  }

  return {
    heat(stream) {
      hotUntil.delete(stream)
      hotUntil.set(stream, monotonicMs() + hotForMs)
      if (hotUntil.size > hotMax) hotUntil.delete(hotUntil.keys().next().value!)
    },
    isHot,
    async enter(streams, withinMs) {
      const until = monotonicMs() + Math.min(withinMs, waitMs)
      const entered = new Map<StreamName, TurnGate | undefined>()
      // Sorted, so that no two processes wait for each other.
      for (const stream of [...streams].filter(isHot).sort()) {
        const gate = gateOf(stream)
        entered.set(stream, (await gate.enter(until - monotonicMs())) ? gate : undefined)
      }
      const leave = (stays: (stream: StreamName) => boolean): void => {
        for (const [stream, gate] of entered)
          if (!stays(stream)) {
            entered.delete(stream)
            gate?.leave()
          }
      }
      return {
        has: (stream) => entered.has(stream),
        keepOnly: (kept) => leave((stream) => kept.has(stream)),
        leave: () => leave(() => false),
      }
    },
  }
}

/**
 * What a process does to have turns that a server keeps for several: it asks, looks again until its turn has come, keeps
 * it while nobody waits for it, and passes it on. A server that does not answer is left alone for a while.
 */
import type { Timers } from '../../../kernel/clock.ts'
import { pause, systemTimers } from '../system-timers.ts'
import { turnLapsesMs, type Turn, type Turns } from './turns.ts'

/** Whether it is one's turn, and how many wait behind it. */
export type Place = { readonly isMine: boolean; readonly waiting: number }

export type TurnsServer = {
  /**
   * Takes the turn of a name or a place in its queue, keeps it as long again where it is one's own already, or leaves it.
   * Rejects where the server does not answer in time.
   */
  readonly step: (deed: 'take' | 'pass', name: string, id: string) => Promise<Place>
  /** Calls back when a place has come to its turn, or others wait for the turn it has; may be lost. Returns how to stop. */
  readonly hear: (id: string, said: () => void) => () => void
}

export type SharedTurnsNeeds = {
  readonly server: TurnsServer
  /** A name that no other process has. */
  readonly process: string
  readonly monotonicMs: () => number
  /** The machine's own unless given. */
  readonly timers?: Timers
  /** Told why the server was not asked for a while. */
  readonly failed: (error: unknown) => void
}

/** Who waits looks so often, which also says that it is alive. */
const lookEveryMs = 50
/** Who has not looked for so long is passed over: its process died, or hangs. */
export const forgottenMs = 400
/** How long nobody asks a server that did not answer, so that its silence costs one time-out and not one a command. */
const silentMs = 1_000

export function createSharedTurns({
  server,
  process,
  monotonicMs,
  timers = systemTimers,
  failed,
}: SharedTurnsNeeds): Turns {
  const held = new Map<string, Turn>()
  let taken = 0
  let silentUntil = 0

  /** Undefined where the server does not say. */
  const step = async (deed: 'take' | 'pass', name: string, id: string): Promise<Place | undefined> => {
    if (monotonicMs() < silentUntil) return undefined
    try {
      return await server.step(deed, name, id)
    } catch (error) {
      failed(error)
      silentUntil = monotonicMs() + silentMs
      return undefined
    }
  }

  const hold = (name: string, id: string, waiting: number): Turn => {
    let isWanted = waiting > 0
    const unheard = server.hear(id, () => (isWanted = true))
    // One that nobody waits for is kept for as long as it takes.
    const renew = (): (() => void) =>
      timers.after(turnLapsesMs / 3, async () => {
        if (!isWanted) isWanted = ((await step('take', name, id))?.waiting ?? 0) > 0
        if (held.has(id)) callOff = renew()
      })
    let callOff = renew()
    const turn: Turn = {
      isWanted: () => isWanted,
      pass() {
        if (!held.delete(id)) return
        callOff()
        unheard()
        void step('pass', name, id)
      },
    }
    held.set(id, turn)
    return turn
  }

  return {
    async take(name, waitMs) {
      const id = `${process}/${(taken += 1)}`
      const until = monotonicMs() + waitMs
      let told = Promise.withResolvers<void>()
      const unheard = server.hear(id, () => told.resolve())
      try {
        for (;;) {
          const place = await step('take', name, id)
          if (!place) return undefined
          if (place.isMine) return hold(name, id, place.waiting)
          const leftMs = until - monotonicMs()
          if (leftMs <= 0) break
          await Promise.race([told.promise, pause(timers, Math.min(leftMs, lookEveryMs))])
          told = Promise.withResolvers()
        }
      } finally {
        unheard()
      }
      void step('pass', name, id)
      return undefined
    },
    async close() {
      for (const turn of held.values()) turn.pass()
    },
  }
}

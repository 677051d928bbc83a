/**
 * Turns that a server of their own keeps for all processes, as Redis does: it outlives them, forgets who does not look,
 * answers after a while or not at all, and what it says of itself may get lost. And somebody watches who believes what.
 */
import {
  createSharedTurns,
  forgottenMs,
  type Place,
  type TurnsServer,
} from '../../src/infrastructure/store/turns/shared-turns.ts'
import { turnLapsesMs, type Turn, type Turns } from '../../src/infrastructure/store/turns/turns.ts'
import type { SeededRandom } from '../histories/seeded-random.ts'
import type { VirtualTime } from './virtual-time.ts'

export type SimulatedTurns = {
  /** As one process has them. */
  readonly of: (process: TurnTaker) => Pick<Turns, 'take'>
  /** Answers nobody for so long. */
  readonly beAway: (ms: number) => void
  /** How many were given to one process after another had had them. */
  readonly handedOver: () => number
  /** How often somebody who was there all the time waited for one until the time was up. */
  readonly waitedInVain: () => number
}

export type TurnTaker = {
  readonly name: string
  /** The way to the server and back: nothing comes back from it to a process that has ended meanwhile. */
  readonly reach: () => Promise<void>
  /** Whether it does what it is told when it is told so: it is up, and does not stand still, or has for a while. */
  readonly isPrompt: () => boolean
}

export type TurnsNeeds = {
  readonly time: VirtualTime
  readonly random: SeededRandom
  /** How long a process waits for an answer, and of a hundred words of the server how many are lost. */
  readonly conditions: { readonly lostWords: number }
  readonly flaw: TurnsFlaw
  readonly surprise: (says: string) => void
}

/** What a mutant does otherwise: with the turns of each process, or where nobody loses one that others wait for. */
export type TurnsFlaw = {
  readonly turns?: (turns: Pick<Turns, 'take'>) => Pick<Turns, 'take'>
  readonly turnsNeverLapse?: true
}

type Waiting = { readonly cameMs: number; lookedMs: number }
type Queue = { holder: string | undefined; untilMs: number; readonly waiting: Map<string, Waiting> }

/** As long as the exchange lets Redis take. */
const answerWithinMs = 50

export function openSimulatedTurns(needs: TurnsNeeds): SimulatedTurns {
  const { time, random, conditions, flaw } = needs
  const queues = new Map<string, Queue>()
  const ears = new Map<string, () => void>()
  let awayUntilMs = 0
  const tell = (id: string | undefined): void => {
    if (id !== undefined && !random.percent(conditions.lostWords)) time.after(random.next() * 5, () => ears.get(id)?.())
  }

  /** What becomes of a queue, in one moment. */
  const decide = (deed: 'take' | 'pass', name: string, id: string): Place => {
    const queue = queues.get(name) ?? { holder: undefined, untilMs: 0, waiting: new Map<string, Waiting>() }
    queues.set(name, queue)
    const nowMs = time.nowMs()
    for (const [each, { lookedMs }] of queue.waiting)
      if (each !== id && lookedMs + forgottenMs < nowMs) queue.waiting.delete(each)
    const isNew = deed === 'take' && queue.holder !== id && !queue.waiting.has(id)
    if (deed === 'pass') {
      queue.waiting.delete(id)
      if (queue.holder === id) queue.holder = undefined
    } else if (queue.holder === id) queue.untilMs = nowMs + turnLapsesMs
    else queue.waiting.set(id, { cameMs: queue.waiting.get(id)?.cameMs ?? nowMs, lookedMs: nowMs })
    const [next] = [...queue.waiting].toSorted(([, one], [, other]) => one.cameMs - other.cameMs)
    if (next && (queue.holder === undefined || (queue.untilMs <= nowMs && !flaw.turnsNeverLapse))) {
      queue.holder = next[0]
      queue.untilMs = nowMs + turnLapsesMs
      queue.waiting.delete(next[0])
      if (next[0] !== id) tell(next[0])
    } else if (isNew) tell(queue.holder)
    if (queue.holder === undefined && queue.waiting.size === 0) queues.delete(name)
    return { isMine: queue.holder === id, waiting: queue.waiting.size }
  }

  const serverOf = ({ reach }: TurnTaker): TurnsServer => {
    let before: Promise<unknown> = Promise.resolve()
    return {
      async step(deed, name, id) {
        // What one process sends arrives in the order in which it was sent.
        const sent = before.then(reach)
        before = sent
        await sent
        if (time.nowMs() < awayUntilMs) {
          await time.sleep(answerWithinMs)
          throw new Error('The server of turns did not answer.')
        }
        const place = decide(deed, name, id)
        await reach()
        return place
      },
      hear(id, said) {
        ears.set(id, said)
        return () => void (ears.get(id) === said && ears.delete(id))
      },
    }
  }
  const watch = createWatch(needs)
  let started = 0
  return {
    of(taker) {
      const turns = createSharedTurns({
        server: serverOf(taker),
        process: `${taker.name}-${(started += 1)}`,
        monotonicMs: time.nowMs,
        timers: time,
        failed: () => undefined,
      })
      return watch.over(flaw.turns?.(turns) ?? turns, taker)
    },
    beAway: (ms) => void (awayUntilMs = Math.max(awayUntilMs, time.nowMs() + ms)),
    handedOver: watch.handedOver,
    waitedInVain: watch.waitedInVain,
  }
}

type Believed = { readonly taker: TurnTaker; readonly sinceMs: number; isPassed: boolean }

/** Of two that believe to have one turn the first has been told to have lost it: it has had it for as long as one lasts. */
function createWatch({ time, surprise }: Pick<TurnsNeeds, 'time' | 'surprise'>) {
  const believed = new Map<string, Believed>()
  let [handedOver, waitedInVain] = [0, 0]
  const take = async (turns: Pick<Turns, 'take'>, taker: TurnTaker, name: string, waitMs: number) => {
    const askedMs = time.nowMs()
    const turn = await turns.take(name, waitMs)
    const [nowMs, before] = [time.nowMs(), believed.get(name)]
    if (taker.isPrompt() && nowMs - askedMs > waitMs + promptMs)
      surprise(`${taker.name} waited ${Math.round(nowMs - askedMs)} ms for its turn of ${name}`)
    if (!turn && taker.isPrompt() && nowMs - askedMs >= waitMs) waitedInVain += 1
    if (!turn) return undefined
    if (before && before.taker !== taker) {
      handedOver += 1
      const isOver = before.isPassed || nowMs - before.sinceMs >= turnLapsesMs - promptMs
      if (!isOver && before.taker.isPrompt() && taker.isPrompt())
        surprise(`${before.taker.name} and ${taker.name} have the turn of ${name} at once`)
    }
    const own: Believed = { taker, sinceMs: nowMs, isPassed: false }
    believed.set(name, own)
    const watched: Turn = {
      isWanted: turn.isWanted,
      pass() {
        own.isPassed = true
        turn.pass()
      },
    }
    return watched
  }
  return {
    over: (turns: Pick<Turns, 'take'>, taker: TurnTaker): Pick<Turns, 'take'> => ({
      take: (name, waitMs) => take(turns, taker, name, waitMs),
    }),
    handedOver: () => handedOver,
    waitedInVain: () => waitedInVain,
  }
}

/** Within which whoever does not stand still has done what it was told. */
const promptMs = 150

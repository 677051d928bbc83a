/** Under what conditions a seed lets the exchange work: how many processes, how slow, and what befalls them when. */
import type { SeededRandom } from '../histories/seeded-random.ts'

/** Shares are of a hundred, waits the longest that is drawn. */
export type Conditions = {
  /** As long as clients ask for more: the longer, the slower they are answered, so that each seed sees as much. */
  readonly loadMs: number
  /** One that is the only writer, or several that know nothing of each other but through the store, the bus and turns. */
  readonly processes: number
  /** Whether commands on hot streams go by turns of their processes, and of a hundred words about a turn how many are lost. */
  readonly turns: boolean
  readonly lostWords: number
  readonly diskMs: number
  readonly networkMs: number
  /** Commits whose read models are written with them; the projector's are the others. */
  readonly documentsWritten: number
  readonly readModelDelayMs: number
  /** Appends of which nobody learns what became of them. */
  readonly unansweredAppends: number
  /** Requests that arrive twice, and answers that do not arrive. */
  readonly doubledRequests: number
  readonly lostReplies: number
  /** Messages that are delivered twice, and how late they may be. */
  readonly doubledMessages: number
  readonly messageDelayMs: number
  /** How long an unanswered order keeps all that is set aside for it, and the share it has before. */
  readonly answerWithinMs: number
  readonly stockPercent: number
  readonly blows: readonly Blow[]
}

/** What befalls the exchange, so many milliseconds after the load has begun. */
export type Blow = {
  readonly atMs: number
  readonly what: 'kill' | 'pause' | 'clock jump' | 'sweep' | 'messages once more' | 'turns away'
  readonly forMs: number
}

const blowsMax = 5
const kinds = ['kill', 'kill', 'pause', 'clock jump', 'sweep', 'messages once more', 'turns away'] as const

export function drawConditions(random: SeededRandom): Conditions {
  const isSole = random.percent(30)
  const [diskMs, networkMs] = [random.pick([1, 4, 12]), random.pick([5, 15, 40])]
  const loadMs = 100 + 5 * diskMs + 14 * networkMs
  return {
    loadMs,
    processes: isSole ? 1 : random.pick([2, 2, 3]),
    turns: !isSole && random.percent(75),
    lostWords: random.pick([0, 0, 30]),
    diskMs,
    networkMs,
    documentsWritten: random.pick([100, 100, 70, 0]),
    readModelDelayMs: random.pick([0, 0, 50, 300]),
    // Who alone writes to a file is always told what became of it.
    unansweredAppends: isSole ? 0 : random.pick([0, 0, 3]),
    doubledRequests: random.pick([0, 10]),
    lostReplies: random.pick([0, 0, 15]),
    doubledMessages: random.pick([0, 25]),
    messageDelayMs: random.pick([2, 20, 300]),
    answerWithinMs: random.pick([100, 3_600_000]),
    stockPercent: random.pick([100, 100, 50]),
    blows: Array.from({ length: random.below(blowsMax + 1) }, () => ({
      atMs: random.below(loadMs),
      what: random.pick(kinds),
      forMs: 20 + random.below(loadMs),
    })).toSorted((one, other) => one.atMs - other.atMs),
  }
}

/** As short as they can be told. */
export const tellConditions = ({ blows, ...rest }: Conditions): string =>
  [
    ...Object.entries(rest).map(([name, value]) => `${name} ${value}`),
    ...blows.map(({ atMs, what, forMs }) => `${what} at ${atMs} ms for ${forMs} ms`),
  ].join(', ')

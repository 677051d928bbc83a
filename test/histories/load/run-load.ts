/** One run: an exchange of its own, workers, a nemesis among them; then rest, and the history of all of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Operation } from '../checker/history.ts'
import { coveredTransitions } from '../coverage/covered-transitions.ts'
import { struck } from '../judge-history.ts'
import { seededRandom } from '../seeded-random.ts'
import { changeOrders } from './changing-work.ts'
import { appendMessages, changeRegisters, contendForOrders } from './contending-work.ts'
import { startRig, type ExchangeRig } from './exchange-rig.ts'
import { openMarket, type LoadContext, type LoadTime, type Work } from './market.ts'
import type { Nemesis, Servers } from './nemeses.ts'
import { auditFact, readShownTrails, readUnsealed } from './read-audit.ts'
import { readFinal, settlePlacements } from './read-final.ts'
import { readStore } from './read-store.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { source } from './sourcing-work.ts'
import { buy, sell } from './trading-work.ts'

export type RunOptions = {
  readonly nemesis: Nemesis
  readonly seed: number
  readonly loadMs: number
  readonly servers: Servers | undefined
}

export type Run = {
  readonly history: readonly Operation[]
  /** Answers that nobody should get, and an end that was none. */
  readonly surprises: readonly string[]
}

/** A run whose exchange is up and whose market is open. */
export type PreparedRun = {
  /** Lets the workers and the nemesis loose, and waits for their end. */
  load(): Promise<void>
  /** Reads how all stands, ends the exchange and removes what it has left; call it whatever became of the load. */
  readOut(): Promise<Run>
}

/** What goes wrong on the way is a surprise of the run: the history up to there is the evidence. */
export async function prepareRun(options: RunOptions): Promise<PreparedRun> {
  const recorder = createRecorder()
  const failures: string[] = []
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    // What rests on something that failed is not tried.
    if (failures.length > 0) return undefined
    return work().catch((error: unknown) => {
      failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
      return undefined
    })
  }
  const opened = await attempt(() => open(options, recorder))
  let mendedMs = 0
  return {
    async load() {
      await attempt(() => load(options, opened!))
      mendedMs = recorder.nowMs()
    },
    async readOut() {
      await attempt(() => readOut(opened!, mendedMs))
      await opened?.rig.stop()
      await opened?.rig.remove()
      return { history: recorder.operations, surprises: [...recorder.surprises, ...failures] }
    },
  }
}

type Opened = { readonly rig: ExchangeRig; readonly context: LoadContext; readonly clock: { endMs: number } }

async function open({ nemesis, seed }: RunOptions, recorder: Recorder): Promise<Opened> {
  const random = seededRandom(seed)
  const rig = await startRig({ layout: nemesis.layout, environment: nemesis.environment ?? {}, draw: random.next })
  try {
    const market = await openMarket(rig)
    const clock = { endMs: 0 }
    const isOn = (): boolean => recorder.nowMs() < clock.endMs
    return { rig, clock, context: { market, recorder, random, time: machineTime, isOn, orders: [], placements: [] } }
  } catch (error) {
    await rig.stop()
    await rig.remove()
    throw error
  }
}

async function load({ nemesis, loadMs, servers }: RunOptions, { rig, context, clock }: Opened): Promise<void> {
  clock.endMs = context.recorder.nowMs() + loadMs
  const work = allWorkers().map((worker) => worker(context))
  const haunting = haunt(nemesis, { rig, servers, context, clock })
  // All of them end, also where one has failed: nobody is to speak to an exchange that is gone.
  const failed = (await Promise.allSettled([...work, haunting])).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  if (nemesis.strike && (await haunting) === 0) throw new Error('The nemesis never struck: the load was too short.')
}

async function readOut({ rig, context }: Opened, mendedMs: number): Promise<void> {
  await settlePlacements(context)
  const final = await readFinal(context, { mendedMs, unsealed: () => readUnsealed(context) })
  const shown = await readShownTrails(context)
  const code = await rig.stop()
  if (code !== 0) throw new Error(`The exchange ended with ${code}.`)
  const stored = await readStore(rig)
  const log = stored.commits.flatMap(({ extensions }, commit) =>
    extensions.map(({ stream, version }) => ({ stream, version, commit })),
  )
  const transitions = coveredTransitions(stored.commits)
  const audit = auditFact(stored, rig.checkpoints, shown)
  await context.recorder.client().call('final', null, async () => ({ ...final, log, audit, transitions }))
}

const machineTime: LoadTime = { nowMs: Date.now, sleep }

/** Every kind of work there is, by as many as do it at once; `contenders` share one register, and as many one list. */
export const allWorkers = (contenders = 3): readonly Work[] => [
  buy,
  buy,
  buy,
  sell,
  sell,
  source,
  contendForOrders,
  contendForOrders,
  changeOrders,
  ...changeRegisters(contenders),
  ...appendMessages(contenders),
]

type Haunting = {
  readonly rig: ExchangeRig
  readonly servers: Servers | undefined
  readonly context: LoadContext
  readonly clock: { endMs: number }
}

/** Strikes until the load is over; gives how often. */
async function haunt(
  { name, strike, takesAway, everyMs }: Nemesis,
  { rig, servers, context: { recorder, random, isOn }, clock }: Haunting,
): Promise<number> {
  if (!strike) return 0
  for (let strikes = 0; ; strikes += 1) {
    await sleep(everyMs + random.below(everyMs))
    if (!isOn()) return strikes
    const begunMs = recorder.nowMs()
    recorder.write('nemesis', 'info', name, 'begins')
    const striking = strike({ rig, random, servers, strikes })
    const isAway = takesAway?.(strikes) === true
    if (isAway) recorder.hold(striking)
    await striking
    if (isAway) clock.endMs += recorder.nowMs() - begunMs
    recorder.write('nemesis', 'info', name, struck)
  }
}

/** One run of the exchange in simulated time, all of it drawn from a seed; and what the checker says of it. */
import type { Client } from '../../sdk/index.ts'
import { createStreamProjection } from '../../src/infrastructure/store/projection/stream-projection.ts'
import type { Operation } from '../histories/checker/history.ts'
import { judgeHistory, violationsOf, type Judgement } from '../histories/judge-history.ts'
import type { LoadContext, Trader } from '../histories/load/market.ts'
import { readFinal, settlePlacements } from '../histories/load/read-final.ts'
import { createRecorder } from '../histories/load/recorder.ts'
import { allWorkers } from '../histories/load/run-load.ts'
import { seededRandom } from '../histories/seeded-random.ts'
import type { TradeFinding } from '../histories/trade/check-trade.ts'
import { drawConditions, type Conditions } from './conditions.ts'
import { copyOf, documentsOf, versionsOf, writeDocuments, type Disk } from './disk.ts'
import { sellLastUnits } from './last-units.ts'
import { openSimulatedExchange, type Flaw, type SimulatedExchange } from './simulated-exchange.ts'
import { approver, beginsAtMs, memberOf, organisationId, preparedMarket, siteId } from './simulated-market.ts'
import { simulatedAggregates } from './simulated-process.ts'
import { approve, count, receive } from './simulated-work.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

export type Simulation = {
  readonly seed: number
  readonly conditions: Conditions
  readonly history: readonly Operation[]
  readonly judgement: Judgement
  readonly isSound: boolean
}

/** Faults have ended by then, and all has come to rest long before. */
const settledByMs = 300_000

/** @param flaw  of a mutant */
export async function simulate(seed: number, flaw: Flaw = {}): Promise<Simulation> {
  const random = seededRandom(seed)
  const prepared = await preparedMarket(random.percent(50))
  const [disk, time, conditions] = [copyOf(prepared.disk), createVirtualTime(), drawConditions(random)]
  const load = { forMs: conditions.loadMs, endMs: 0 }
  let keys = 0
  const recorder = createRecorder(time.nowMs, () => `key-${(keys += 1)}`)
  const surprises: string[] = []
  const exchange = openSimulatedExchange({ disk, time, random, conditions, flaw, surprises, newKey: recorder.newKey })
  const clients = {
    buyer: exchange.client(memberOf('buyer')),
    second: exchange.client(memberOf('buyer', 'approver', approver)),
  }
  const trader = (name: 'buyer' | 'supplier' | 'rival', client: Client): Trader => ({
    id: organisationId(name),
    siteId: siteId(name),
    owner: { client },
  })
  const context: LoadContext = {
    market: {
      ...prepared,
      buyer: trader('buyer', clients.buyer),
      supplier: trader('supplier', exchange.client(memberOf('supplier'))),
      rival: trader('rival', exchange.client(memberOf('rival'))),
    },
    recorder,
    random,
    time: { nowMs: () => beginsAtMs + time.nowMs(), sleep: time.sleep },
    isOn: () => time.nowMs() < load.endMs,
    orders: [],
    placements: [],
  }
  await time.run(live(exchange, context, clients.second, { disk, time, load }), settledByMs).catch((error: unknown) => {
    surprises.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  })
  exchange.end()
  surprises.push(...recorder.surprises, ...(await unlikeRebuilt(disk)))
  const judged = judgeHistory(recorder.operations, surprises)
  const judgement = { ...judged, findings: [...judged.findings, await lastUnits(seed, flaw)] }
  const isSound = violationsOf(judgement) === 0
  return { seed, conditions, history: recorder.operations, judgement, isSound }
}

/** Of every so many seeds: it costs a third of what a seed costs. */
const crowdEvery = 5

async function lastUnits(seed: number, flaw: Flaw): Promise<TradeFinding> {
  const says =
    'the last units over processes that go by turns: exactly so many sold, nobody refused before, all in time'
  const { looked, violations } = seed % crowdEvery === 0 ? await sellLastUnits(seed, flaw) : nobody
  return { name: 'T', says, looked, violations }
}
const nobody = { looked: 0, violations: [] }

type Surroundings = {
  readonly disk: Disk
  readonly time: VirtualTime
  readonly load: { readonly forMs: number; endMs: number }
}

async function live(
  exchange: SimulatedExchange,
  context: LoadContext,
  second: Client,
  { disk, time, load }: Surroundings,
) {
  await exchange.start()
  load.endMs = time.nowMs() + load.forMs
  const work = [...allWorkers(contenders), approve(second), receive, count].map((worker) => worker(context))
  const failed = (await Promise.allSettled([...work, exchange.haunt(context.recorder)])).find(
    ({ status }) => status === 'rejected',
  )
  if (failed?.status === 'rejected') throw failed.reason
  exchange.mend()
  const mendedMs = context.recorder.nowMs()
  await settlePlacements(context)
  while (!exchange.isAtRest()) await time.sleep(restMs)
  const final = await readFinal(context, { mendedMs })
  const log = disk.commits.flatMap(({ extensions }, commit) =>
    extensions.map(({ stream, version }) => ({ stream, version, commit })),
  )
  await context.recorder.client().call('final', null, async () => ({ ...final, log }))
}
const restMs = 50
/** For each register and each list: as many as find every flaw, for half of what the histories' load costs. */
const contenders = 2

/** Read models that are not what the log makes of them. */
async function unlikeRebuilt(disk: Disk): Promise<readonly string[]> {
  const rebuilt: Disk = {
    ...disk,
    documents: new Map([...disk.documents.keys()].map((name) => [name, new Map()])),
  }
  const project = createStreamProjection({
    log: {
      readStream: async (stream, { after, limit }) =>
        versionsOf(rebuilt, stream)
          .filter(({ version }) => version > after)
          .slice(0, limit),
    },
    documents: { write: async (writes) => writeDocuments(rebuilt, writes) },
    aggregates: simulatedAggregates,
    unprojectable: () => undefined,
  })
  await project.take(disk.commits)
  await project.finish()
  return [...disk.documents.keys()].flatMap((name) => {
    const [kept, made] = [documentsOf(disk, name), documentsOf(rebuilt, name)]
    const ids = new Set([...kept.keys(), ...made.keys()])
    return [...ids]
      .filter((id) => (kept.get(id)?.body ?? null) !== (made.get(id)?.body ?? null))
      .map((id) => `${name} ${id} is not what the log makes of it`)
  })
}

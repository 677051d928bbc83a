/** One process of the exchange: its services, executor and projector over the simulated disk, until it is killed. */
import type { Consumer } from '../../src/event-bus/event-bus.ts'
import type { Route } from '../../src/gateway/route.ts'
import { createCommitNotices } from '../../src/composition/commit-notices.ts'
import type { AnyAggregate } from '../../src/infrastructure/store/aggregate.ts'
import { createExecutor, type Execute } from '../../src/infrastructure/store/commands/execute.ts'
import { createProjector } from '../../src/infrastructure/store/projection/projector.ts'
import { createSealer } from '../../src/infrastructure/store/seal.ts'
import { openSqliteRebuildLedger } from '../../src/infrastructure/store/sqlite/sqlite-rebuild-ledger.ts'
import { turnLapsesMs } from '../../src/infrastructure/store/turns/turns.ts'
import { container } from '../../src/kernel/container.ts'
import { identifier } from '../../src/kernel/identifier.ts'
import { inventoryAggregates, inventoryModule } from '../../src/services/inventory/index.ts'
import { orderAggregates, orderJobKinds, orderModule } from '../../src/services/order/index.ts'
import { organisationAggregates } from '../../src/services/organisation/index.ts'
import { createProductReader } from '../../src/services/product/catalogue/product-reader.ts'
import { productRoutes } from '../../src/services/product/catalogue/product-routes.ts'
import { priceFor, tradedProduct, type EvidenceOf } from '../../src/services/product/contract.ts'
import { evidenceFor } from '../../src/services/product/evidence/product-evidence.ts'
import { productAggregates } from '../../src/services/product/index.ts'
import { rfqAggregates, rfqModule } from '../../src/services/rfq/index.ts'
import type { SeededRandom } from '../histories/seeded-random.ts'
import type { Conditions } from './conditions.ts'
import type { Disk } from './disk.ts'
import { createSimulatedJobs } from './simulated-jobs.ts'
import { openSimulatedStore, type StoreFlaw } from './simulated-store.ts'
import type { SimulatedTurns } from './simulated-turns.ts'
import type { VirtualTime } from './virtual-time.ts'

export const simulatedAggregates: readonly AnyAggregate[] = [
  ...organisationAggregates,
  ...productAggregates,
  ...inventoryAggregates,
  ...rfqAggregates,
  ...orderAggregates,
]
const collections = simulatedAggregates.flatMap(({ readModels }) => readModels.map(({ collection }) => collection))
const sealer = createSealer(new Uint8Array(32).fill(7))

export type ProcessNeeds = {
  readonly disk: Disk
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly conditions: Conditions
  /** The time of day in milliseconds since 1970, as this process's machine has it. */
  readonly nowMs: () => number
  readonly flaw: StoreFlaw
  /** None where processes race. */
  readonly turns?: SimulatedTurns | undefined
  readonly name?: string
  /** Told of what nobody should see. */
  readonly surprise: (says: string) => void
}

export type SimulatedProcess = {
  readonly execute: Execute
  readonly routes: ReadonlyMap<string, Route>
  readonly consumers: readonly Consumer[]
  /** Runs the job that takes back the stock of orders which nobody answered. */
  readonly sweepHolds: () => Promise<unknown>
  /** Rejects as a connection does whose other end is gone, when the process is killed; for ever pending before. */
  readonly killed: Promise<never>
  readonly isKilled: () => boolean
  /** Stops it as SIGSTOP does: what it waits for comes when it goes on. */
  readonly pause: (ms: number) => void
  readonly kill: () => void
}

export async function startProcess(needs: ProcessNeeds): Promise<SimulatedProcess> {
  const { disk, time, random, conditions, nowMs } = needs
  let isKilled = false
  let pausedUntilMs = -Infinity
  const killing = Promise.withResolvers<never>()
  killing.promise.catch(() => undefined)
  const reach = async (): Promise<void> => {
    await time.sleep(random.next() * conditions.diskMs)
    while (time.nowMs() < pausedUntilMs) await time.sleep(pausedUntilMs - time.nowMs())
    // Whoever waits in a process that is gone waits for ever.
    if (isKilled) await new Promise<never>(() => undefined)
  }
  const store = openSimulatedStore({
    disk,
    collections,
    sealer,
    reach,
    writesDocuments: () => random.percent(conditions.documentsWritten),
    soleWriter: conditions.processes === 1,
    trouble: () => (random.percent(conditions.unansweredAppends) ? random.pick(['before', 'after']) : undefined),
    ...needs.flaw,
  })
  const clock = { now: () => new Date(nowMs()).toISOString(), monotonicMs: time.nowMs }
  const newId = (prefix: string): string =>
    identifier(
      prefix,
      nowMs(),
      Uint8Array.from({ length: 10 }, () => random.below(256)),
    )
  const turns = needs.turns?.of({
    name: needs.name ?? 'process',
    reach,
    isPrompt: () => !isKilled && time.nowMs() >= pausedUntilMs + turnLapsesMs,
  })
  const commitNotices = createCommitNotices()
  const { execute, readState } = createExecutor({
    store,
    newId,
    monotonicMs: time.nowMs,
    random: random.next,
    timers: time,
    turns,
    committed: commitNotices.notify,
  })
  const { documents } = store
  const jobs = createSimulatedJobs()
  const seed = {
    store,
    documents,
    commitNotices,
    execute,
    readState,
    clock,
    jobs: jobs.port,
    evidenceOf,
    priceFor: priceFor(documents),
    unansweredOrders: {
      answerWithinMs: conditions.answerWithinMs,
      stockPercent: conditions.stockPercent,
      ordersMax: 100,
    },
  }
  const exchange = container<typeof seed>().use(inventoryModule).use(rfqModule).use(orderModule)
  const services = await exchange.start(seed)
  const { inventoryRoutes, rfqRoutes, orderRoutes, orderConsumers } = services.values
  const cache = { invalidate: () => undefined }
  const productReader = createProductReader({
    ...clock,
    cache,
    documents,
    readState,
    subscribe: commitNotices.subscribe,
  })
  const projector = createProjector({
    store,
    aggregates: simulatedAggregates,
    now: nowMs,
    timers: time,
    openLedger: openSqliteRebuildLedger(''),
    delayMs: conditions.readModelDelayMs,
    unprojectable: (stream, error) => needs.surprise(`${stream} cannot be projected: ${String(error)}`),
    failed: (error) => needs.surprise(`read models are late: ${String(error)}`),
  })
  await projector.start()
  const ownRoutes = [
    ...productRoutes({ execute, productReader, proposeAllergens: () => [] }),
    ...inventoryRoutes,
    ...rfqRoutes,
    ...orderRoutes,
  ]
  return {
    execute,
    routes: new Map(ownRoutes.map((route) => [route.operationId, route])),
    consumers: orderConsumers,
    sweepHolds: () => jobs.run(orderJobKinds[0]!),
    killed: killing.promise,
    isKilled: () => isKilled,
    pause: (ms) => void (pausedUntilMs = Math.max(pausedUntilMs, time.nowMs() + ms)),
    kill() {
      isKilled = true
      killing.reject(new TypeError('The connection has ended.'))
      void services[Symbol.asyncDispose]()
    },
  }
}

const evidenceOf: EvidenceOf = async (unit, id, day) => {
  const { supplierId, allergens } = await tradedProduct(unit, id)
  return evidenceFor({ id, supplierId, lineage: [], productionSites: [], allergens }, [], new Map(), day)
}

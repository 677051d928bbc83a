/** Rebuilds read models, the search index and analytics by opening the store itself: for the command line. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import { rebuildLease, rebuildUnderWay, searchName } from '../gateway/operations/rebuild-routes.ts'
import type { Fence } from '../infrastructure/store/fence.ts'
import { Rejected } from '../kernel/rejection.ts'
import { analyticsGroup, untoldTables } from '../services/analytics/index.ts'
import { startComposition } from './compose.ts'
import { inTurn } from './in-turn.ts'
import { collectionNames, forgetAll } from './rebuild-job.ts'

const busGraceMs = 10_000
const refreshTimeoutMs = 14_400_000

export const analyticsName = 'analytics'
/** What an exchange rebuilds while it serves. */
export const rebuildable: readonly string[] = [...collectionNames, searchName]
/** By name, the group that fills it anew. */
const groups: Readonly<Record<string, string>> = { [searchName]: 'product-search', [analyticsName]: analyticsGroup }

/**
 * Makes collections, the search index (both, unless named) or analytics anew from the log. Throws `DataFolderBusy` while
 * another process holds the folder, `ConfigError` while one has the database to itself, and `RangeError` for a
 * collection that there is not. Processes that share the database over Redis go on serving.
 */
export async function rebuildReadModels(config: Config, names: readonly string[]): Promise<void> {
  const wanted = names.length > 0 ? [...names] : rebuildable
  const unknown = wanted.find((name) => !rebuildable.includes(name) && name !== analyticsName)
  if (unknown !== undefined) throw new RangeError(`No collection is called "${unknown}".`)
  const { values, dispose } = await startComposition(config)
  try {
    const alone = await values.leases.take(rebuildLease, 0)
    if (!alone) throw new Rejected(rebuildUnderWay)
    const collections = wanted.filter((name) => !(name in groups))
    const take = (work: (fence: Fence) => Promise<void>) => inTurn(values.leases, work)
    if (collections.length > 0) await values.projector.rebuild(collections, { take })
    await take(() => refill(values, wanted))
    // Processes that serve meanwhile have kept what they read before.
    await forgetAll(values)
    await alone.release()
  } finally {
    // Also where it was not started: consumers that nobody stops keep the process from ending.
    await values.bus.stop(busGraceMs)
    await dispose()
  }
}

type Fillable = Pick<
  Awaited<ReturnType<typeof startComposition>>['values'],
  'refreshSearch' | 'analytics' | 'bus' | 'store'
>

/** The bus finds the index without a checkpoint, or tables without events, and delivers from the log's start. */
async function refill({ refreshSearch, analytics, bus, store }: Fillable, wanted: readonly string[]): Promise<void> {
  const filled = wanted.flatMap((name) => groups[name] ?? [])
  if (filled.length === 0) return
  if (wanted.includes(searchName)) await refreshSearch(AbortSignal.timeout(refreshTimeoutMs))
  if (wanted.includes(analyticsName)) await analytics.clear(untoldTables)
  await bus.start()
  const head = await store.head()
  const isBehind = async () =>
    (await bus.lag()).some(({ group, position }) => filled.includes(group) && position < head)
  while (await isBehind()) await sleep(100)
}

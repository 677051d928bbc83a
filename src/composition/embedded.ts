/** The default composition: one process, no server, everything in one data folder. Where servers are named, their adapters take places in it. */
import { hkdfSync } from 'node:crypto'
import { totalmem } from 'node:os'
import type { Config } from '../config/config.ts'
import { heldMessages } from '../event-bus/redis/held-messages.ts'
import { openInProcessEventBus } from '../event-bus/in-process/in-process-event-bus.ts'
import type { StaffPages } from '../gateway/operations/staff-pages.ts'
import type { Analytics } from '../infrastructure/analytics/analytics.ts'
import { engineFolder } from '../infrastructure/analytics/chdb/engine-folder.ts'
import { openChdbAnalytics } from '../infrastructure/analytics/chdb-analytics.ts'
import { createMemoryCache } from '../infrastructure/cache/memory-cache.ts'
import { createReadThrough } from '../infrastructure/cache/read-through.ts'
import type { Jobs } from '../infrastructure/jobs/jobs.ts'
import { openSqliteJobs } from '../infrastructure/jobs/sqlite/sqlite-jobs.ts'
import { createFolderCheckpoints } from '../infrastructure/checkpoints/folder-checkpoints.ts'
import { createFolderKeptFiles } from '../infrastructure/kept-files/folder-kept-files.ts'
import type { ConnectionPool } from '../infrastructure/connection-pools/connection-pools.ts'
import type { Leases } from '../infrastructure/leases/leases.ts'
import { createMemoryLeases } from '../infrastructure/leases/memory-leases.ts'
import { createFolderMailer } from '../infrastructure/mail/folder-mailer.ts'
import type { Mailer } from '../infrastructure/mail/mail.ts'
import { createArgon2PasswordHasher } from '../infrastructure/passwords/argon2-password-hasher.ts'
import { createFilePopularPasswords } from '../infrastructure/passwords/file-popular-passwords.ts'
import type { PersonalData } from '../infrastructure/personal-data/personal-data.ts'
import { openSqlitePersonalData } from '../infrastructure/personal-data/sqlite-personal-data.ts'
import { createHttpsOutgoing } from '../infrastructure/outgoing/https-outgoing.ts'
import { loopbackToo } from '../infrastructure/outgoing/https/loopback-too.ts'
import type { Outgoing } from '../infrastructure/outgoing/outgoing.ts'
import { createMemoryRateLimit } from '../infrastructure/rate-limit/memory-rate-limit.ts'
import type { RateLimit } from '../infrastructure/rate-limit/rate-limit.ts'
import { openSqliteSearchIndex } from '../infrastructure/search/sqlite-search-index.ts'
import { createFolderSpool } from '../infrastructure/spool/folder-spool.ts'
import { readEvent } from '../infrastructure/store/aggregate.ts'
import type { Collection } from '../infrastructure/store/documents.ts'
import { createExecutor } from '../infrastructure/store/commands/execute.ts'
import { createProjector } from '../infrastructure/store/projection/projector.ts'
import { createSealer } from '../infrastructure/store/seal.ts'
import { openSqliteRebuildLedger } from '../infrastructure/store/sqlite/sqlite-rebuild-ledger.ts'
import { openSqliteStore } from '../infrastructure/store/sqlite/sqlite-store.ts'
import type { Store } from '../infrastructure/store/store.ts'
import type { Turns } from '../infrastructure/store/turns/turns.ts'
import { openSqliteTally } from '../infrastructure/tally/sqlite-tally.ts'
import type { Tally, TallyBounds } from '../infrastructure/tally/tally.ts'
import { createMemoryTries } from '../infrastructure/tries/memory-tries.ts'
import type { Tries } from '../infrastructure/tries/tries.ts'
import { container } from '../kernel/container.ts'
import { analyticsMigrations } from '../services/analytics/index.ts'
import { auditCollections } from '../services/audit/index.ts'
import { webhookCollections } from '../services/webhook/index.ts'
import { createLog } from '../telemetry/log.ts'
import { breachedPasswords } from './breached-passwords.ts'
import { cacheCapacity } from './cache-capacity.ts'
import { dayMs } from '../kernel/time.ts'
import { createNewId, systemClock } from './clock-and-chance.ts'
import { jobPromises } from './job-promises.ts'
import { createCommitNotices } from './commit-notices.ts'
import type { Memories } from './ports.ts'
import { registerRebuild } from './rebuild-job.ts'
import { readReferenceTable, referenceFile } from './reference-table.ts'
import type { Secrets } from './secrets/secrets.ts'
import { aggregateOf, aggregates } from './service-catalogue.ts'
import { exchange } from './services.ts'
import type { StorePlace } from './verification/store-place.ts'
import { createVerificationThreads } from './verification/verification-threads.ts'

/** What this process may use: the container's limit, where it has one below the machine's memory. */
const memoryBytes = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity)

/** Whatever read models there are, and what the bus could not deliver and which jobs were promised, where the store keeps that. */
export const collections: readonly Collection<never>[] = [
  ...aggregates.flatMap(({ readModels }) => readModels.map(({ collection }) => collection)),
  heldMessages,
  jobPromises,
  ...auditCollections,
  ...webhookCollections,
]

/** Of pages of a hundred items, as many at once as a process can serve; each waits as long as its request may. */
export const itemLoads = { loadsMax: 20_000, loadTimeoutMs: 5_000 } as const

/** Deprecated uses that are told apart: what a client calls itself has no say over memory. */
export const deprecatedUseBounds: TallyBounds = { keysMax: 4_096, forgottenMs: 90 * dayMs }

/** What a start is given: `dataFile` names a file in the data folder. */
export type Seed = { config: Config; secrets: Secrets; dataFile: (name: string) => string }

/** The embedded ports, and every service over them. */
export const embedded = container<Seed>()
  .singleton('log', ['config'], ({ config }) => createLog(config.logLevel), { dispose: (log) => log.flush() })
  .singleton('clock', [], () => systemClock)
  .singleton('random', [], () => Math.random)
  .singleton('newId', [], () => createNewId(Date.now))
  .singleton('tokenKeysSecret', ['secrets'], ({ secrets }) => secrets.tokenKeys)
  .singleton('operatorSecret', ['secrets'], ({ secrets }) => secrets.operator)
  // Of its own by derivation: whoever seals commits signs what they were chained to.
  .singleton(
    'checkpointSeed',
    ['secrets'],
    ({ secrets }) => new Uint8Array(hkdfSync('sha256', secrets.seal, '', 'audit checkpoints', 32)),
  )
  .singleton('checkpoints', ['dataFile', 'config'], ({ dataFile, config }) =>
    createFolderCheckpoints(config.checkpoints === '' ? dataFile('checkpoints') : config.checkpoints),
  )
  .singleton('isGenuine', ['secrets'], ({ secrets }) => createSealer(secrets.seal).verify)
  .singleton(
    'mailer',
    ['dataFile', 'clock'],
    ({ dataFile, clock }): Mailer & { close?(): Promise<void> } => createFolderMailer(dataFile('mail'), clock.now),
    { dispose: (mailer) => mailer.close?.() },
  )
  .singleton('keptFiles', ['dataFile'], ({ dataFile }) => createFolderKeptFiles(dataFile('reference')))
  .singleton('spool', ['dataFile'], ({ dataFile }) => createFolderSpool(dataFile('spool')))
  .singleton('referenceTable', [], () => readReferenceTable)
  .singleton('commitNotices', [], createCommitNotices)
  // Nobody else writes here, and read models are written with the commits: nothing is late.
  .singleton('readModelMemoryMs', ['config'], ({ config }) => (config.readModelDelayMs === 0 ? 300_000 : 2_000))
  .singleton('passwordHasher', [], () => createArgon2PasswordHasher())
  .singleton('popularPasswords', [], () => createFilePopularPasswords(referenceFile('popular-passwords.bin')))
  .singleton('cache', ['config', 'clock'], ({ config, clock }) =>
    createMemoryCache({ capacityBytes: cacheCapacity(config.cacheMib, memoryBytes()), now: clock.monotonicMs }),
  )
  .singleton('memories', ['cache'], ({ cache }): Memories => cache, { dispose: (memories) => memories.close?.() })
  .singleton('itemMemory', ['cache', 'random'], ({ cache, random }) =>
    createReadThrough({ local: cache, ...itemLoads, random }),
  )
  .singleton(
    'personalData',
    ['dataFile', 'secrets'],
    ({ dataFile, secrets }): PersonalData & { close?(): void } =>
      openSqlitePersonalData({ path: dataFile('keys.db'), masterKey: secrets.personalData }),
    { dispose: (personalData) => personalData.close?.() },
  )
  .singleton('search', ['dataFile'], ({ dataFile }) => openSqliteSearchIndex({ path: dataFile('search.db') }), {
    dispose: (search) => search.close(),
  })
  .singleton(
    'analytics',
    ['dataFile', 'config', 'log'],
    ({ dataFile, config, log }): Analytics =>
      openChdbAnalytics({
        path: dataFile('analytics'),
        engine: engineFolder(config.cacheHome),
        schema: analyticsMigrations,
        log,
      }),
    { dispose: (analytics) => analytics.close() },
  )
  .singleton(
    'jobs',
    ['dataFile', 'clock', 'newId', 'random', 'log'],
    ({ dataFile, ...needs }): Jobs => openSqliteJobs({ ...needs, path: dataFile('jobs.db') }),
    { dispose: (jobs) => jobs.close() },
  )
  .singleton('staffPages', [], (): readonly StaffPages[] => [])
  .singleton('connectionPools', [], (): readonly ConnectionPool[] => [])
  .singleton(
    'store',
    ['dataFile', 'secrets', 'config'],
    ({ dataFile, secrets, config }): Store =>
      openSqliteStore({
        path: dataFile('exchange.db'),
        collections,
        sealer: createSealer(secrets.seal),
        writeDocumentsWithCommits: config.readModelDelayMs === 0,
        // The folder's lock keeps every other process out.
        soleWriter: true,
      }),
    { dispose: (store) => store.close() },
  )
  .singleton('storePlace', ['dataFile'], ({ dataFile }): StorePlace => ({ path: dataFile('exchange.db') }))
  .singleton(
    'segmentVerifier',
    ['store', 'storePlace'],
    ({ store, storePlace: place }) => createVerificationThreads({ store, place }),
    { dispose: (threads) => threads.close() },
  )
  .singleton('bus', ['dataFile', 'store', 'clock', 'random', 'log'], ({ dataFile, store, clock, random, log }) =>
    openInProcessEventBus({
      path: dataFile('bus.db'),
      log: store,
      readBody: (kind, recorded) => readEvent(aggregateOf(kind), recorded),
      now: Date.now,
      monotonicMs: clock.monotonicMs,
      random,
      failed: (group, error) => log.error({ err: error, group }, 'deliveries are late'),
    }),
  )
  .singleton(
    'outgoing',
    ['config', 'log'],
    ({ config, log }): Outgoing => {
      if (!config.outgoingLoopback) return createHttpsOutgoing()
      log.warn({}, 'FX_OUTGOING_LOOPBACK is on: whoever registers a webhook may call what listens on this machine.')
      return createHttpsOutgoing(loopbackToo)
    },
    { dispose: (outgoing) => outgoing.close() },
  )
  .singleton('breachedPasswords', ['config', 'outgoing', 'clock', 'random'], breachedPasswords)
  .singleton('rateLimit', ['clock'], ({ clock }): RateLimit => createMemoryRateLimit(clock))
  // One bucket each, whoever asks.
  .singleton('quickRateLimit', ['rateLimit'], ({ rateLimit }): RateLimit => rateLimit)
  .singleton(
    'deprecatedUseTally',
    ['dataFile'],
    ({ dataFile }): Tally => openSqliteTally({ path: dataFile('deprecated-uses.db'), ...deprecatedUseBounds }),
    { dispose: (tally) => tally.close() },
  )
  .singleton('tries', ['clock'], ({ clock }): Tries => createMemoryTries(clock))
  .singleton('leases', [], (): Leases => createMemoryLeases(), { dispose: (leases) => leases.close() })
  // A process that is alone has nobody to take turns with.
  .singleton('turns', [], (): Turns | undefined => undefined)
  .singleton('documents', ['store'], ({ store }) => store.documents)
  .singleton('projector', ['store', 'config', 'log', 'dataFile'], ({ store, config, log, dataFile }) =>
    createProjector({
      store,
      openLedger: openSqliteRebuildLedger(dataFile('rebuild.db')),
      aggregates,
      now: Date.now,
      delayMs: config.readModelDelayMs,
      follow: config.readModelDelayMs > 0,
      unprojectable: (stream, error) => log.error({ err: error, stream }, 'a read model could not be made'),
      failed: (error) => log.error({ err: error }, 'read models are late'),
      building: ({ isDone, ...progress }) =>
        log.info(progress, isDone ? 'read models are built' : 'building read models'),
    }),
  )
  .singleton('executor', ['store', 'newId', 'clock', 'random', 'commitNotices', 'turns', 'log'], (needs) =>
    createExecutor({
      ...needs,
      monotonicMs: needs.clock.monotonicMs,
      committed: needs.commitNotices.notify,
      hearOthers: needs.commitNotices.subscribeToOthers,
      troubled: (stream, trouble, error) =>
        needs.log.warn({ err: error, stream, trouble }, 'a snapshot is passed over: its events are read instead'),
    }),
  )
  .singleton('execute', ['executor'], ({ executor }) => executor.execute)
  .singleton('readState', ['executor'], ({ executor }) => executor.readState)
  .use(exchange)
  .singleton(
    'rebuildJob',
    ['jobs', 'leases', 'projector', 'refreshSearch', 'cache', 'memories', 'commitNotices'],
    registerRebuild,
  )

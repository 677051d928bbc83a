/** What every composition provides to the services, whichever technology stands behind it. */
import type { Config } from '../config/config.ts'
import type { EventBus } from '../event-bus/event-bus.ts'
import type { ConnectionPool } from '../infrastructure/connection-pools/connection-pools.ts'
import type { Analytics } from '../infrastructure/analytics/analytics.ts'
import type { StaffPages } from '../gateway/operations/staff-pages.ts'
import type { ByteCache } from '../infrastructure/cache/cache.ts'
import type { ReadThrough } from '../infrastructure/cache/read-through.ts'
import type { Jobs } from '../infrastructure/jobs/jobs.ts'
import type { Checkpoints } from '../infrastructure/checkpoints/checkpoints.ts'
import type { KeptFiles } from '../infrastructure/kept-files/kept-files.ts'
import type { BreachedPasswords } from '../infrastructure/passwords/breached-passwords.ts'
import type { PopularPasswords } from '../infrastructure/passwords/popular-passwords.ts'
import type { PasswordHasher } from '../infrastructure/passwords/password-hasher.ts'
import type { PersonalData } from '../infrastructure/personal-data/personal-data.ts'
import type { SearchIndex } from '../infrastructure/search/search-index.ts'
import type { Outgoing } from '../infrastructure/outgoing/outgoing.ts'
import type { RateLimit } from '../infrastructure/rate-limit/rate-limit.ts'
import type { Leases } from '../infrastructure/leases/leases.ts'
import type { Commit } from '../infrastructure/store/commit-log.ts'
import type { Documents } from '../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../infrastructure/store/commands/execute.ts'
import type { Spool } from '../infrastructure/spool/spool.ts'
import type { Store } from '../infrastructure/store/store.ts'
import type { Tally } from '../infrastructure/tally/tally.ts'
import type { Tries } from '../infrastructure/tries/tries.ts'
import type { Mailer } from '../infrastructure/mail/mail.ts'
import type { Clock } from '../kernel/clock.ts'
import type { NewId } from '../kernel/identifier.ts'
import type { Log } from '../telemetry/log.ts'
import type { SegmentVerifier } from '../services/audit/index.ts'
import type { CommitNotices } from './commit-notices.ts'
import type { Secrets } from './secrets/secrets.ts'

/** What every process keeps in memory: forgotten by tag, here at once and elsewhere in a moment. */
export type Memories = Pick<ByteCache, 'invalidate'> & {
  /** Everything, here and in all processes: on its way to them when it resolves. Absent where there is one process. */
  readonly forgetEverywhere?: () => Promise<void>
  readonly close?: () => Promise<void>
}

export type Ports = {
  readonly config: Config
  readonly secrets: Secrets
  /** The path of a file in the data folder. */
  readonly dataFile: (name: string) => string
  readonly spool: Spool
  /** One of the project's own tables in reference/, as its JSON says. */
  readonly referenceTable: (name: string) => unknown
  readonly log: Log
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  readonly newId: NewId
  readonly store: Store
  readonly documents: Documents
  readonly execute: Execute
  readonly readState: ReadState
  readonly commitNotices: CommitNotices
  /** How long read models are believed: changes made in this process are heard of at once, others so late. */
  readonly readModelMemoryMs: number
  readonly mailer: Mailer
  readonly cache: ByteCache
  /** For what one process alone hears of; commits, all hear of. */
  readonly memories: Memories
  /** Keeps what lists show of products; several processes find there what one of them has made. */
  readonly itemMemory: ReadThrough
  readonly jobs: Jobs
  /** What this composition has to show to staff, beside the routes. */
  readonly staffPages: readonly StaffPages[]
  /** Of this process, one for each server that it speaks to over a pool. */
  readonly connectionPools: readonly ConnectionPool[]
  /** Where reference tables are kept. */
  readonly keptFiles: KeptFiles
  readonly bus: EventBus
  readonly search: SearchIndex
  readonly analytics: Analytics
  readonly personalData: PersonalData
  readonly passwordHasher: PasswordHasher
  readonly popularPasswords: PopularPasswords
  /** Undefined where no source of them is named. */
  readonly breachedPasswords: BreachedPasswords | undefined
  /** Wraps token-signing keys. */
  readonly tokenKeysSecret: Uint8Array
  readonly operatorSecret: string
  readonly leases: Leases
  /** Calls addresses that strangers gave. */
  readonly outgoing: Outgoing
  /** Exact over all processes. */
  readonly rateLimit: RateLimit
  /** Mostly answered from memory; for what is cheap. */
  readonly quickRateLimit: RateLimit
  /** Of all processes. */
  readonly deprecatedUseTally: Tally
  /** Of what may be guessed: counted over all processes. */
  readonly tries: Tries
  /** Outside the store. */
  readonly checkpoints: Checkpoints
  /** What the key that signs checkpoints is made from. */
  readonly checkpointSeed: Uint8Array
  /** Verifies parts of audit trails, on threads of its own. */
  readonly segmentVerifier: SegmentVerifier
  /** Whether a commit bears the exchange's own seal. */
  readonly isGenuine: (commit: Commit, sealedText: string) => boolean
}

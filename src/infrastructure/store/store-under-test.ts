/** What every contract of the store starts from: how an adapter is opened for a test, and the commits it is given. */
import { setTimeout as sleep } from 'node:timers/promises'
import { logStart, type Commit, type CommitToAppend, type StreamName } from './commit-log.ts'
import type { Collection } from './documents.ts'
import { createExecutor, type ExecutorNeeds, type Intent } from './commands/execute.ts'
import type { Store } from './store.ts'

export type OpenOptions = {
  readonly collections: readonly Collection<never>[]
  readonly writeDocumentsWithCommits?: boolean
  readonly soleWriter?: boolean
}
export type OpenedStore = {
  readonly store: Store
  /** Closes it and opens what it left behind. */
  reopen(): Promise<Store>
  /** Changes every snapshot behind its back, as who has the database could. */
  alterSnapshots(): Promise<void>
  /** Closes it and removes what it left behind. */
  dispose(): Promise<void>
}
/** Opens an empty store; what two of them hold is apart. Seals with `sealingKey`. */
export type OpenStore = (options: OpenOptions) => Promise<OpenedStore>

/** The key that stores under test seal with. */
export const sealingKey = new Uint8Array(32).fill(7)

export const noon = '2026-08-01T12:00:00.000Z'

/** A commit of one event for each stream. */
export const commitOf = (
  id: string,
  streams: readonly (readonly [stream: StreamName, version: number])[],
  more: Partial<CommitToAppend> = {},
): CommitToAppend => ({
  id,
  extensions: streams.map(([stream, version]) => ({
    stream,
    version,
    events: [{ type: 'tally/added', schemaVersion: 1, body: `{"amount":1,"by":{},"type":"tally/added"}` }],
  })),
  organisations: ['org_1'],
  actor: { kind: 'user', id: 'usr_1' },
  cause: { kind: 'request', id: 'req_1' },
  at: noon,
  ...more,
})

/** Every id is new, in the whole test run's process. */
let ids = 0
export const newId = (prefix: string): string => `${prefix}_${(ids += 1).toString().padStart(8, '0')}`

export const executorOn = (store: Store, more: Partial<ExecutorNeeds> = {}): ReturnType<typeof createExecutor> =>
  createExecutor({ store, newId, monotonicMs: () => performance.now(), random: Math.random, ...more })

export const intentOf = (more: Partial<Intent> = {}): Intent => ({
  actor: { kind: 'user', id: 'usr_1' },
  cause: { kind: 'request', id: 'req_1' },
  at: noon,
  timeoutMs: 10_000,
  ...more,
})

/** Reads the whole log, a page at a time, until what is its head now was read: readers are told a moment after writers. */
export async function readLog(store: Store, limit = 100): Promise<Commit[]> {
  const all: Commit[] = []
  const head = await store.head()
  const until = performance.now() + readersMs
  for (let after = logStart; ;) {
    const commits = await store.readCommits({ after, limit })
    all.push(...commits)
    after = commits.at(-1)?.position ?? after
    if (commits.length > 0) continue
    if (head === logStart || all.some(({ position }) => position === head)) return all
    if (performance.now() >= until) throw new Error(`What stands at ${head} is not read within ${readersMs} ms.`)
    await sleep(10)
  }
}
const readersMs = 10_000

/** The same store with another `append`. */
export const withAppend = (store: Store, append: Store['append']): Store => changed(store, { append })

/** A store with some of it changed. */
export const changed = (store: Store, parts: Partial<Store>): Store =>
  Object.assign(Object.create(store) as Store, parts)

/** Empties a collection, as nobody but a test may. */
export async function emptyCollection({ documents }: Store, name: string): Promise<void> {
  await documents.drop(await documents.list(name, '', 1_000))
}

/** Thirty-two writers in four processes' stores, readers and a tail, while something befalls the primary: what each was told. */
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../../../test/support/eventually.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { isTransient } from '../../mongodb/mongodb-errors.ts'
import { openMongodb } from '../../mongodb/open-mongodb.ts'
import type { Commit } from '../commit-log.ts'
import { logStart } from '../commit-log.ts'
import { tailLog } from '../log-tail.ts'
import type { Store } from '../store.ts'
import { executorOn, intentOf, readLog } from '../store-under-test.ts'
import { notableTallies, tallies, tally } from '../tally.fixture.ts'
import { openMongodbStoreAt, openMongodbStoreOn } from './mongodb-store-under-test.ts'
import { watchCommits, type CommitWatch } from './watch-commits.fixture.ts'

const collections = [tallies, notableTallies]
export const writersCount = 32
const storesCount = 4
/** Acknowledged before it happens, and after it again. */
const enough = 160
const patienceMs = 60_000
/** So many commands, and one extends a stream that a writer in each of the processes extends as well. */
const sharedEvery = 8
const sharedBy = (writer: number): string => `shared${Math.floor(writer / storesCount)}`

export type Account = {
  /** Commands that were answered; each bears its own name as its idempotency key, and makes a stream of that name. */
  readonly acknowledged: ReadonlySet<string>
  /** Of those, what another process did not show right after the answer. */
  readonly notShown: readonly string[]
  readonly watch: CommitWatch
  /** In the order in which one reader was given them, from the first one on. */
  readonly tail: readonly Commit[]
  /** As a process reads it that has seen nothing of all that. */
  readonly log: readonly Commit[]
  /** The longest that nobody was answered. */
  readonly silentMs: number
}

/** @param disturb  called once, amid the load */
export async function writeThrough(url: string, disturb: (watch: CommitWatch) => Promise<void>): Promise<Account> {
  const watch = watchCommits()
  const stores = await Promise.all(Array.from({ length: storesCount }, () => openWatched(url, watch)))
  const reader = await openWatched(url, watch)
  const tail: Commit[] = []
  const following = tailLog({
    log: reader,
    after: logStart,
    pageMax: 256,
    handle: async (commits) => void tail.push(...commits),
    failed: () => undefined,
  })
  const { acknowledged, notShown, silentMs } = await load(stores, () => disturb(watch))
  const fresh = await openMongodbStoreAt(url, { collections })
  const log = await readLog(fresh, 1_000)
  await eventually(async () => tail.length, { isThere: (length) => length >= log.length })
  await following.stop()
  await Promise.all([...stores, reader, fresh].map((store) => store.close()))
  return { acknowledged, notShown, watch, tail, log, silentMs }
}

/** An election takes longer than this one waits for a primary: what the driver would wait out, the store has to. */
async function openWatched(url: string, watch: CommitWatch): Promise<Store> {
  const mongodb = await openMongodb(`${url}&monitorCommands=true`, { serverSelectionTimeoutMs: 1_000 })
  watch.listenTo(mongodb.client)
  return openMongodbStoreOn(mongodb, { collections })
}

async function load(stores: readonly Store[], disturb: () => Promise<void>) {
  const acknowledged = new Set<string>()
  const notShown: string[] = []
  let [isOver, lastAt, silentMs] = [false, performance.now(), 0]
  const acknowledge = (command: string): void => {
    acknowledged.add(command)
    silentMs = Math.max(silentMs, performance.now() - lastAt)
    lastAt = performance.now()
  }
  const processes = stores.map((store, n) => ({ store, ...executorOn(store, { newId: idsOf(n) }) }))
  const write = async (writer: number): Promise<void> => {
    const { execute } = processes[writer % storesCount]!
    const { store: another } = processes[(writer + 1) % storesCount]!
    for (let n = 0; !isOver; n += 1) {
      const command = `w${writer}n${n}`
      await untilAnswered(() =>
        execute(tally, intentOf({ repeat: { key: command, fingerprint: 'f' } }), async (unit) => {
          for (const id of [command, `own${writer}`, ...(n % sharedEvery === 0 ? [sharedBy(writer)] : [])])
            await unit.decide(tally, id, { type: 'add', amount: 1 })
          return command
        }),
      )
      acknowledge(command)
      if (!(await untilAnswered(() => another.documents.get(tallies, command)))) notShown.push(command)
    }
  }
  const more = (count: number) =>
    eventually(async () => acknowledged.size, { isThere: (n) => n >= count, withinMs: patienceMs })
  const drive = async (): Promise<void> => {
    await more(enough)
    await disturb()
    await more(acknowledged.size + enough)
    isOver = true
  }
  await Promise.all([
    drive().finally(() => void (isOver = true)),
    ...Array.from({ length: writersCount }, (_, n) => write(n)),
  ])
  return { acknowledged, notShown, silentMs }
}

const idsOf = (process: number) => {
  let made = 0
  return (prefix: string): string => `${prefix}_${process}_${(made += 1)}`
}

/** As a client does: the same request under the same key, until there is an answer. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + patienceMs; ;)
    try {
      return await ask()
    } catch (error) {
      const isPassing = error instanceof Rejected ? error.rejection.kind === 'unavailable' : isTransient(error)
      if (!isPassing || performance.now() >= until) throw error
      await sleep(50)
    }
}

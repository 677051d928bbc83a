/** A MongoDB and a Redis of a test's own that speak TLS alone, and only with who shows a certificate of their authority. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { freePort } from '../../bench/harness/free-port.ts'
import { cacheFolder } from '../../scripts/servers/cache-folder.ts'
import { installRedis, redisBinary, redisEnvironment } from '../../scripts/servers/install-redis.ts'
import { mongodb } from '../../scripts/servers/mongodb.ts'
import { eventually } from './eventually.ts'
import type { Authority, Pair } from './make-certificates.ts'

export type EncryptedServers = {
  readonly environment: { readonly MONGODB_URL: string; readonly REDIS_URL: string }
  /** Of Redis, what it was asked and whom it refused. */
  [Symbol.asyncDispose](): Promise<void>
}

const cache = cacheFolder(process.env)
const silent = (): void => undefined

/** @param folder  the test's own, where data and keys lie */
export async function startEncryptedServers(folder: string, authority: Authority): Promise<EncryptedServers> {
  const own = authority.issue(['127.0.0.1', 'localhost'])
  const files = writePair(folder, 'server', own)
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, authority.certificate)
  const [mongodbPort, redisPort] = [await freePort(), await freePort()]
  const children = [
    await startMongod(mongodbPort, folder, [`--tlsCAFile=${ca}`, `--tlsCertificateKeyFile=${files.both}`]),
    await startRedis(redisPort, folder, [
      '--tls-ca-cert-file',
      ca,
      '--tls-cert-file',
      files.cert,
      '--tls-key-file',
      files.key,
    ]),
  ]
  const url = `mongodb://127.0.0.1:${mongodbPort}/foodxchange?replicaSet=rs0&tls=true`
  try {
    await makeReplicaSet(mongodbPort, { ca: authority.certificate, ...own })
  } catch (error) {
    await Promise.all(children.map(end))
    throw error
  }
  return {
    environment: { MONGODB_URL: url, REDIS_URL: `rediss://127.0.0.1:${redisPort}` },
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map(end))
    },
  }
}

/** The pair in two files, and in one, as MongoDB wants it. */
export function writePair(folder: string, name: string, { cert, key }: Pair) {
  const files = {
    cert: join(folder, `${name}.pem`),
    key: join(folder, `${name}-key.pem`),
    both: join(folder, `${name}-both.pem`),
  }
  writeFileSync(files.cert, cert)
  writeFileSync(files.key, key, { mode: 0o600 })
  writeFileSync(files.both, cert + key, { mode: 0o600 })
  return files
}

async function startMongod(port: number, folder: string, tls: readonly string[]): Promise<ChildProcess> {
  const installation = await mongodb.install(cache, silent)
  const [node] = mongodb.launches({ installation, ports: [port], data: folder })
  mkdirSync(node!.folder, { recursive: true })
  return spawn(node!.command, [...node!.args, '--tlsMode=requireTLS', ...tls], { stdio: 'ignore' })
}

async function startRedis(port: number, folder: string, tls: readonly string[]): Promise<ChildProcess> {
  const installation = await installRedis(cache, silent)
  const args = ['--port', '0', '--tls-port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  const policy = ['--tls-auth-clients', 'yes', '--maxmemory-policy', 'noeviction', '--appendonly', 'yes']
  const environment = { ...process.env, ...redisEnvironment(installation) }
  return spawn(redisBinary(installation, 'redis-server'), [...args, ...policy, ...tls], {
    stdio: 'ignore',
    env: environment,
  })
}

async function makeReplicaSet(port: number, tls: { ca: string } & Pair): Promise<void> {
  const options = { directConnection: true, maxPoolSize: 1, serverSelectionTimeoutMS: 40_000, tls: true, ...tls }
  await using client = new MongoClient(`mongodb://127.0.0.1:${port}`, options)
  const admin = client.db('admin')
  await admin.command({ replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host: `127.0.0.1:${port}` }] } })
  await eventually(() => admin.command({ hello: 1 }), {
    isThere: ({ isWritablePrimary }) => isWritablePrimary === true,
    withinMs: 40_000,
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

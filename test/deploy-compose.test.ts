/** deploy/compose.yaml is understood by Docker, reaches no network beyond this machine, and says which versions it means. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'

type Service = {
  readonly image: string
  readonly restart?: string
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly ports?: readonly { readonly host_ip?: string; readonly published: string }[]
  readonly volumes?: readonly { readonly type: string; readonly source: string }[]
}

/** Docker's own reading of the file; undefined where there is no Docker with Compose, which need not run for it. */
function readByDocker(): Readonly<Record<string, Service>> | undefined {
  const docker = (...args: string[]) => spawnSync('docker', ['compose', ...args], { encoding: 'utf8', timeout: 15_000 })
  if (docker('version').status !== 0) return undefined
  const { status, stdout, stderr } = docker('-f', 'deploy/compose.yaml', 'config', '--format', 'json')
  if (status !== 0) throw new Error(`docker compose does not take deploy/compose.yaml: ${stderr}`)
  return (JSON.parse(stdout) as { readonly services: Readonly<Record<string, Service>> }).services
}

const services = readByDocker()
if (services === undefined) console.warn('Skipped: no Docker with Compose here to read deploy/compose.yaml.')
const named = Object.entries(services ?? {})
const breakers = (breaks: (service: Service) => boolean): readonly string[] =>
  named.filter(([, service]) => breaks(service)).map(([name]) => name)

test.skipIf(services === undefined)('it starts the servers that the production composition is told of', () => {
  const names = named.map(([name]) => name)
  const one = ['redis', 'elasticsearch', 'clickhouse', 'mongodb-init', 'redis-cluster-init']
  expect(names).toEqual(expect.arrayContaining(one))
  expect(names.filter((name) => /^mongodb-\d$/.test(name))).toHaveLength(3)
  expect(names.filter((name) => /^redis-cluster-\d$/.test(name))).toHaveLength(6)
})

test.skipIf(services === undefined)('every image has a version that is not the newest of the day', () => {
  expect(breakers(({ image }) => !/:\d+\.\d+(\.\d+)?$/.test(image))).toEqual([])
})

test.skipIf(services === undefined)('no port can be reached from another machine', () => {
  expect(named.flatMap(([, { ports = [] }]) => ports).length).toBeGreaterThan(10)
  expect(breakers(({ ports = [] }) => ports.some(({ host_ip }) => host_ip !== '127.0.0.1'))).toEqual([])
})

test.skipIf(services === undefined)('whatever goes on running says whether it is well', () => {
  expect(breakers(({ restart, healthcheck }) => restart !== undefined && healthcheck === undefined)).toEqual([])
})

test.skipIf(services === undefined)('every file that is handed in is there', () => {
  const sources = named.flatMap(([, { volumes = [] }]) => volumes).filter(({ type }) => type === 'bind')
  expect(sources.length).toBeGreaterThan(5)
  expect(sources.map(({ source }) => source).filter((source) => !existsSync(source))).toEqual([])
})

/** What can be done with the servers of a set: started with fresh data, ended, looked at. */
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { catalogue } from './catalogue.ts'
import { anyStart, claimPort, pickPorts } from './ports.ts'
import { endedAtOnce, isRunning, lastLines, startProcess, stopProcesses } from './processes.ts'
import type { Placement, Say, Server, ServerName } from './server.ts'
import { isServerName } from './server.ts'
import { holdingSet, readState, record, type RunningProcess, type ServerRecord } from './state-file.ts'
import { explain, OTHER_WAY, Trouble } from './trouble.ts'

export type ServerSet = {
  /** Where installed servers are kept for all sets. */
  readonly cache: string
  /** The set's own: its state file, its logs, its data. */
  readonly folder: string
  readonly say: (name: ServerName | undefined, line: string) => void
}

const READY_POLL_MS = 100
/** An attempt that hangs is given up, and made anew: what it asks of a server is answered in milliseconds. */
const ATTEMPT_MS = 10_000
const GRACE_MS = 10_000
/** A port may be taken by a stranger just before it is listened on, and nodes may fail to join: a new start mends both. */
const START_ATTEMPTS = 3

const dataOf = (set: ServerSet, name: ServerName): string => join(set.folder, 'data', name)
const logsOf = (set: ServerSet, name: ServerName): string => join(set.folder, 'logs', name)

/** Starts those of the servers that are not up, each with fresh data. Where one fails, the others are up all the same. */
export async function up(set: ServerSet, names: readonly ServerName[]): Promise<void> {
  requireLinux()
  await holding(set, async () => {
    const starts = await Promise.allSettled(
      names.map((name) => upOne(set, name).catch((error: unknown) => rethrow(name, error))),
    )
    const reasons = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason as unknown] : []))
    if (reasons.length > 0) throw new AggregateError(reasons, 'Not every server is up.')
  })
}

/** Ends the servers and removes their data. Those that are not up are left as they are. */
export async function down(set: ServerSet, names: readonly ServerName[]): Promise<void> {
  await holding(set, async () => {
    await Promise.all(names.map((name) => downOne(set, name)))
  })
}

/** Starts again, on the data that they left, those processes of a server that ended: a killed node comes back. */
export async function restart(set: ServerSet, name: ServerName): Promise<void> {
  await holding(set, async () => {
    const former = standings(set).find((standing) => standing.name === name)
    if (former === undefined) throw new Trouble(`${name} was never started.`, 'Start it with `up`.')
    const { url, processes: before } = former.entry
    const ports = [...url.matchAll(/:(\d+)/g)].map(([, port]) => Number(port))
    const placement = {
      installation: await catalogue[name].install(set.cache, () => {}),
      ports,
      data: dataOf(set, name),
    }
    const processes = [...before]
    for (const launch of catalogue[name].launches(placement)) {
      const place = processes.findIndex((one) => one.name === launch.name)
      if (isRunning(processes[place]!)) continue
      processes[place] = await startProcess(launch, processes[place]!.log)
      record(set.folder, name, { url, ready: true, processes: [...processes] })
    }
    await untilReady(catalogue[name], placement, processes)
  })
}

export type Standing = { readonly name: ServerName; readonly entry: ServerRecord; readonly isUp: boolean }

/** Those that were started and not ended by `down`; not up is one whose start was broken off, or that lost a process. */
export function standings({ folder }: ServerSet): readonly Standing[] {
  return Object.entries(readState(folder).servers).flatMap(([name, entry]) =>
    isServerName(name) ? [{ name, entry, isUp: entry.ready && entry.processes.every(isRunning) }] : [],
  )
}

/** The variables by which the exchange, and its tests, are told of the servers that are up. */
export function environmentOf(set: ServerSet): Readonly<Record<string, string>> {
  const running = standings(set).filter(({ isUp }) => isUp)
  return Object.fromEntries(running.map(({ name, entry }) => [catalogue[name].variable, entry.url]))
}

function holding(set: ServerSet, work: () => Promise<void>): Promise<void> {
  return holdingSet(set.folder, (line) => set.say(undefined, line), work)
}

function requireLinux(): void {
  if (process.platform === 'linux') return
  throw new Trouble(`These servers are installed on Linux only; this is ${process.platform}.`, `${OTHER_WAY}.`)
}

function rethrow(name: ServerName, error: unknown): never {
  throw error instanceof Trouble ? new Trouble(`${name}: ${error.message}`, error.remedy) : error
}

async function upOne(set: ServerSet, name: ServerName): Promise<void> {
  const server = catalogue[name]
  const say: Say = (line) => set.say(name, line)
  const former = standings(set).find((standing) => standing.name === name)
  if (former?.isUp) return say(`is up already: ${former.entry.url}`)
  await downOne(set, name)
  const installation = await server.install(set.cache, say)
  const started = performance.now()
  for (let attempts = 1; ; attempts += 1) {
    try {
      const url = await startFresh(set, name, installation)
      return say(`up in ${((performance.now() - started) / 1000).toFixed(1)} s: ${url}`)
    } catch (error) {
      // Its log stays, for whoever wants to know why.
      await downOne(set, name)
      if (attempts === START_ATTEMPTS) throw error
      say(`did not start, and is started anew. ${explain(error)}`)
    }
  }
}

/** With fresh data, on ports of its own. */
async function startFresh(set: ServerSet, name: ServerName, installation: string): Promise<string> {
  const server = catalogue[name]
  const ports = await pickPorts(server.portCount, anyStart(), claimPort)
  await Promise.all(
    [dataOf(set, name), logsOf(set, name)].map((folder) => rm(folder, { recursive: true, force: true })),
  )
  await mkdir(dataOf(set, name), { recursive: true })
  const placement = { installation, ports, data: dataOf(set, name) }
  const processes = await startAll(set, name, placement)
  await untilReady(server, placement, processes)
  const url = server.url(ports)
  record(set.folder, name, { url, ready: true, processes })
  return url
}

/** Each process is written down before the next one starts: whatever ends this command, `down` finds them. */
async function startAll(set: ServerSet, name: ServerName, placement: Placement): Promise<readonly RunningProcess[]> {
  const server = catalogue[name]
  const processes: RunningProcess[] = []
  for (const launch of server.launches(placement)) {
    processes.push(await startProcess(launch, join(logsOf(set, name), `${launch.name}.log`)))
    record(set.folder, name, { url: server.url(placement.ports), ready: false, processes: [...processes] })
  }
  return processes
}

async function untilReady(server: Server, placement: Placement, processes: readonly RunningProcess[]): Promise<void> {
  const deadline = performance.now() + server.readyTimeoutMs
  for (;;) {
    const lacking = await attempt(server, placement)
    if (lacking === undefined) return
    const gone = processes.find((one) => !isRunning(one))
    if (gone) throw endedAtOnce(gone.name, gone.log)
    if (performance.now() > deadline) {
      const tails = processes.map(({ log }) => `${log}:\n${lastLines(log, 5)}`).join('\n')
      throw new Trouble(`Not ready after ${server.readyTimeoutMs / 1000} s: ${lacking}\n${tails}`, 'The logs say more.')
    }
    await sleep(READY_POLL_MS)
  }
}

async function attempt(server: Server, placement: Placement): Promise<string | undefined> {
  try {
    return await server.settle(placement, AbortSignal.timeout(ATTEMPT_MS))
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function downOne(set: ServerSet, name: ServerName): Promise<void> {
  const former = standings(set).find((standing) => standing.name === name)
  if (former === undefined) return
  await stopProcesses(former.entry.processes, GRACE_MS)
  if (existsSync(dataOf(set, name))) await rm(dataOf(set, name), { recursive: true })
  record(set.folder, name, undefined)
  set.say(name, 'down, its data removed')
}

/** What runs, written down: the one file by which a later command finds the servers that an earlier one started. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Say } from './server.ts'
import { Trouble } from './trouble.ts'

const RunningProcess = Type.Object({
  name: Type.String(),
  pid: Type.Integer({ minimum: 2 }),
  /** When the system says it was born: a pid is given anew some day, pid and birth are not. */
  bornAt: Type.String(),
  log: Type.String(),
})
export type RunningProcess = Static<typeof RunningProcess>

const ServerRecord = Type.Object({
  url: Type.String(),
  /** Whether it has taken a write since it was started; otherwise its start was broken off. */
  ready: Type.Boolean(),
  processes: Type.Array(RunningProcess, { maxItems: 32 }),
})
export type ServerRecord = Readonly<Omit<Static<typeof ServerRecord>, 'processes'>> & {
  readonly processes: readonly RunningProcess[]
}

const State = Type.Object({ format: Type.Literal(1), servers: Type.Record(Type.String(), ServerRecord) })
export type State = { readonly format: 1; readonly servers: Readonly<Record<string, ServerRecord>> }

/** Longer than the slowest `up` with its downloads, on which another command may have to wait. */
const LOCK_WAIT_MS = 15 * 60_000
const LOCK_POLL_MS = 200

/** Servers belong to a checkout, and there to a set: two checkouts never end each other's. */
export function setFolder(cache: string, checkout: string, set: string): string {
  return join(cache, 'sets', `${createHash('sha256').update(checkout).digest('hex').slice(0, 12)}-${set}`)
}

export const stateFile = (folder: string): string => join(folder, 'state.json')

export function readState(folder: string): State {
  const file = stateFile(folder)
  return existsSync(file) ? parseState(readFileSync(file, 'utf8'), file) : { format: 1, servers: {} }
}

export function parseState(text: string, file: string): State {
  const state = parseJson(text)
  if (Value.Check(State, state)) return state
  throw new Trouble(
    `${file} is not a state file that this version understands.`,
    'End the servers it names by their pid, then remove the folder it lies in.',
  )
}

/** Replaced as a whole: whoever reads meanwhile reads the old state or the new one. */
function writeState(folder: string, state: State): void {
  mkdirSync(folder, { recursive: true })
  const unfinished = `${stateFile(folder)}.${process.pid}`
  writeFileSync(unfinished, `${JSON.stringify(state, null, 2)}\n`)
  renameSync(unfinished, stateFile(folder))
}

/** Sets or removes what is written of one server. Nothing awaits in between, so servers may be started side by side. */
export function record(folder: string, name: string, entry: ServerRecord | undefined): void {
  const { [name]: _former, ...others } = readState(folder).servers
  writeState(folder, { format: 1, servers: entry === undefined ? others : { ...others, [name]: entry } })
}

/** One command at a time may change a set. The lock is the system's, so it ends with the process that holds it. */
export async function holdingSet<T>(folder: string, say: Say, work: () => Promise<T>): Promise<T> {
  mkdirSync(folder, { recursive: true })
  using lock = new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 })
  const deadline = performance.now() + LOCK_WAIT_MS
  for (let attempt = 0; !isLocked(lock); attempt += 1) {
    if (attempt === 0) say('waiting for another command that is busy with these servers')
    if (performance.now() > deadline) throw new Trouble('Another command holds these servers.', 'End it; try again.')
    await sleep(LOCK_POLL_MS)
  }
  return await work()
}

function isLocked(lock: DatabaseSync): boolean {
  try {
    lock.exec('begin exclusive')
    return true
  } catch (error) {
    if (error instanceof Error && error.message.includes('locked')) return false
    throw error
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

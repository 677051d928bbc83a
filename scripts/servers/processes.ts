/** Starts processes that outlive the command, knows them again by pid and birth, and ends those and no others. */
import { spawn } from 'node:child_process'
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Launch } from './server.ts'
import type { RunningProcess } from './state-file.ts'
import { Trouble } from './trouble.ts'

const POLL_MS = 50
const LOG_TAIL_BYTES = 262_144

export async function startProcess(launch: Launch, log: string): Promise<RunningProcess> {
  mkdirSync(launch.folder, { recursive: true })
  mkdirSync(dirname(log), { recursive: true })
  const output = openSync(log, 'a')
  const child = spawn(launch.command, launch.args, {
    cwd: launch.folder,
    env: { ...process.env, ...launch.environment },
    // Its own group: a Ctrl-C for the command that started it is not meant for the server.
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.once('spawn', () => resolve(child.pid ?? 0))
  child.once('error', reject)
  const pid = await promise
  const bornAt = birthOf(pid)
  child.unref()
  if (bornAt === undefined) throw endedAtOnce(launch.name, log)
  return { name: launch.name, pid, bornAt, log }
}

export const isRunning = ({ pid, bornAt }: RunningProcess): boolean => birthOf(pid) === bornAt

export const endedAtOnce = (name: string, log: string): Trouble =>
  new Trouble(`${name} ended at once. The end of ${log}:\n${lastLines(log, 12)}`, 'The log says why.')

/** Asks each to end, waits for all, and ends the rest by force. A pid that is someone else's by now is left alone. */
export async function stopProcesses(processes: readonly RunningProcess[], graceMs: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const one of processes) if (isRunning(one)) sendSignal(one.pid, signal)
    for (const deadline = performance.now() + graceMs; performance.now() < deadline; await sleep(POLL_MS)) {
      if (!processes.some(isRunning)) return
    }
  }
  const left = processes.filter(isRunning).map(({ name, pid }) => `${name} (pid ${pid})`)
  throw new Trouble(
    `Even by force these do not end: ${left.join(', ')}.`,
    'Look at them with ps; then run `down` again.',
  )
}

/** The last lines of a file that may be large or absent. */
export function lastLines(file: string, count: number): string {
  if (!existsSync(file)) return ''
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const buffer = Buffer.alloc(Math.min(size, LOG_TAIL_BYTES))
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length)
    return buffer.toString().trimEnd().split('\n').slice(-count).join('\n')
  } finally {
    closeSync(descriptor)
  }
}

/** Of proc_pid_stat(5): the 3rd field is the state, the 22nd the start in clock ticks since boot. */
export function birthFromStat(stat: string): string | undefined {
  // The 2nd, the command in brackets, may hold blanks and brackets itself: fields are counted from its last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const state = fields[0] ?? ''
  return state === '' || state === 'Z' || state === 'X' ? undefined : fields[19]
}

/** When a process was born; undefined when it is gone, also if nobody collected it yet. */
function birthOf(pid: number): string | undefined {
  try {
    return birthFromStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code))

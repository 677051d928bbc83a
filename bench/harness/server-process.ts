/** A server in its own process whose CPU time can be read; from Linux's /proc, which is why benches run there only. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { root } from '../../scripts/tool.ts'

export type ServerProcess = {
  readonly url: string
  readonly startedInMs: number
  /** User and system time used so far, in milliseconds. */
  cpuMs(): number
  /** Resident memory now and at its peak, in MiB. */
  memoryMib(): { now: number; peak: number }
  stop(): Promise<void>
}

/** Linux counts process time in hundredths of a second everywhere that matters. */
const tickMs = 10
const startTimeoutMs = 120_000

/** @param announces  matches the output that tells the server listens; its first group is the URL or the port */
export async function startServer(
  args: readonly string[],
  announces: RegExp,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<ServerProcess> {
  const begun = performance.now()
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const found = await new Promise<string>((resolve, reject) => {
    let output = ''
    const timer = setTimeout(() => reject(new Error(`${args[0]} did not start:\n${output}`)), startTimeoutMs)
    child.stdout.on('data', (text: Buffer) => {
      output = (output + text.toString()).slice(-10_000)
      const match = announces.exec(output)?.[1]
      if (match === undefined) return
      clearTimeout(timer)
      child.stdout.removeAllListeners('data').resume()
      resolve(match)
    })
    child.once('exit', () => reject(new Error(`${args[0]} ended before it listened:\n${output}`)))
  })
  return {
    url: found.startsWith('http') ? found : `http://127.0.0.1:${found}`,
    startedInMs: performance.now() - begun,
    cpuMs: () => cpuMs(child.pid!),
    memoryMib: () => memoryMib(child.pid!),
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}

/** What `npm start` gives to Node, or `npm run start:production`. */
export function startArguments(script: 'start' | 'start:production' = 'start'): string[] {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> }
  const [program, launcher, ...args] = scripts[script]?.split(' ') ?? []
  if (program !== 'node' || launcher !== 'scripts/node24.mjs') throw new Error(`What starts here? ${scripts[script]}`)
  return args
}

/** User and system time that a process has used so far, in milliseconds. */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

/** Resident memory of a process, now and at its peak, in MiB. */
export function memoryMib(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024
  return { now: read('VmRSS'), peak: read('VmHWM') }
}

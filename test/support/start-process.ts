/** Starts the real program in a process of its own and waits until it is open. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../../scripts/tool.ts'

export type RunningProcess = {
  readonly url: string
  readonly child: ChildProcess
  /** What it wrote so far, the log included. */
  readonly output: () => string
  /** Ends it and waits; gives the exit code. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>
}

/** Of several processes on servers that others use, too, each waits its turn. */
const startTimeoutMs = 60_000

export async function startProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RunningProcess> {
  const child = spawn(process.execPath, ['src/main.ts', '--port', '0', ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  const ended = once(child, 'exit')
  const url = await waitForUrl(child, () => output)
  return {
    url,
    child,
    output: () => output,
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await ended
      return child.exitCode
    },
  }
}

function waitForUrl(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      finish(new Error(`The exchange did not open within ${startTimeoutMs} ms:\n${output()}`))
    }, startTimeoutMs)
    const finish = (outcome: string | Error): void => {
      clearTimeout(timer)
      child.stdout?.off('data', look)
      child.off('exit', exited)
      if (outcome instanceof Error) reject(outcome)
      else resolve(outcome)
    }
    const look = (): void => {
      const url = /Health\s+(https?:\/\/\S+)\/readyz/.exec(output())?.[1]
      if (url) finish(url)
    }
    const exited = (): void => finish(new Error(`The exchange ended before it opened:\n${output()}`))
    child.stdout?.on('data', look)
    child.once('exit', exited)
  })
}

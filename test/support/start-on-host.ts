/** Starts exchanges on processes that have served others before and will serve more; see exchange-host.ts. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { root } from '../../scripts/tool.ts'
import type { RunningProcess } from './start-process.ts'

export type HostOrder =
  | {
      readonly what: 'open'
      readonly id: number
      readonly args: readonly string[]
      readonly environment: Readonly<Record<string, string>>
    }
  | { readonly what: 'close'; readonly id: number }

/** To the order of that number; 0 where it is ready for orders. */
export type HostAnswer = { readonly id: number; readonly url?: string; readonly failed?: string }

export type ExchangeHost = {
  readonly child: ChildProcess
  /** Opens one more exchange. Rejects with what it says where it cannot. */
  readonly open: (
    args: readonly string[],
    environment: Readonly<Record<string, string | undefined>>,
  ) => Promise<HostedExchange>
  /** Ends it at once (SIGKILL), with all that it serves. */
  readonly kill: () => Promise<void>
  /** What it wrote from the beginning on. */
  readonly output: () => string
}

export type HostedExchange = { readonly url: string; readonly close: () => Promise<void> }

/** Of several on servers that others use, too, each waits its turn. */
const answerTimeoutMs = 100_000
/** Of those that serve nothing at the moment, so many are kept for the next. */
const idleMax = 3
const idle: ExchangeHost[] = []

/** Starts an exchange of its own on one that is idle, else on a new one; ended in order, its host is idle again. */
export async function startOnHost(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RunningProcess> {
  const host = idle.pop() ?? (await startHost())
  const running = await startBeside(host, args, environment)
  let ending: Promise<number | null> | undefined
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    const code = await running.end(signal)
    if (signal === 'SIGTERM') letGo(host)
    return code
  }
  return { ...running, end: (signal) => (ending ??= end(signal)) }
}

/** Starts an exchange beside those that a host serves already. Killed, all of them are. */
export async function startBeside(
  host: ExchangeHost,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RunningProcess> {
  const from = host.output().length
  const { url, close } = await host.open(args, environment)
  return {
    url,
    child: host.child,
    output: () => host.output().slice(from),
    async end(signal) {
      await (signal === 'SIGTERM' ? close() : host.kill())
      return signal === 'SIGTERM' ? 0 : null
    },
  }
}

function letGo(host: ExchangeHost): void {
  if (idle.length < idleMax) idle.push(host)
  else host.child.disconnect()
}

/** A new one, which ends with this process. */
export async function startHost(): Promise<ExchangeHost> {
  const child = fork(new URL('exchange-host.ts', import.meta.url), [], {
    cwd: root,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (text: Buffer) => (output += text.toString()))
    // Idle, it keeps nobody from ending.
    ;(stream as Socket).unref()
  }
  const { ask, ready } = askingOf(child, () => output)
  await ready
  child.unref()
  child.channel!.unref()
  let ids = 0
  return {
    child,
    output: () => output,
    async open(args, environment) {
      const id = (ids += 1)
      const given = Object.entries({ ...process.env, ...environment }).filter((entry) => entry[1] !== undefined)
      const { url } = await ask({
        what: 'open',
        id,
        args: ['--port', '0', ...args],
        environment: Object.fromEntries(given as [string, string][]),
      })
      return { url: url!, close: async () => void (await ask({ what: 'close', id })) }
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Each order is answered once, or rejected where its host is lost or silent. */
function askingOf(child: ChildProcess, output: () => string) {
  const waiting = new Map<number, PromiseWithResolvers<HostAnswer>>()
  const wait = (id: number): Promise<HostAnswer> => {
    const answer = Promise.withResolvers<HostAnswer>()
    waiting.set(id, answer)
    const timer = setTimeout(() => lose(`did not answer within ${answerTimeoutMs} ms`), answerTimeoutMs)
    return answer.promise.finally(() => clearTimeout(timer))
  }
  const lose = (why: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(`The host of an exchange ${why}:\n${output()}`))
    waiting.clear()
  }
  child.on('message', (answer: HostAnswer) => {
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.failed === undefined) asked?.resolve(answer)
    else asked?.reject(new Error(`The exchange did not open or end in order: ${answer.failed}\n${output()}`))
  })
  child.once('exit', (code, signal) => lose(`ended with ${code ?? signal}`))
  child.once('error', (error) => lose(`did not start: ${error.message}`))
  return {
    ready: wait(0),
    async ask(order: HostOrder): Promise<HostAnswer> {
      const answer = wait(order.id)
      if (child.connected) child.send(order)
      else lose('is gone')
      return answer
    },
  }
}

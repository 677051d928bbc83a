/** Starts the real program in its own process over a folder of its own, and speaks to it as a client would. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../scripts/tool.ts'
import { createClient, type Client } from '../../sdk/index.ts'
import { compositionUnderTest } from './composition-under-test.ts'

export type StartOptions = {
  /** An existing data folder; a fresh one, removed at the end, when absent. */
  readonly data?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

export type RunningExchange = {
  readonly url: string
  readonly data: string
  readonly process: ChildProcess
  /** What it wrote to its output so far, the log included. */
  output(): string
  /** A client without credentials, or with a token. */
  client(token?: string, organisation?: string): Client
  /** The mails captured so far, oldest first. */
  mails(): string[]
  /** Ends it in order (SIGTERM) and waits; gives the exit code. */
  stop(): Promise<number | null>
  /** Ends it at once (SIGKILL) and waits. */
  kill(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const startTimeoutMs = 30_000

/** Read models of the whole e2e suite are late by so much when this is set; see `test:e2e:late`. */
const lateMs = process.env['FX_E2E_READ_MODEL_DELAY_MS']

export async function startExchange(options: StartOptions = {}): Promise<RunningExchange> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'foodxchange-'))
  const composition = compositionUnderTest(data)
  const child = spawn(process.execPath, ['src/main.ts', '--port', '0', '--data', data, ...(options.args ?? [])], {
    cwd: root,
    env: {
      ...process.env,
      ...composition.environment,
      ...(lateMs && { FX_READ_MODEL_DELAY_MS: lateMs }),
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  const ended = once(child, 'exit')
  const url = await waitForUrl(child, () => output)
  const exitCode = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
    return child.exitCode
  }
  return {
    url,
    data,
    process: child,
    output: () => output,
    client: (token, organisation) =>
      createClient({
        baseUrl: url,
        ...(token && { authorization: () => `Bearer ${token}` }),
        ...(organisation && { organisation }),
      }),
    mails: () => readMails(join(data, 'mail')),
    stop: () => exitCode('SIGTERM'),
    kill: async () => void (await exitCode('SIGKILL')),
    async [Symbol.asyncDispose]() {
      await exitCode('SIGTERM')
      if (options.data !== undefined) return
      await composition.remove()
      rmSync(data, { recursive: true, force: true })
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
      const url = /Health\s+(http:\/\/\S+)\/readyz/.exec(output())?.[1]
      if (url) finish(url)
    }
    const exited = (): void => finish(new Error(`The exchange ended before it opened:\n${output()}`))
    child.stdout?.on('data', look)
    child.once('exit', exited)
  })
}

function readMails(folder: string): string[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((file) => file.endsWith('.eml'))
  const dated = files.map((file) => readFileSync(join(folder, file), 'utf8'))
  const dateOf = (mail: string): string => /^Date: (.*)$/m.exec(mail)?.[1] ?? ''
  return dated.sort((a, b) => dateOf(a).localeCompare(dateOf(b)))
}

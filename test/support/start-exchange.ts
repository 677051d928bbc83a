/**
 * Starts an exchange over a folder of its own, in one process or in several behind one address, and speaks to it as a
 * client would: the real program, where starting and ending are looked at; else on processes that serve one after another.
 */
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../scripts/tool.ts'
import { createClient, type Client } from '../../sdk/index.ts'
import { compositionUnderTest, type LayoutName } from './composition-under-test.ts'
import { openPathFront } from './path-front.ts'
import { openWaf } from './open-waf.ts'
import { raisedLimits } from './raised-limits.ts'
import { profileQueries, profileTable, wasteful, type QueryKind } from './query-profile.ts'
import { startBeside, startOnHost, type ExchangeHost } from './start-on-host.ts'
import { startProcess, type RunningProcess } from './start-process.ts'

export type StartOptions = {
  /** An existing data folder; a fresh one, removed at the end, when absent. */
  readonly data?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** What anybody has who sets nothing; raised unless told, since a test asks in seconds for what a user asks for in a day. */
  readonly limits?: 'default'
  /** On which servers, in how many processes; as the vitest project says when absent. */
  readonly layout?: LayoutName
  /**
   * Whether processes are started for it alone, as `npm start` does: where it is told how to start, or is over a folder
   * that other starts share, unless said; see exchange-host.ts.
   */
  readonly alone?: boolean
  /** Beside the exchanges that this one serves, with all of which it is killed. */
  readonly host?: ExchangeHost
}

export type RunningExchange = {
  readonly url: string
  /** Of each process, past what stands before them. */
  readonly processUrls: readonly string[]
  readonly data: string
  /** The first of its processes, mostly the only one. */
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
  /** Ends the first of several processes at once, while the others go on, and starts another one in its place. */
  replaceFirst(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Read models of the whole e2e suite are late by so much when this is set; see `test:e2e:late`. */
const lateMs = process.env['FX_E2E_READ_MODEL_DELAY_MS']

export async function startExchange(options: StartOptions = {}): Promise<RunningExchange> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'foodxchange-'))
  const composition = compositionUnderTest(data, options.layout)
  const environment = {
    ...(options.limits !== 'default' && raisedLimits),
    ...composition.environment,
    ...(lateMs && { FX_READ_MODEL_DELAY_MS: lateMs }),
    ...options.environment,
  }
  const started = await startProcesses(data, composition.processes, environment, options)
  const { folders, processes, replaceFirst, close } = started
  const waf = process.env['FX_E2E_FRONT'] === 'waf' ? await openWaf(started.url) : undefined
  const url = waf?.url ?? started.url
  const report = process.env['FX_E2E_PROFILE']
  const profile = report ? await profileQueries(composition.environment['MONGODB_URL']!) : undefined
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    await close()
    const codes = await Promise.all(processes.map((one) => one.end(signal)))
    return codes.find((code) => code !== 0) ?? codes[0] ?? null
  }
  return {
    url,
    processUrls: processes.map((one) => one.url),
    data,
    get process() {
      return processes[0]!.child
    },
    replaceFirst,
    output: () => processes.map(({ output }) => output()).join(''),
    client: (token, organisation) =>
      createClient({
        baseUrl: url,
        // What is refused in passing is what tests look at.
        retries: false,
        ...(token && { authorization: () => `Bearer ${token}` }),
        ...(organisation && { organisation }),
      }),
    mails: () => readMails(folders.map((folder) => join(folder, 'mail'))),
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    async [Symbol.asyncDispose]() {
      const blocked = waf?.blocked() ?? []
      await waf?.close()
      const queries = await profile?.kinds()
      await profile?.close()
      await end('SIGTERM')
      if (options.data !== undefined) return
      await composition.remove()
      if (queries) reportQueries(queries, join(root, report!))
      rmSync(data, { recursive: true, force: true })
      if (blocked.length > 0)
        throw new Error(`The firewall refused honest requests:\n${JSON.stringify(blocked, undefined, 2)}`)
    },
  }
}

/** Throws where a query looked at more than it gave: then the file's tests have failed, whatever they said. */
function reportQueries(queries: readonly QueryKind[], path: string): void {
  const table = `${profileTable(queries)}\n`
  process.stdout.write(table)
  writeFileSync(path, table)
  const worst = wasteful(queries)
  if (queries.length === 0) throw new Error('The profiler saw no query.')
  if (worst.length > 0) throw new Error(`These queries look at more than they give:\n${profileTable(worst)}`)
}

type Layout = ReturnType<typeof compositionUnderTest>['processes']
type Environment = Readonly<Record<string, string | undefined>>

/** Several share their secrets, have a folder each, and stand behind one address. */
async function startProcesses(data: string, layout: Layout, environment: Environment, options: StartOptions) {
  const { args = [], host, alone = options.data !== undefined || args.length > 0 } = options
  const start: typeof startProcess = host
    ? (given, settings) => startBeside(host, given, settings)
    : alone
      ? startProcess
      : startOnHost
  if (layout.length === 1) {
    const only = await start(['--data', data, ...args], environment)
    const nobodyElse = async (): Promise<void> => {
      throw new Error('It is alone: there is nobody who would go on meanwhile.')
    }
    return { url: only.url, folders: [data], processes: [only], replaceFirst: nobodyElse, close: async () => undefined }
  }
  const folders = layout.map((_, n) => join(data, `process-${n + 1}`))
  const startOne = (services: Layout[number], n: number): Promise<RunningProcess> =>
    start(['--data', folders[n]!, ...(services ? [`--services=${services.join(',')}`] : []), ...args], environment)
  const processes = await Promise.all(layout.map(startOne))
  const front = await openPathFront(processes.map(({ url }, n) => ({ url, services: layout[n] })))
  const replaceFirst = async (): Promise<void> => {
    front.move(0, undefined)
    await processes[0]!.end('SIGKILL')
    processes[0] = await startOne(layout[0], 0)
    front.move(0, processes[0].url)
  }
  return { url: front.url, folders, processes, replaceFirst, close: front.close }
}

/** What was captured in these folders, oldest first. */
export function readMails(folders: readonly string[]): string[] {
  const files = folders
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.eml'))
  const dated = files.map((file) => readFileSync(file, 'utf8'))
  const dateOf = (mail: string): string => /^Date: (.*)$/m.exec(mail)?.[1] ?? ''
  return dated.sort((a, b) => dateOf(a).localeCompare(dateOf(b)))
}

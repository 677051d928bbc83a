/**
 * `npm run test:contract`: a demo market is asked thousands of things that its own descriptions of /v1 and of /v2
 * allow, and thousands that they do not, by Schemathesis, an outside judge. None may end in a server error or in an
 * answer that the description does not know. Each operation is asked in each version by one caller whom it lets in,
 * and in the other version by another; `--everyone` lets all of them ask. Every bound of every field is tried, some
 * hundred cases an operation; `--quick` leaves that out, and makes `--cases N` (5,000) by chance. `--seed N` repeats,
 * `--version v2` and `--as buyer` ask a part; the last line counts.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '../sdk/index.ts'
import { raisedLimits } from '../test/support/raised-limits.ts'
import { startProcess, type RunningProcess } from '../test/support/start-process.ts'
import { installSchemathesis, type Schemathesis } from './described/install-schemathesis.ts'
import { explain } from './servers/trouble.ts'

const MARKET_TIMEOUT_MS = 180_000
const DESCRIPTION_TIMEOUT_MS = 10_000
const RUN_TIMEOUT_MS = 30 * 60_000
/** Each sees another part of the exchange from inside, and all else from outside. */
const callers = [
  { who: 'anna@wiesengrund.example', as: 'supplier', realm: {} },
  { who: 'lena@markthalle.example', as: 'buyer', realm: {} },
  { who: 'stella@foodxchange.example', as: 'staff', realm: { realm: 'staff' } },
] as const
/** Of a round: all of them are asked within the ten minutes that its token lives. */
const operationsMax = 140
/** What each version says of itself. */
const descriptions = { v1: '/openapi.json', v2: '/v2/openapi.json' } as const
type Version = keyof typeof descriptions
const versions: readonly Version[] = ['v1', 'v2']

type Caller = (typeof callers)[number]
type Operation = { readonly id: string; readonly access: string }
type Round = { readonly version: Version; readonly caller: Caller; readonly operations: readonly Operation[] }

type Counts = { readonly generated: number; readonly failures: number }

async function main(): Promise<number> {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const
  const options = { cases: text, seed: text, version: text, as: text, everyone: flag, quick: flag } as const
  const { values } = parseArgs({ options })
  const { quick = false } = values
  const cases = Number(values.cases ?? 5_000)
  const seed = values.seed ?? String(Date.now() % 1_000_000)
  const schemathesis = await installSchemathesis()
  const data = mkdtempSync(join(tmpdir(), 'foodxchange-contract-'))
  const exchange = await startProcess(['--data', data, '--demo'], raisedLimits)
  try {
    const password = await openMarket(exchange)
    const rounds = await roundsOf(exchange.url, values)
    const operations = rounds.reduce((sum, round) => sum + round.operations.length, 0)
    const examples = Math.ceil(cases / operations)
    const counts: Counts[] = []
    for (const round of rounds) {
      const { version, caller } = round
      console.log(`\n/${version}, ${round.operations.length} operations, as ${caller.as} (--seed ${seed}):`)
      const headers = await headersOf(exchange.url, caller, password)
      counts.push(await ask(schemathesis, exchange.url, round, { headers, examples, seed, data, quick }))
    }
    return tell(counts, cases)
  } finally {
    await exchange.end('SIGTERM')
    rmSync(data, { recursive: true, force: true })
  }
}

/** Says how many cases were run and how they ended; gives the exit code. */
function tell(counts: readonly Counts[], cases: number): number {
  const sum = (of: keyof Counts): number => counts.reduce((total, one) => total + one[of], 0)
  const [generated, failures] = [sum('generated'), sum('failures')]
  console.log(`\n${generated} cases were run.`)
  if (generated < cases) console.log(`These are fewer than the ${cases} that were wanted.`)
  const failed = failures + (generated < cases ? 1 : 0)
  console.log(`${Math.max(0, generated - failures)} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

type Wanted = { readonly version?: string; readonly as?: string; readonly everyone?: boolean }

/** Who asks what of which version, or as much of it as was wanted. */
async function roundsOf(url: string, { version, as, everyone = false }: Wanted): Promise<readonly Round[]> {
  const rounds: Round[] = []
  for (const [turn, one] of versions.entries()) {
    if ((version ?? one) !== one) continue
    const all = await operationsAt(url + descriptions[one])
    for (const caller of callers) {
      if ((as ?? caller.as) !== caller.as) continue
      const isAsked = ({ access }: Operation, at: number): boolean => {
        const able = callers.filter((each) => isLetIn(access, each))
        return everyone ? able.includes(caller) : able[(at + turn) % able.length] === caller
      }
      const asked = all.filter(isAsked)
      for (let at = 0; at < asked.length; at += operationsMax)
        rounds.push({ version: one, caller, operations: asked.slice(at, at + operationsMax) })
    }
  }
  if (rounds.length > 0) return rounds
  throw new Error('--version is v1 or v2, --as is supplier, buyer or staff. Left out, all of them are asked.')
}

/** What is for operators, or for nobody here, is asked by staff, and refused. */
function isLetIn(access: string, { as }: Caller): boolean {
  if (access === 'public' || access === 'person' || access === 'member-or-staff') return true
  return (access === 'member' || access === 'account') === (as !== 'staff')
}

async function operationsAt(description: string): Promise<readonly Operation[]> {
  const reply = await fetch(description, { signal: AbortSignal.timeout(DESCRIPTION_TIMEOUT_MS) })
  type Described = { readonly operationId: string; readonly 'x-access': { readonly kind: string } }
  const { paths } = (await reply.json()) as { paths: Record<string, Record<string, Described>> }
  return Object.values(paths)
    .flatMap((path) => Object.values(path))
    .map(({ operationId, 'x-access': { kind } }) => ({ id: operationId, access: kind }))
}

/** Waits until the demo market is whole; gives everybody's password, which the exchange tells at the end of it. */
async function openMarket(exchange: RunningProcess): Promise<string> {
  for (const until = Date.now() + MARKET_TIMEOUT_MS; Date.now() < until; await sleep(100)) {
    const password = /The password of everybody is "([^"]+)"/.exec(exchange.output())?.[1]
    if (password !== undefined) return password
  }
  throw new Error(`The demo market was not made within ${MARKET_TIMEOUT_MS / 1_000} s:\n${exchange.output()}`)
}

/** Who registers a second company has to say which one is meant: members always do. */
async function headersOf(baseUrl: string, { who: email, realm }: Caller, password: string): Promise<readonly string[]> {
  const body = { grantType: 'password', email, password, ...realm } as const
  const token = (await createClient({ baseUrl }).issueTokens({ body })).data.accessToken
  const authorization = `Bearer ${token}`
  const signedIn = [`Authorization: ${authorization}`]
  if ('realm' in realm) return signedIn
  const [membership] = (await createClient({ baseUrl, authorization: () => authorization }).getMe()).data.memberships
  return [...signedIn, ...(membership ? [`FX-Organisation: ${membership.organisationId}`] : [])]
}

type Run = {
  readonly headers: readonly string[]
  readonly examples: number
  readonly seed: string
  readonly data: string
  readonly quick: boolean
}

async function ask(tool: Schemathesis, url: string, { version, operations }: Round, run: Run): Promise<Counts> {
  const report = join(run.data, 'report.json')
  const how = [
    '--phases',
    run.quick ? 'examples,fuzzing' : 'examples,coverage,fuzzing',
    '-n',
    String(run.examples),
    '--seed',
    run.seed,
    '--workers',
    '2',
  ]
  const what = operations.flatMap(({ id }) => ['--include-operation-id', id])
  const by = run.headers.flatMap((header) => ['-H', header])
  const told = ['--no-color', '--warnings', 'off', '--report', 'json', '--report-json-path', report]
  const args = [...tool.args, 'run', url + descriptions[version], ...by, ...what, ...how, ...told]
  const child = spawn(tool.command, args, {
    // It keeps notes where it runs.
    cwd: run.data,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: RUN_TIMEOUT_MS,
    env: { ...process.env, ...tool.environment },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  const read = JSON.parse(readFileSync(report, 'utf8')) as { test_cases: { generated: number; with_failures: number } }
  rmSync(report)
  const { generated, with_failures: failures } = read.test_cases
  // What ends badly without a failed case, such as a description that cannot be read, is one failure.
  return { generated, failures: failures === 0 && code !== 0 ? 1 : failures }
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(explain(error))
  process.exitCode = 1
}

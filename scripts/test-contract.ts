/**
 * `npm run test:contract`: a demo market is asked thousands of things that its own descriptions of /v1 and of /v2
 * allow, and thousands that they do not, by Schemathesis, an outside judge. None may end in a server error or in an
 * answer that the description does not know. `--cases N` (5,000 in all, at the least), `--seed N`, `--version v2` for
 * one of them; the last line counts.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
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
/** What each version says of itself. */
const descriptions = { v1: '/openapi.json', v2: '/v2/openapi.json' } as const
type Version = keyof typeof descriptions
const versions: readonly Version[] = ['v1', 'v2']

type Round = { readonly version: Version; readonly caller: (typeof callers)[number] }

type Counts = { readonly generated: number; readonly failures: number }

async function main(): Promise<number> {
  const options = {
    cases: { type: 'string' },
    seed: { type: 'string' },
    version: { type: 'string' },
    as: { type: 'string' },
  } as const
  const { values } = parseArgs({ options })
  const cases = Number(values.cases ?? 5_000)
  const seed = values.seed ?? String(Date.now() % 1_000_000)
  const schemathesis = await installSchemathesis()
  const data = mkdtempSync(join(tmpdir(), 'foodxchange-contract-'))
  const exchange = await startProcess(['--data', data, '--demo'], raisedLimits)
  try {
    const password = await openMarket(exchange)
    const rounds = roundsOf(values)
    const counts: Counts[] = []
    for (const { version, caller } of rounds) {
      const description = exchange.url + descriptions[version]
      const operations = await countOperations(description)
      const examples = Math.ceil(cases / rounds.length / operations)
      console.log(`\n/${version}, ${operations} operations, as ${caller.who}, ${caller.as} (--seed ${seed}):`)
      const token = await tokenOf(exchange.url, caller, password)
      counts.push(await ask(schemathesis, description, token, { examples, seed, report: join(data, 'report.json') }))
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

/** Each version as each caller, or as much of it as was asked for. */
function roundsOf({ version, as }: { version?: string; as?: string }): readonly Round[] {
  const all = versions.flatMap((one) => callers.map((caller): Round => ({ version: one, caller })))
  const rounds = all.filter(
    (one) => (version ?? one.version) === one.version && (as ?? one.caller.as) === one.caller.as,
  )
  if (rounds.length > 0) return rounds
  throw new Error('--version is v1 or v2, --as is supplier, buyer or staff. Left out, all of them are asked.')
}

async function countOperations(description: string): Promise<number> {
  const reply = await fetch(description, { signal: AbortSignal.timeout(DESCRIPTION_TIMEOUT_MS) })
  const { paths } = (await reply.json()) as { paths: Record<string, Record<string, unknown>> }
  const methods = ['get', 'put', 'post', 'patch', 'delete']
  return Object.values(paths).reduce((sum, path) => sum + methods.filter((method) => method in path).length, 0)
}

/** Waits until the demo market is whole; gives everybody's password, which the exchange tells at the end of it. */
async function openMarket(exchange: RunningProcess): Promise<string> {
  for (const until = Date.now() + MARKET_TIMEOUT_MS; Date.now() < until; await sleep(100)) {
    const password = /The password of everybody is "([^"]+)"/.exec(exchange.output())?.[1]
    if (password !== undefined) return password
  }
  throw new Error(`The demo market was not made within ${MARKET_TIMEOUT_MS / 1_000} s:\n${exchange.output()}`)
}

type Caller = (typeof callers)[number]

async function tokenOf(baseUrl: string, { who: email, realm }: Caller, password: string): Promise<string> {
  const body = { grantType: 'password', email, password, ...realm } as const
  return (await createClient({ baseUrl }).issueTokens({ body })).data.accessToken
}

type Run = { readonly examples: number; readonly seed: string; readonly report: string }

async function ask(tool: Schemathesis, description: string, token: string, run: Run): Promise<Counts> {
  const { examples, seed, report } = run
  const how = ['--phases', 'examples,coverage,fuzzing', '-n', String(examples), '--seed', seed, '--workers', '2']
  const where = [description, '-H', `Authorization: Bearer ${token}`]
  const told = ['--no-color', '--warnings', 'off', '--report', 'json', '--report-json-path', report]
  const child = spawn(tool.command, [...tool.args, 'run', ...where, ...how, ...told], {
    // It keeps notes where it runs.
    cwd: dirname(report),
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

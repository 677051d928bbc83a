/**
 * `npm run test:production`: every adapter's contract, and the trade on every composition, on real servers that are
 * started for it and ended after it. `--embedded-report=FILE` is what `npm test` told of the adapters without servers,
 * which are then not tested again. `--part=steady` leaves out the tests that stop servers, `--part=disturbing` is those
 * alone: they wait most of the time, and something else can be done beside them.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { contractPage, embeddedContractTests, readContractTitles } from './contract-table.ts'
import { cacheFolder } from './servers/cache-folder.ts'
import { type ServerName, serverNames } from './servers/server.ts'
import { down, environmentOf, type ServerSet, up } from './servers/server-set.ts'
import { setFolder } from './servers/state-file.ts'
import { explain } from './servers/trouble.ts'
import type { TestReport, Totals } from './test-report.ts'
import { runTests, type TestRun, type TestsToRun } from './test-run.ts'
import { root } from './tool.ts'

const PAGE = join(root, 'docs/contracts.md')
/** What the profiler told while a whole trade ran, and the page that shows it. */
const QUERIES = join(root, '.cache/queries.md')
const QUERIES_PAGE = join(root, 'docs/queries.md')
const TESTS_TIMEOUT_MS = 15 * 60_000
const WRITE_TABLE = '--write-table'
const EMBEDDED_REPORT = '--embedded-report='
const PART = '--part='

/** A set of its own: what a developer has up beside it is not touched, and nothing of an earlier run is met. */
const cache = cacheFolder(process.env)
const set: ServerSet = {
  cache,
  folder: setFolder(cache, join(import.meta.dirname, 'servers'), 'test-production'),
  say: (name, line) => console.log(`${name ?? 'servers'}: ${line}`),
}

/** Ended from outside, the tests are given up; the servers are brought down all the same. */
const ended = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => ended.abort(new Error(signal)))

/** What is tested, and on which servers. */
type Part = { readonly servers: readonly ServerName[]; readonly run: () => Promise<readonly TestRun[]> }

/** Undefined where there is none of that name. */
function partOf(name: string | undefined, embeddedReport: string | undefined): Part | undefined {
  switch (name) {
    case undefined:
      return { servers: serverNames, run: () => runAll(embeddedReport) }
    case 'steady':
      return { servers: serverNames, run: () => runSteady(embeddedReport) }
    case 'disturbing':
      return { servers: ['mongodb', 'redis-cluster'], run: () => disturb(Promise.resolve()) }
    default:
      return undefined
  }
}

async function main(args: readonly string[]): Promise<number> {
  const valueOf = (option: string) => args.find((arg) => arg.startsWith(option))?.slice(option.length)
  const [embeddedReport, name] = [valueOf(EMBEDDED_REPORT), valueOf(PART)]
  const chosen = args.filter((arg) => arg !== WRITE_TABLE && !arg.startsWith(EMBEDDED_REPORT) && !arg.startsWith(PART))
  const part = chosen.length > 0 ? partOfChosen(chosen) : partOf(name, embeddedReport)
  if (!part) {
    console.log(`There is no part "${name}": steady, disturbing, or none for both.`)
    return 2
  }
  const started = await startServers(part.servers)
  const run = ended.signal.aborted ? [] : await part.run().finally(stopServers)
  if (run.length === 0) await stopServers()
  const totals = run.length === 0 ? { passed: 0, failed: 1, skipped: 0 } : sum(run.map((tests) => tests.totals))
  const hasContracts = chosen.length === 0 && name !== 'disturbing'
  const page =
    hasContracts && totals.failed === 0 && started === 0
      ? checkPage([run[0]!.report, ...(embeddedReport ? [embeddedReport] : [])], args.includes(WRITE_TABLE))
      : 0
  const failed = totals.failed + started + page
  if (totals.skipped > 0) console.log(`${totals.skipped} skipped`)
  if (totals.passed === 0) console.log('No test ran: that proves nothing, and counts as a failure.')
  console.log(`${totals.passed} passed, ${failed} failed`)
  return totals.passed > 0 && failed === 0 ? 0 : 1
}

const partOfChosen = (filters: readonly string[]): Part => ({
  servers: serverNames,
  run: async () => [await runNamed('chosen', { projects: ['production*', 'disturbing*'], filters })],
})

async function runAll(embeddedReport: string | undefined): Promise<readonly TestRun[]> {
  const steady = await runSteady(embeddedReport)
  if (ended.signal.aborted) return steady
  // With a node stopped, all others are needed: none of them may lie behind from what went before.
  return [...steady, ...(await disturb(down(set, ['mongodb']).then(() => up(set, ['mongodb']))))]
}

/** The contracts, then the trades. */
async function runSteady(embeddedReport: string | undefined): Promise<readonly TestRun[]> {
  const run: TestRun[] = []
  for (const [name, which] of Object.entries({ contracts: contracts(embeddedReport === undefined), trades }))
    if (!ended.signal.aborted) run.push(await runNamed(name, which))
  return run
}

/** What nothing else may run beside; meanwhile those with servers of their own, since each waits for nodes that come back. */
async function disturb(isRenewed: Promise<void>): Promise<readonly TestRun[]> {
  const own = runNamed('own-disturbances', { projects: ['disturbing-own'] })
  return Promise.all([own, isRenewed.then(() => runNamed('disturbances', { projects: ['disturbing'] }))])
}

/** How many did not start. The others are tested all the same: that tells more than nothing. */
async function startServers(names: readonly ServerName[]): Promise<number> {
  await down(set, serverNames)
  try {
    await up(set, names)
    return 0
  } catch (error) {
    console.log(explain(error))
    return error instanceof AggregateError ? error.errors.length : 1
  }
}

async function stopServers(): Promise<void> {
  await down(set, serverNames)
}

type Which = Pick<TestsToRun, 'projects' | 'filters'>

/** One more than cores: servers run on these as well, and with two more, commands at Redis took more than their 50 ms. */
const workers = `${1 + availableParallelism()}`

const runNamed = (name: string, which: Which): Promise<TestRun> =>
  runTests({
    ...which,
    report: `.cache/${name}-test-report.json`,
    timeoutMs: TESTS_TIMEOUT_MS,
    // Projects do not hear of --maxWorkers.
    environment: { ...environmentOf(set), REQUIRE_BACKENDS: '1', VITEST_MAX_WORKERS: workers },
    signal: ended.signal,
  })

/** Embedded adapters keep a contract beside those on servers: in the same run, where no report of theirs was given. */
const contracts = (withEmbedded: boolean): Which =>
  withEmbedded
    ? { projects: ['production', 'now'], filters: ['.production.test.ts', ...embeddedContractTests()] }
    : { projects: ['production'] }
/** Whole-exchange tests, from the same files, on each composition. */
const trades: Which = { projects: ['production-*'] }

const sum = (totals: readonly Totals[]): Totals => ({
  passed: totals.reduce((all, { passed }) => all + passed, 0),
  failed: totals.reduce((all, { failed }) => all + failed, 0),
  skipped: totals.reduce((all, { skipped }) => all + skipped, 0),
})

const QUERIES_HEAD = `# What each query costs on MongoDB

Every kind of query that a whole trade makes, from registration to the closed order, as MongoDB's own profiler saw it on
the node that answered: by which index, how often, how many documents it looked at and how many it gave. The run fails
where one looks through a collection, or at more than 1.2 documents for each that it gives. Written by
\`npm run test:production -- --write-table\`; how often depends on the run, the rest does not.

`

/** 1 where the page says something else than was counted. */
function checkPage(reports: readonly string[], isToBeWritten: boolean): number {
  const read = reports.map((report) => JSON.parse(readFileSync(resolve(root, report), 'utf8')) as TestReport)
  const page = contractPage({ testResults: read.flatMap(({ testResults }) => testResults) }, readContractTitles())
  if (isToBeWritten) {
    writeFileSync(PAGE, page)
    writeFileSync(QUERIES_PAGE, QUERIES_HEAD + readFileSync(QUERIES, 'utf8'))
  } else if (readFileSync(PAGE, 'utf8') !== page) {
    console.log(`docs/contracts.md is not what was counted: npm run test:production -- ${WRITE_TABLE}\n${page}`)
    return 1
  }
  return 0
}

process.exitCode = await main(process.argv.slice(2))

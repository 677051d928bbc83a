/** `npm run bench`: measures what was asked of the exchange, one figure or all of them, and says which are met. */
import { parseArgs } from 'node:util'
import { spawnSync } from 'node:child_process'
import { compositions, type Bench, type BenchOptions, type BenchOutcome } from './harness/bench.ts'
import { removePassingMarket } from './harness/market.ts'
import { gatewayOverhead } from './gateway-overhead.ts'
import { graphqlDetail } from './graphql-detail.ts'
import { graphqlList } from './graphql-list.ts'
import { halfLoad } from './half-load.ts'
import { importBench } from './import.ts'
import { install } from './install.ts'
import { lastUnits } from './last-units.ts'
import { liveFanout } from './live-fanout.ts'
import { liveIdle } from './live-idle.ts'
import { order } from './order.ts'
import { prices } from './prices.ts'
import { productDetail } from './product-detail.ts'
import { productList } from './product-list.ts'
import { search } from './search.ts'
import { start } from './start.ts'
import { tokenVerification } from './token-verification.ts'
import { root } from '../scripts/tool.ts'

type Asked = { readonly asked: string; readonly run: Bench }

const benches: Readonly<Record<string, Asked>> = {
  'product-detail': { asked: '40 % of bare node:http', run: productDetail },
  'gateway-overhead': { asked: '≤ 25 µs beyond Fastify’s own', run: gatewayOverhead },
  'token-verification': { asked: '≥ 50,000 a second', run: tokenVerification },
  'product-list': { asked: '12 %', run: productList },
  search: { asked: '1 %', run: search },
  'graphql-detail': { asked: '20 %', run: graphqlDetail },
  'graphql-list': { asked: '6 %', run: graphqlList },
  order: { asked: '1 % (production: 0.4 %), p99 ≤ 100 ms', run: order },
  'half-load': { asked: 'p95 reads ≤ 10, writes ≤ 25 ms; ≤ 1 s behind', run: halfLoad },
  prices: { asked: '100 products of 10,000 price lists in ≤ 20 ms', run: prices },
  'last-units': { asked: 'exactly all of them, p99 ≤ 300 ms', run: lastUnits },
  'live-fanout': { asked: 'told to 1,000 in ≤ 150 ms p99', run: liveFanout },
  'live-idle': { asked: '10,000 idle connections ≤ 250 MB', run: liveIdle },
  import: { asked: '≤ 40 s, peak RSS ≤ 400 MiB', run: importBench },
  start: { asked: 'ready ≤ 1 s, idle RSS ≤ 140 MiB', run: start },
  install: { asked: '≤ 60 s, ≤ 200 MiB beside Node', run: install },
}

/** Benches of single adapters: no figure was asked of them, and each says its own. */
const adapters: Readonly<Record<string, string>> = {
  'store-commits': 'commits a second that the embedded store makes durable',
  aggregate: 'ms to load an aggregate of 10,000 versions (asked: 5); with MONGODB_URL, on MongoDB',
  replay: 'seconds to replay 1,000,000 events of the embedded store, and to rebuild from them (asked: 60)',
  'event-bus': 'messages a second through the embedded bus; with REDIS_URL and --composition production, over Redis',
  'search-index': 'CPU of the embedded search index, by kind of query',
  'audit-verification': 'seconds to verify a trail of a million entries (asked: 10)',
  reindex: 'seconds until 100,000 products are indexed anew on Elasticsearch (asked: 60)',
  'cache-eviction': 'hit rates of the in-memory cache on recorded traces',
}

const help = `Measures the exchange against a bare node:http server, in turns.

  npm run bench -- [NAME…] [options]

  Without a name, all of these:
${Object.entries(benches)
  .map(([name, { asked }]) => `    ${name.padEnd(18)} ${asked}`)
  .join('\n')}

  By name only:
${Object.entries(adapters)
  .map(([name, what]) => `    ${name.padEnd(18)} ${what}`)
  .join('\n')}

  --composition C embedded, or production: on the servers that MONGODB_URL, REDIS_URL and
                  ELASTICSEARCH_URL name, as \`npm run -s servers -- env\` prints them; figures
                  are then judged by throughput, since the servers do part of the work.
  --rounds N      Rounds by turns (5).
  --data FOLDER   Keeps the market of 100,000 products there instead of in the user's cache.
  --json          One line of JSON for each bench, the last one last.
  --help          This text.

  The market is made once for each state of the source, over HTTP; that takes minutes.
`

type Options = Omit<BenchOptions, 'progress'> & { readonly json: boolean }

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      composition: { type: 'string', default: 'embedded' },
      rounds: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const rounds = Number(values.rounds)
  const composition = compositions.find((known) => known === values.composition)
  const unknown = positionals.find((name) => !(name in benches) && !(name in adapters))
  if (unknown !== undefined) process.stderr.write(`There is no bench "${unknown}".\n\n`)
  if (
    values.help ||
    unknown !== undefined ||
    composition === undefined ||
    !Number.isInteger(rounds) ||
    rounds < 1 ||
    rounds > 100
  ) {
    process.stdout.write(help)
    return values.help ? 0 : 1
  }
  const options = { composition, rounds, json: values.json, ...(values.data !== undefined && { data: values.data }) }
  // Whatever starts an exchange from here on finds the servers by it.
  if (composition === 'production') process.env['FX_E2E_COMPOSITION'] = 'all'
  let exitCode = 0
  try {
    for (const name of positionals.length > 0 ? positionals : Object.keys(benches))
      if (!(name in benches ? await measure(name, options) : runScript(name, options.json))) exitCode = 1
  } finally {
    await removePassingMarket()
  }
  return exitCode
}

/** A bench that prints by itself. */
function runScript(name: string, json: boolean): boolean {
  const { status } = spawnSync(process.execPath, [`bench/${name}.ts`, ...(json ? ['--json'] : [])], {
    cwd: root,
    stdio: 'inherit',
  })
  return status === 0
}

/** Runs one bench and prints its row; gives whether what was asked was met. */
async function measure(name: string, { json, ...options }: Options): Promise<boolean> {
  const { asked, run } = benches[name]!
  const progress = (text: string): void => void process.stderr.write(`  … ${text}\n`)
  const outcome = await run({ ...options, progress })
  process.stdout.write(row(name, asked, outcome))
  if (json) {
    const { ratio, throughputRatio, figures } = outcome
    const { composition, rounds } = options
    const line = { bench: name, composition, ratio, throughputRatio, figures, rounds }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
  return outcome.passed
}

const row = (name: string, asked: string, { measured, passed, remarks }: BenchOutcome): string =>
  `${name.padEnd(16)} asked ${asked.padEnd(34)} measured ${measured.padEnd(52)} ${passed ? 'pass' : 'FAIL'}\n` +
  remarks.map((remark) => `${' '.repeat(17)}${remark}\n`).join('')

process.exitCode = await main(process.argv.slice(2))

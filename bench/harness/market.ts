/**
 * The market that the benches trade on: 100,000 products with prices, certificates and lots, made over HTTP as users
 * would make it, and kept in the user's cache under the digest of the source that made it. On servers it is made for
 * one command's benches and removed after them.
 */
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { root } from '../../scripts/tool.ts'
import { compositionUnderTest } from '../../test/support/composition-under-test.ts'
import type { BenchComposition, BenchOptions, Progress } from './bench.ts'
import { raisedLimits } from '../../test/support/raised-limits.ts'
import { makeMarket } from './make-market.ts'
import type { MarketFacts, Party } from './market-facts.ts'
import { startArguments, startServer, type ServerProcess } from './server-process.ts'
import { accessToken } from './sign-in.ts'

export type Market = { readonly composition: BenchComposition; readonly data: string; readonly facts: MarketFacts }

/** The market, made when it is not there: in the folder that was given, else in the cache. */
export async function openMarket({ composition, progress, data }: BenchOptions): Promise<Market> {
  const place = data !== undefined ? resolve(data) : composition === 'embedded' ? cachePlace() : passingPlace()
  const factsFile = join(place, 'market.json')
  if (!existsSync(factsFile)) await (composition === 'embedded' ? prepareAside : prepare)(place, progress)
  return { composition, data: join(place, 'data'), facts: JSON.parse(readFileSync(factsFile, 'utf8')) as MarketFacts }
}

async function prepare(place: string, progress: Progress): Promise<void> {
  mkdirSync(place, { recursive: true })
  progress(`making the market in ${place}`)
  const facts = await makeMarket(join(place, 'data'), progress)
  writeFileSync(join(place, 'market.json'), JSON.stringify(facts))
}

/** Whole or not at all: what was broken off is in nobody's way. */
async function prepareAside(place: string, progress: Progress): Promise<void> {
  const making = `${place}.making-${process.pid}`
  rmSync(making, { recursive: true, force: true })
  await prepare(making, progress)
  rmSync(place, { recursive: true, force: true })
  renameSync(making, place)
}

let passing: string | undefined
const passingPlace = (): string => (passing ??= mkdtempSync(join(tmpdir(), 'fx-bench-')))

/** Removes what was made on servers for this command alone. */
export async function removePassingMarket(): Promise<void> {
  if (passing === undefined) return
  await compositionUnderTest(join(passing, 'data')).remove()
  rmSync(passing, { recursive: true, force: true })
}

/** One market is kept: those of other sources would fill the disk. */
function cachePlace(): string {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'foodxchange')
  const hash = createHash('sha256')
  const files = globSync(['src/**/*.ts', 'bench/harness/m*.ts'], { cwd: root }).sort()
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)))
  const name = `bench-${hash.digest('hex').slice(0, 16)}`
  if (existsSync(cache))
    for (const other of globSync('bench-*', { cwd: cache }))
      if (other !== name) rmSync(join(cache, other), { recursive: true, force: true })
  return join(cache, name)
}

/** Starts the exchange as whoever uses its composition does, at its default settings but for how much one caller may ask for. It is counted all the same. */
export const startExchangeProcess = (data: string, composition: BenchComposition = 'embedded') => {
  const script = composition === 'embedded' ? 'start' : 'start:production'
  return startServer([...startArguments(script), '--port', '0', '--data', data], /Health\s+(http:\/\/\S+)\/readyz/, {
    ...raisedLimits,
    ...compositionUnderTest(data).environment,
  })
}

/** Gives a copy of the market to a bench that writes, so that the next one finds it as it was; on servers, itself. */
export async function withCopy<T>(market: Market, work: (market: Market) => Promise<T>): Promise<T> {
  const { composition, data, facts } = market
  if (composition === 'production') return work(market)
  const folder = mkdtempSync(join(tmpdir(), 'fx-bench-'))
  try {
    cpSync(data, folder, { recursive: true })
    return await work({ composition, data: folder, facts })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts the exchange on a market, lets a bench use it, ends it. */
export async function withExchange<T>(market: Market, work: (exchange: ServerProcess) => Promise<T>): Promise<T> {
  const exchange = await startExchangeProcess(market.data, market.composition)
  try {
    return await work(exchange)
  } finally {
    await exchange.stop()
  }
}

/** What a real client sends with each request of a party: its token, for whom it acts, what it takes, what it is. */
export async function clientHeaders(url: string, party: Party): Promise<Readonly<Record<string, string>>> {
  const token = await accessToken(url, party.email)
  return {
    authorization: `Bearer ${token}`,
    'fx-organisation': party.id,
    accept: 'application/json',
    'accept-encoding': 'gzip, deflate',
    'user-agent': 'foodxchange-sdk/1.0 (+https://foodxchange.example)',
  }
}

/** Rounds of the yardstick and of the exchange by turns, so that a noisy neighbour disturbs both alike. */
import { generateLoad, percentile, type Work } from './generate-load.ts'
import { startServer, type ServerProcess } from './server-process.ts'

export type Figures = {
  /** Yardstick's CPU per request ÷ the exchange's CPU per unit of work; the median over the rounds. */
  readonly ratio: number
  /** The exchange's units of work per second ÷ the yardstick's requests per second. */
  readonly throughputRatio: number
  readonly perSecond: number
  readonly cpuMicros: number
  /** Of a unit of work. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of a single request, where a unit is several. */
  readonly requestP50Ms: number
  readonly requestP99Ms: number
  readonly yardstickPerSecond: number
  readonly yardstickCpuMicros: number
  readonly done: number
}

type Round = Pick<Figures, 'perSecond' | 'cpuMicros' | 'p50Ms' | 'p99Ms' | 'requestP50Ms' | 'requestP99Ms' | 'done'>

export type Comparison = {
  readonly connections: number
  readonly rounds: number
  readonly roundMs: number
  /** What is asked before anything is measured; ten seconds when absent. */
  readonly warmUpMs?: number
  /** What a real client sends, on the yardstick's requests too. */
  readonly headers: Readonly<Record<string, string>>
  readonly work: Work
  /** Another yardstick than bare `node:http`: its file, and what it is asked. */
  readonly yardstick?: { readonly file: string; readonly path: string }
}

const nodeHttp = { file: 'bench/harness/yardstick.ts', path: '/' }

/** Long enough for compiled code, and for most of what is asked for to be in memory. */
const defaultWarmUpMs = 10_000

export async function compare(exchange: ServerProcess, comparison: Comparison): Promise<Figures> {
  const { connections, rounds, roundMs, headers, work, warmUpMs = defaultWarmUpMs } = comparison
  const { file, path } = comparison.yardstick ?? nodeHttp
  const yardstick = await startServer([file], /listening (\d+)/)
  const bare: Work = async (send) => {
    const { status } = await send({ method: 'GET', path, headers })
    if (status !== 200) throw new Error(`The yardstick answered ${status}.`)
  }
  const measure = async (server: ServerProcess, unit: Work, ms: number): Promise<Round> => {
    const cpu = server.cpuMs()
    const { done, seconds, latenciesMs, requestsMs } = await generateLoad(server.url, connections, ms, unit)
    return {
      done,
      perSecond: done / seconds,
      cpuMicros: ((server.cpuMs() - cpu) * 1_000) / done,
      p50Ms: percentile(latenciesMs, 0.5),
      p99Ms: percentile(latenciesMs, 0.99),
      requestP50Ms: percentile(requestsMs, 0.5),
      requestP99Ms: percentile(requestsMs, 0.99),
    }
  }
  try {
    await measure(yardstick, bare, 1_000)
    await measure(exchange, work, warmUpMs)
    const pairs: { bare: Round; ours: Round }[] = []
    for (let round = 0; round < rounds; round += 1)
      pairs.push({ bare: await measure(yardstick, bare, roundMs / 2), ours: await measure(exchange, work, roundMs) })
    const of = (pick: (pair: { bare: Round; ours: Round }) => number): number => median(pairs.map(pick))
    return {
      ratio: of(({ bare: yard, ours }) => yard.cpuMicros / ours.cpuMicros),
      throughputRatio: of(({ bare: yard, ours }) => ours.perSecond / yard.perSecond),
      perSecond: of(({ ours }) => ours.perSecond),
      cpuMicros: of(({ ours }) => ours.cpuMicros),
      p50Ms: of(({ ours }) => ours.p50Ms),
      p99Ms: of(({ ours }) => ours.p99Ms),
      requestP50Ms: of(({ ours }) => ours.requestP50Ms),
      requestP99Ms: of(({ ours }) => ours.requestP99Ms),
      yardstickPerSecond: of(({ bare: yard }) => yard.perSecond),
      yardstickCpuMicros: of(({ bare: yard }) => yard.cpuMicros),
      done: pairs.reduce((sum, { ours }) => sum + ours.done, 0),
    }
  } finally {
    await yardstick.stop()
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

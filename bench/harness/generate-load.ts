/** Load: so many connections, each sending its next request when it has its reply, or at its time where a rate is given. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openConnection, type BenchReply, type BenchRequest, type HttpConnection } from './http-connection.ts'

/** One unit of work on one connection: a single request, or a flow of several. Throws on any reply that is not right. */
export type Work = (send: Send, turn: number) => Promise<void>
export type Send = (request: BenchRequest) => Promise<BenchReply>

export type Load = {
  readonly done: number
  readonly seconds: number
  /** Of the units of work, ascending. */
  readonly latenciesMs: Float64Array
  /** Of each request of theirs, ascending. */
  readonly requestsMs: Float64Array
}

/** @param perSecond  units of work begun a second over all connections; as fast as replies come when absent */
export async function generateLoad(
  url: string,
  connections: number,
  durationMs: number,
  work: Work,
  perSecond?: number,
): Promise<Load> {
  const { hostname, port } = new URL(url)
  const opened = await Promise.all(Array.from({ length: connections }, () => openConnection(hostname, Number(port))))
  const latencies: number[] = []
  const requests: number[] = []
  const begun = performance.now()
  const until = begun + durationMs
  let turn = 0
  const run = async (connection: HttpConnection): Promise<void> => {
    const send = async (request: BenchRequest): Promise<BenchReply> => {
      const start = performance.now()
      const reply = await connection.request(request)
      requests.push(performance.now() - start)
      return reply
    }
    while (performance.now() < until) {
      const unit = (turn += 1)
      if (perSecond !== undefined) await sleep(Math.max(0, begun + (unit / perSecond) * 1_000 - performance.now()))
      const start = performance.now()
      await work(send, unit)
      latencies.push(performance.now() - start)
    }
  }
  try {
    await Promise.all(opened.map(run))
  } finally {
    for (const connection of opened) connection.close()
  }
  const seconds = (performance.now() - begun) / 1_000
  const ascending = (waits: readonly number[]): Float64Array => Float64Array.from(waits).sort()
  return { done: latencies.length, seconds, latenciesMs: ascending(latencies), requestsMs: ascending(requests) }
}

/** So many units of work, as fast as the connections take them. */
export async function runAll(url: string, connections: number, times: number, work: Work): Promise<void> {
  const { hostname, port } = new URL(url)
  let turn = 0
  const run = async (): Promise<void> => {
    const connection = await openConnection(hostname, Number(port))
    try {
      while (turn < times) await work(connection.request, (turn += 1))
    } finally {
      connection.close()
    }
  }
  await Promise.all(Array.from({ length: connections }, run))
}

/** @param sorted  ascending; @param share  0.99 for p99 */
export const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** Fails the bench on any status but the expected one. */
export function expectStatus(reply: BenchReply, status: number): BenchReply {
  if (reply.status === status) return reply
  throw new Error(`Expected ${status}, got ${reply.status}: ${reply.body.toString().slice(0, 500)}`)
}

/** How long one waits where half of what the exchange can take is asked of it, and how far behind what follows the log is. */
import { setTimeout as sleep } from 'node:timers/promises'
import { rounded, type Bench } from './harness/bench.ts'
import { expectStatus, generateLoad, percentile, type Send, type Work } from './harness/generate-load.ts'
import { clientHeaders, openMarket, withCopy, withExchange, type Market } from './harness/market.ts'
import type { ServerProcess } from './harness/server-process.ts'
import { lastingClient } from './harness/sign-in.ts'
import { orderFlow } from './order.ts'

const asked = { readP95Ms: 10, writeP95Ms: 25, behindP99Ms: 1_000, rssMib: 220 }
const connections = 32
const warmUpMs = 30_000
const capacityMs = 15_000
const halfMs = 45_000
/** How often one order is read alone, and the lag is looked at. */
const readEveryMs = 25
const lookEveryMs = 250

export const halfLoad: Bench = async (options) => {
  const { progress } = options
  const market = await openMarket(options)
  return withCopy(market, (copy) =>
    withExchange(copy, async (exchange) => {
      const waits = { reads: [] as number[], writes: [] as number[] }
      const { flow, readLast } = await timedFlow(exchange.url, copy, waits)
      progress('half-load: finding what it can take')
      await generateLoad(exchange.url, connections, warmUpMs, flow)
      const full = await generateLoad(exchange.url, connections, capacityMs, flow)
      const perSecond = full.done / full.seconds / 2
      progress(`half-load: ${perSecond.toFixed(0)} orders a second`)
      waits.writes.length = 0
      waits.reads.length = 0
      const over = AbortSignal.timeout(halfMs)
      const [half, , lags] = await Promise.all([
        generateLoad(exchange.url, connections, halfMs, flow, perSecond),
        generateLoad(exchange.url, 1, halfMs, readLast, 1_000 / readEveryMs),
        lagsUntil(over, exchange, copy),
      ])
      const [readP95Ms, writeP95Ms] = [p(waits.reads, 0.95), p(waits.writes, 0.95)]
      const behindP99Ms = p(lags, 0.99)
      const rssMib = exchange.memoryMib().now
      const ordersPerSecond = half.done / half.seconds
      return {
        figures: rounded({
          readP50Ms: p(waits.reads, 0.5),
          readP95Ms,
          writeP50Ms: p(waits.writes, 0.5),
          writeP95Ms,
          behindP50Ms: p(lags, 0.5),
          behindP99Ms,
          ordersPerSecond,
          capacity: perSecond * 2,
          memoryMib: rssMib,
        }),
        measured: `read p95 ${readP95Ms.toFixed(1)} ms, write p95 ${writeP95Ms.toFixed(1)} ms, ${behindP99Ms.toFixed(0)} ms behind, ${rssMib.toFixed(0)} MiB`,
        passed:
          readP95Ms <= asked.readP95Ms &&
          writeP95Ms <= asked.writeP95Ms &&
          behindP99Ms <= asked.behindP99Ms &&
          rssMib <= asked.rssMib,
        remarks: [
          `whole requests over HTTP: reads of one order from the store, the five writes of an order; ${ordersPerSecond.toFixed(0)} orders a second of ${(perSecond * 2).toFixed(0)}`,
          `behind: the oldest event that some consumer has not handled, asked every ${lookEveryMs} ms`,
        ],
      }
    }),
  )
}

/** The flow of an order with its writes timed, and a reader of the order made last. */
async function timedFlow(
  url: string,
  { facts }: Market,
  waits: { readonly reads: number[]; readonly writes: number[] },
): Promise<{ flow: Work; readLast: Work }> {
  const [buyer, supplier] = await Promise.all([clientHeaders(url, facts.buyer), clientHeaders(url, facts.supplier)])
  const order = orderFlow(facts, { buyer, supplier })
  let last: string | undefined
  const timed =
    (send: Send): Send =>
    async (request) => {
      const begun = performance.now()
      const reply = await send(request)
      if (request.method === 'POST') waits.writes.push(performance.now() - begun)
      const made = /^\/v1\/orders\/(ord_[^/]+)\/send$/.exec(request.path)?.[1]
      if (made !== undefined) last = made
      return reply
    }
  return {
    flow: (send, turn) => order(timed(send), turn),
    async readLast(send) {
      if (last === undefined) return
      const begun = performance.now()
      expectStatus(await send({ method: 'GET', path: `/v1/orders/${last}`, headers: buyer }), 200)
      waits.reads.push(performance.now() - begun)
    },
  }
}

async function lagsUntil(over: AbortSignal, { url }: ServerProcess, { facts }: Market): Promise<number[]> {
  const staff = lastingClient(url, facts.staffEmail, undefined, 'staff')
  const lags: number[] = []
  while (!over.aborted) {
    const { data } = await staff.listConsumers()
    lags.push(Math.max(0, ...data.items.map(({ lagMs }) => lagMs)))
    await sleep(lookEveryMs)
  }
  return lags
}

const p = (waits: readonly number[], share: number): number => percentile(Float64Array.from(waits).sort(), share)

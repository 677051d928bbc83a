/** Fifty buyers of the last units at one moment: as many get one as there are, and none waits for long. */
import { loadavg } from 'node:os'
import { ProblemError, type Client } from '../sdk/index.ts'
import { daysAhead, openTradingFloor, type Company, type Goods } from '../test/support/open-trading-floor.ts'
import type { LayoutName } from '../test/support/composition-under-test.ts'
import { readPassedOver, toldNoneTooSoon, type Sold } from '../test/support/told-none-too-soon.ts'
import { startExchange } from '../test/support/start-exchange.ts'
import type { Bench, BenchComposition, Progress } from './harness/bench.ts'

const buyers = 50
const units = 20
const askedP99Ms = 300
/** Of each process, until its code is compiled: an exchange is started once a month, not once for fifty orders. */
const warmUpRounds = 2

/** `refused`: answered otherwise than with one or none, or told none although there was one. */
type Round = { readonly waits: readonly number[]; readonly served: number; readonly refused: number }

/** In one process; on servers also in two and in five that take requests by turns. */
const layoutsOf: Readonly<Record<BenchComposition, readonly LayoutName[]>> = {
  embedded: ['embedded'],
  production: ['all', 'twins', 'five'],
}

export const lastUnits: Bench = async ({ composition, rounds, progress }) => {
  const measured: Measured[] = []
  for (const layout of layoutsOf[composition]) {
    const one = await measure(layout, rounds, progress)
    // At once: those that follow take minutes.
    progress(
      `last-units over ${one.processes}: ${one.served.join(', ')} served, p50 ${one.p50Ms} ms, p99 ${one.p99Ms} ms`,
    )
    measured.push(one)
  }
  const [first] = measured
  return {
    figures: { buyers, units, ...(measured.length === 1 ? first : { byProcesses: measured }) },
    measured: measured
      .map(({ processes, served, p99Ms }) => `${processes}: ${served.join(', ')} of ${units} served, p99 ${p99Ms} ms`)
      .join('; '),
    passed: measured.every(({ isExact, p99Ms }) => isExact && p99Ms <= askedP99Ms),
    remarks: [
      `${buyers} organisations send one order each at the same moment, ${units} units in two lots; before the colon, how many processes have them by turns; the first ${warmUpRounds} rounds of each process do not count`,
    ],
  }
}

type Measured = {
  readonly processes: number
  readonly served: readonly number[]
  readonly refusedWhileThere: readonly number[]
  readonly p50Ms: number
  readonly p99Ms: number
  readonly isExact: boolean
  readonly loadAverage: number
}

async function measure(layout: LayoutName, rounds: number, progress: Progress): Promise<Measured> {
  await using exchange = await startExchange({ layout, alone: true })
  const processes = exchange.processUrls.length
  progress(`last-units over ${processes}: making buyers`)
  const floor = await openTradingFloor(exchange, { suppliers: 1 })
  const supplier = floor.suppliers[0]!
  const companies: Company[] = []
  while (companies.length < buyers)
    companies.push(
      ...(await Promise.all(
        Array.from({ length: 5 }, (_, n) => floor.found(`Buyer ${companies.length + n}`, { kinds: ['buyer'] })),
      )),
    )
  const measured: Round[] = []
  // Each process gets its share of a round alone.
  for (let round = 1 - warmUpRounds * processes; round <= rounds; round += 1) {
    progress(`last-units over ${processes}: ${round < 1 ? `warming up, ${1 - round} to go` : `${round} of ${rounds}`}`)
    const goods = await floor.offer(supplier, { lots: [{ quantity: units / 2 }, { quantity: units / 2 }] })
    const sent = await buyAll(companies, supplier, goods)
    if (round > 0) measured.push(sent)
  }
  const waits = measured.flatMap((round) => round.waits).toSorted((a, b) => a - b)
  const at = (share: number): number => Math.round(waits[Math.floor(waits.length * share)]!)
  return {
    processes,
    served: measured.map(({ served }) => served),
    refusedWhileThere: measured.map(({ refused }) => refused),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    isExact: measured.every(({ served, refused }) => served === units && refused === 0),
    loadAverage: Number(loadavg()[0]!.toFixed(2)),
  }
}

async function buyAll(companies: readonly Company[], supplier: Company, { productId }: Goods): Promise<Round> {
  const lines = [{ productId, quantity: 1, deliveryDate: daysAhead(9) }]
  const orders = await Promise.all(
    companies.map(async ({ owner: { client }, siteId }) => {
      const body = { supplierId: supplier.id, lines, shipTo: { siteId } }
      return { client, orderId: (await client.placeOrder({ body })).data.id }
    }),
  )
  const sold = await Promise.all(orders.map(send))
  const over = await readPassedOver(supplier.owner.client, productId)
  const count = (availability: string): number => sold.filter((one) => one.availability === availability).length
  const served = count('all')
  return {
    waits: sold.map(({ begunMs, endedMs }) => endedMs - begunMs),
    served,
    refused: buyers - served - count('none') + Math.max(toldNoneTooSoon(sold, units), over),
  }
}

async function send({ client, orderId }: { readonly client: Client; readonly orderId: string }): Promise<Sold> {
  const begunMs = performance.now()
  const availability = await client.sendOrder({ params: { orderId } }).then(
    ({ data }) => data.lines[0]!.deliveries[0]!.availability ?? 'unsaid',
    (error: unknown) => {
      if (!(error instanceof ProblemError)) throw error
      return error.code ?? 'refused'
    },
  )
  return { availability, begunMs, endedMs: performance.now() }
}

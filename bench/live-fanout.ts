/** How soon a thousand listeners of one organisation are told of what happened: from the request that did it to each message. */
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { daysAhead, openTradingFloor } from '../test/support/open-trading-floor.ts'
import { startExchange } from '../test/support/start-exchange.ts'
import { rounded, type Bench } from './harness/bench.ts'
import { percentile } from './harness/generate-load.ts'
import { cpuMs } from './harness/server-process.ts'
import { openListeners, subjectOf, type Listeners } from './harness/live-listeners.ts'

const asked = { p99Ms: 150 }
const listeners = 1_000
const ordersARound = 20
const apartMs = 150
const givenUpMs = 10_000

/** In one process; on servers, the orders go to two by turns, and half of the listeners are at each. */
export const liveFanout: Bench = async ({ composition, rounds, progress }) => {
  await using exchange = await startExchange({
    layout: composition === 'embedded' ? 'embedded' : 'twins',
    alone: true,
    // The orders are sent to be told of: nobody answers them.
    environment: { FX_UNANSWERED_ORDERS: '1000' },
  })
  const floor = await openTradingFloor(exchange, { suppliers: 1 })
  const supplier = floor.suppliers[0]!
  const goods = await floor.offer(supplier, { lots: [{ quantity: 100_000 }] })
  progress(`live-fanout: ${listeners} listeners`)
  const each = listeners / exchange.processUrls.length
  const groups: Listeners[] = []
  for (const url of exchange.processUrls) groups.push(await openListeners(url, supplier.owner.token, each))
  const client = floor.buyer.owner.client
  const lines = [{ productId: goods.productId, quantity: 1, deliveryDate: daysAhead(20) }]
  const body = { supplierId: supplier.id, lines, shipTo: { siteId: floor.buyer.siteId } }
  const fromRequest: number[] = []
  const fromAnswer: number[] = []
  let usedMs = 0
  for (let n = 0; n < ordersARound * (rounds + 1); n += 1) {
    if (n % ordersARound === 0) progress(`live-fanout: ${n / ordersARound} of ${rounds}`)
    await sleep(apartMs)
    const { data } = await client.placeOrder({ body })
    for (const group of groups) group.told.length = 0
    const asking = performance.now()
    const usedBeforeMs = cpuMs(exchange.process.pid!)
    await client.sendOrder({ params: { orderId: data.id } })
    const answered = performance.now()
    const count = () => groups.reduce((sum, group) => sum + group.told.length, 0)
    while (count() < listeners) {
      if (performance.now() - answered > givenUpMs) throw new Error(`${count()} of ${listeners} were told.`)
      await sleep(5)
    }
    const told = groups.flatMap((group) => group.told)
    const wrong = told.find((one) => !subjectOf(one.data)?.endsWith(data.id))
    if (wrong || told.length > listeners) throw new Error(`Told ${told.length} times: ${wrong?.data.toString()}`)
    // The first round warms up.
    if (n < ordersARound) continue
    usedMs += cpuMs(exchange.process.pid!) - usedBeforeMs
    for (const { at } of told) {
      fromRequest.push(at - asking)
      fromAnswer.push(Math.max(0, at - answered))
    }
  }
  for (const group of groups) await group.close()
  const waits = Float64Array.from(fromRequest).sort()
  const p99Ms = percentile(waits, 0.99)
  return {
    figures: rounded({
      listeners,
      messages: waits.length,
      p50Ms: percentile(waits, 0.5),
      p99Ms,
      maxMs: percentile(waits, 1),
      cpuMsOfOrder: usedMs / (ordersARound * rounds),
      afterAnswerP99Ms: percentile(Float64Array.from(fromAnswer).sort(), 0.99),
    }),
    measured: `told to ${listeners} in ${p99Ms.toFixed(0)} ms p99`,
    passed: p99Ms <= asked.p99Ms,
    remarks: [
      'from the request that sends an order, its wait for the disk included, until a listener has read the message; the listeners are one process on the same cores',
      `load ${loadavg()[0]!.toFixed(1)} at the end`,
    ],
  }
}

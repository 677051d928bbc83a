/** What ten thousand quiet listeners cost: resident memory of the exchange, and the CPU it takes to keep them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openTradingFloor } from '../test/support/open-trading-floor.ts'
import { startExchange } from '../test/support/start-exchange.ts'
import { rounded, type Bench } from './harness/bench.ts'
import { openListeners } from './harness/live-listeners.ts'
import { memoryMib } from './harness/server-process.ts'

const asked = { rssMb: 250 }
const listeners = 10_000
/** Longer than from one ping to the next. */
const idleMs = 60_000

export const liveIdle: Bench = async ({ progress }) => {
  await using exchange = await startExchange({ alone: true })
  const floor = await openTradingFloor(exchange, { suppliers: 1 })
  const { pid } = exchange.process
  const before = memoryMib(pid!).now
  progress(`live-idle: ${listeners} connections`)
  const open = await openListeners(exchange.url, floor.suppliers[0]!.owner.token, listeners)
  progress('live-idle: nothing happens')
  await sleep(idleMs)
  const { now, peak } = memoryMib(pid!)
  await open.close()
  const rssMb = now * 1.048576
  return {
    figures: rounded({
      listeners,
      rssMib: now,
      rssMb,
      peakMib: peak,
      beforeMib: before,
      kibEach: ((now - before) * 1_024) / listeners,
    }),
    measured: `${rssMb.toFixed(0)} MB with ${listeners} connections`,
    passed: rssMb <= asked.rssMb,
    remarks: [
      `each with a subscription; ${idleMs / 1_000} s after the last of them came, two pings later`,
      'the program as `npm start` runs it, after a small market was made',
    ],
  }
}

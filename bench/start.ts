/** How soon the exchange answers on 100,000 products, and how much memory it holds when nobody asks it anything. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../scripts/tool.ts'
import { compositionUnderTest } from '../test/support/composition-under-test.ts'
import type { Bench } from './harness/bench.ts'
import { median } from './harness/compare.ts'
import { openMarket, type Market } from './harness/market.ts'
import { freePort } from './harness/free-port.ts'
import { memoryMib, startArguments } from './harness/server-process.ts'

const asked = { ms: 1_000, rssMib: 140 }
/** What a start leaves behind has been let go by then. */
const idleAfterMs = 8_000
const givenUpMs = 60_000

export const start: Bench = async (options) => {
  const { rounds, progress } = options
  const market = await openMarket(options)
  const starts: { readonly ms: number; readonly rssMib: number; readonly peakMib: number }[] = []
  // The first start compiles what the later ones find compiled, as on any machine that has started it before.
  for (let round = 0; round <= rounds; round += 1) {
    progress(`start: ${round === 0 ? 'warming up' : `${round} of ${rounds}`}`)
    starts.push(await startOnce(market))
  }
  const [first, ...warm] = starts
  const readyMs = median(warm.map(({ ms }) => ms))
  const rssMib = median(warm.map((one) => one.rssMib))
  return {
    figures: {
      readyMs: Math.round(readyMs),
      firstReadyMs: Math.round(first!.ms),
      idleRssMib: Math.round(rssMib * 10) / 10,
      peakRssMib: Math.round(median(warm.map(({ peakMib }) => peakMib))),
    },
    measured: `ready in ${readyMs.toFixed(0)} ms, idle RSS ${rssMib.toFixed(0)} MiB`,
    passed: readyMs <= asked.ms && rssMib <= asked.rssMib,
    remarks: [
      `from spawn to 200 at /readyz, on ${market.facts.productIds.length} products; compiled code and the disk's pages are warm, the first start is told beside it`,
      `memory ${idleAfterMs / 1_000} s later, after no other request`,
    ],
  }
}

async function startOnce({ data }: Market): Promise<{ ms: number; rssMib: number; peakMib: number }> {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, [...startArguments(), '--port', String(port), '--data', data], {
    cwd: root,
    env: { ...process.env, ...compositionUnderTest(data).environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    const ms = (await ready(`http://127.0.0.1:${port}/readyz`, began + givenUpMs)) - began
    await sleep(idleAfterMs)
    const { now, peak } = memoryMib(child.pid!)
    return { ms, rssMib: now, peakMib: peak }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

async function ready(url: string, until: number): Promise<number> {
  while (performance.now() < until) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    )
    if (status === 200) return performance.now()
    await sleep(2)
  }
  throw new Error(`${url} was not ready.`)
}

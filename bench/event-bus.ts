/**
 * How many messages a second a bus delivers from a log that is there, singly and in batches: the embedded bus, and with
 * `--composition production` the one on Redis, which REDIS_URL names, over the same store.
 */
import { parseArgs } from 'node:util'
import { createCollector, publish } from '../src/event-bus/bus-under-test.ts'
import type { Consumer, Message } from '../src/event-bus/event-bus.ts'
import { openInProcessBusUnderTest } from '../src/event-bus/in-process/in-process-bus-under-test.ts'
import { openRedisBusUnderTest } from '../src/event-bus/redis/redis-bus-under-test.ts'

const { values: options } = parseArgs({
  options: { composition: { type: 'string', default: 'embedded' } },
  strict: false,
})
const composition = options.composition === 'production' ? 'production' : 'embedded'
const redisUrl = process.env['REDIS_URL']
if (composition === 'production' && redisUrl === undefined)
  throw new Error('REDIS_URL is not set: npm run servers -- up redis, then export $(npm run -s servers -- env).')

const commits = 20_000
const rounds = 3
const text = 'x'.repeat(1_000)

const open = composition === 'production' ? openRedisBusUnderTest(redisUrl ?? '') : openInProcessBusUnderTest
const { store, openBus, dispose } = await open()
for (let n = 0; n < commits; n += 500)
  await Promise.all(Array.from({ length: 500 }, (_, k) => publish(store, `talk-${n + k}`, 1, [text])))

const interest = { kinds: ['talk'] }
type Add = (...more: readonly Message[]) => void

/** Messages a second and CPU microseconds a message, the median of the rounds. */
const measure = async (consumerOf: (round: number, add: Add) => Consumer) => {
  const results = []
  for (let round = 0; round < rounds; round += 1) {
    const collector = createCollector()
    const bus = openBus()
    bus.subscribe(consumerOf(round, collector.add))
    const [began, cpu] = [performance.now(), process.cpuUsage()]
    await bus.start()
    await collector.reached(commits)
    const seconds = (performance.now() - began) / 1_000
    const { user, system } = process.cpuUsage(cpu)
    await bus.stop(1_000)
    results.push({ perSecond: Math.round(commits / seconds), cpuMicros: Math.round((user + system) / commits) })
  }
  return results.sort((a, b) => a.perSecond - b.perSecond)[Math.floor(rounds / 2)]!
}

const single = await measure((round, add) => ({
  name: `single-${round}`,
  interest,
  handle: async (message) => add(message),
}))
const batch = await measure((round, add) => ({
  name: `batch-${round}`,
  interest,
  handleBatch: async (messages) => add(...messages),
}))
await dispose()
const figures = {
  singlePerSecond: single.perSecond,
  singleCpuMicros: single.cpuMicros,
  batchPerSecond: batch.perSecond,
  batchCpuMicros: batch.cpuMicros,
}
console.log(JSON.stringify({ bench: 'event-bus', composition, figures, rounds }))

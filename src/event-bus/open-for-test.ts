/** Keeps the tests of one file from leaving buses and stores open behind them. */
import { afterEach } from 'vitest'
import type { BusUnderTest, OpenBusUnderTest } from './bus-under-test.ts'
import type { EventBus } from './event-bus.ts'

export function openForTest(openUnderTest: OpenBusUnderTest) {
  const opened: BusUnderTest[] = []
  const started = new Set<EventBus>()
  afterEach(async () => {
    for (const bus of started) await bus.stop(5_000)
    started.clear()
    for (const one of opened.splice(0)) await one.dispose()
  })
  return {
    async open(): Promise<BusUnderTest> {
      const one = await openUnderTest()
      opened.push(one)
      return one
    },
    async start(bus: EventBus): Promise<EventBus> {
      started.add(bus)
      await bus.start()
      return bus
    },
    async stop(bus: EventBus, timeoutMs = 5_000): Promise<void> {
      started.delete(bus)
      await bus.stop(timeoutMs)
    },
  }
}

/** The other half of the killed-consumers contract: a process that handles all there is, or dies of what it handles. */
import { writeSync } from 'node:fs'
import type { Store } from '../infrastructure/store/store.ts'
import type { EventBus } from './event-bus.ts'

const say = (line: string): void => void writeSync(1, `${line}\n`)

export async function consumeUntilDone(bus: EventBus, store: Store): Promise<void> {
  bus.subscribe({
    name: 'all',
    interest: { kinds: ['talk'] },
    handle: async (message) => {
      say(`begun ${message.id}`)
      await new Promise(setImmediate)
      if ((message.body as { text: string }).text === 'deadly') process.exit(66)
      say(`handled ${message.id}`)
    },
  })
  await bus.start()
  const head = await store.head()
  for (let isDone = false; !isDone;) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    isDone = (await bus.lag()).every(({ position, parked }) => position === head && parked === 0)
  }
  for (const { messageId, attempts } of await bus.deadLetters({ limit: 100 }))
    say(`given up ${messageId} after ${attempts}`)
  await bus.stop(1_000)
  await store.close()
}

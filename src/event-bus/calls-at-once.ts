/** What may subscribe to a bus, whichever it is. */
import type { Consumer } from './event-bus.ts'

const groupName = /^[a-z][a-z0-9-]{0,40}$/
const concurrencyMax = 64
const batchMost = 1_000

/** How many calls at once a consumer gets. Throws `RangeError` for a name or a number that no bus takes. */
export function callsAtOnce(consumer: Consumer, taken: { has(name: string): boolean }): number {
  if (!groupName.test(consumer.name) || taken.has(consumer.name))
    throw new RangeError(`"${consumer.name}" is taken, or cannot be the name of a group.`)
  const isSingle = 'handle' in consumer
  const size = isSingle ? (consumer.concurrency ?? 8) : (consumer.batchMax ?? 100)
  if (!(size >= 1 && size <= (isSingle ? concurrencyMax : batchMost)))
    throw new RangeError(`"${consumer.name}" cannot take ${size} messages at once.`)
  return isSingle ? size : 1
}

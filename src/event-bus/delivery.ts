/** One call of a consumer: bounded in time, and told apart by whose fault it was when it failed. */
import { Rejected } from '../kernel/rejection.ts'
import type { Consumer, Message } from './event-bus.ts'

export type Outcome =
  | { readonly kind: 'handled' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Something that the consumer needs is away: no message is to blame. */
  | { readonly kind: 'unavailable' }
  /** The bus stops and waits no longer. */
  | { readonly kind: 'cut off' }

export type Delivery = {
  attempt(messages: readonly Message[]): Promise<Outcome>
  /** Ends the calls under way and all that follow. */
  cutOff(): void
}

export function createDelivery(consumer: Consumer): Delivery {
  const { timeoutMs = 30_000 } = consumer
  const calls = new Set<AbortController>()
  let over = false

  const call = async (messages: readonly Message[], signal: AbortSignal): Promise<Outcome> => {
    try {
      if ('handleBatch' in consumer) await consumer.handleBatch(messages, signal)
      else for (const message of messages) await consumer.handle(message, signal)
      return { kind: 'handled' }
    } catch (error) {
      if (error instanceof Rejected && error.rejection.kind === 'unavailable') return { kind: 'unavailable' }
      return { kind: 'failed', error }
    }
  }
  return {
    async attempt(messages) {
      if (over) return { kind: 'cut off' }
      const ending = new AbortController()
      calls.add(ending)
      const { promise: ended, resolve } = Promise.withResolvers<Outcome>()
      ending.signal.addEventListener('abort', () => {
        const error = new Error(`The consumer took longer than ${timeoutMs} ms.`)
        resolve(over ? { kind: 'cut off' } : { kind: 'failed', error })
      })
      const timer = setTimeout(() => ending.abort(), timeoutMs)
      try {
        return await Promise.race([call(messages, ending.signal), ended])
      } finally {
        clearTimeout(timer)
        calls.delete(ending)
      }
    },
    cutOff() {
      over = true
      for (const ending of calls) ending.abort()
    },
  }
}

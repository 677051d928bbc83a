/** The messages a group has read and not begun: bounded by whoever adds, taken in the order of each stream. */
import type { Message } from './event-bus.ts'

export type Backlog = {
  readonly size: number
  add(message: Message): void
  /** What may be delivered next in one call; nothing while all that waits stands behind a call under way. */
  take(): readonly Message[] | undefined
  /** The call with these is over; what was not handled goes back to the front. */
  done(messages: readonly Message[], unhandled: readonly Message[]): void
  /** Takes out what waits of a stream. */
  drop(stream: string): readonly Message[]
}

/** One message at a time for each stream, many streams at once. */
export function createStreamBacklog(): Backlog {
  const queues = new Map<string, Message[]>()
  const ready = new Set<string>()
  let size = 0
  return {
    get size() {
      return size
    },
    add(message) {
      const queue = queues.get(message.stream)
      size += 1
      if (queue) {
        queue.push(message)
        return
      }
      queues.set(message.stream, [message])
      ready.add(message.stream)
    },
    take() {
      for (const stream of ready) {
        ready.delete(stream)
        size -= 1
        return [queues.get(stream)!.shift()!]
      }
      return undefined
    },
    done(messages, unhandled) {
      const { stream } = messages[0]!
      const queue = queues.get(stream)!
      queue.unshift(...unhandled)
      size += unhandled.length
      if (queue.length > 0) ready.add(stream)
      else queues.delete(stream)
    },
    drop(stream) {
      const dropped = queues.get(stream)?.splice(0) ?? []
      size -= dropped.length
      return dropped
    },
  }
}

/** Many messages at a time in the order of the log, one call at a time. */
export function createBatchBacklog(batchMax: number): Backlog {
  let waiting: Message[] = []
  let busy = false
  return {
    get size() {
      return waiting.length
    },
    add: (message) => void waiting.push(message),
    take() {
      if (busy || waiting.length === 0) return undefined
      busy = true
      return waiting.splice(0, batchMax)
    },
    done(_messages, unhandled) {
      waiting.unshift(...unhandled)
      busy = false
    },
    drop(stream) {
      const dropped = waiting.filter((message) => message.stream === stream)
      if (dropped.length > 0) waiting = waiting.filter((message) => message.stream !== stream)
      return dropped
    },
  }
}

/** Turns among those who share one memory, in the order of asking: for tests of who goes by them. */
import { turnLapsesMs, type Turn, type Turns } from './turns.ts'

type Place = { readonly comes: () => void; lapse?: NodeJS.Timeout }

export function createMemoryTurns(): Turns {
  /** Whoever stands first has it. */
  const queues = new Map<string, Place[]>()

  const leave = (name: string, place: Place): void => {
    const queue = queues.get(name) ?? []
    const at = queue.indexOf(place)
    if (at < 0) return
    clearTimeout(place.lapse)
    queue.splice(at, 1)
    if (at === 0) queue[0]?.comes()
    if (queue.length === 0) queues.delete(name)
    else watch(name, queue)
  }
  const watch = (name: string, [first, next]: readonly Place[]): void => {
    if (first && next) first.lapse ??= setTimeout(() => leave(name, first), turnLapsesMs).unref()
  }

  return {
    take(name, waitMs) {
      const { promise, resolve } = Promise.withResolvers<Turn | undefined>()
      const queue = queues.get(name) ?? []
      queues.set(name, queue)
      const turn: Turn = { isWanted: () => queue[0] === place && queue.length > 1, pass: () => leave(name, place) }
      const place: Place = {
        comes() {
          clearTimeout(late)
          resolve(turn)
        },
      }
      const late = setTimeout(() => {
        leave(name, place)
        resolve(undefined)
      }, waitMs).unref()
      queue.push(place)
      if (queue.length === 1) place.comes()
      watch(name, queue)
      return promise
    },
    async close() {
      for (const [name, queue] of queues) for (const place of queue.toReversed()) leave(name, place)
    },
  }
}

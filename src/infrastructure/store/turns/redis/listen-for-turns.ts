/** A process hears over a channel of its own when its turn has come, and when others wait for one that it has. */
import type { RedisConnection } from '../../../redis/open-redis.ts'

export type TurnsEar = {
  /** Calls back whenever something is said of a place in a queue; returns how to stop. */
  readonly hear: (id: string, said: () => void) => () => void
  readonly close: () => Promise<void>
}

/** How often it is looked whether the channel is still listened to. */
const lookEveryMs = 100
const subscribeWithinMs = 500

/** Begins at once, also while Redis is away. */
export function listenForTurns(redis: RedisConnection, channel: string): TurnsEar {
  const places = new Map<string, () => void>()
  const ear = redis.openBlocking(subscribeWithinMs)
  let isListening = false
  const broke = (): void => void (isListening = false)
  const listen = async (): Promise<void> => {
    if (isListening || !ear.isReady) return
    isListening = true
    try {
      await ear.ask(async (client) => {
        client.removeAllListeners('message')
        client.on('message', (_, id) => places.get(id)?.())
        client.off('close', broke)
        client.once('close', broke)
        await client.subscribe(channel)
      })
    } catch {
      // Whoever waits looks again anyway; why Redis is away is told by its connection.
      isListening = false
    }
  }
  const looking = setInterval(() => void listen(), lookEveryMs).unref()
  void listen()
  return {
    hear(id, said) {
      places.set(id, said)
      return () => {
        if (places.get(id) === said) places.delete(id)
      }
    },
    async close() {
      clearInterval(looking)
      ear.close()
    },
  }
}

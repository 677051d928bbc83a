/**
 * Wakes those who deliver, in every other process: one small stream, read with a blocking connection of its own, so that a
 * process needs two connections however many lanes it has. What it says is a hint; who misses it looks within a second.
 */
import type { RedisConnection } from '../../infrastructure/redis/open-redis.ts'
import { RedisUnavailable } from '../../infrastructure/redis/redis-trouble.ts'
import { createWakeSignal } from '../../infrastructure/store/wake-signal.ts'

export type Bell = {
  /** Rings for a group, in every other process; rings within one turn are one. */
  ring(group: string): void
  close(): Promise<void>
}

const blockMs = 1_000
const keptMax = 128
const retryMs = 500

export function openBell(
  redis: RedisConnection,
  key: string,
  needs: {
    /** Names this process among all. */
    readonly token: string
    readonly heard: (groups: ReadonlySet<string>) => void
    readonly failed: (error: unknown) => void
  },
): Bell {
  const blocking = redis.openBlocking(blockMs)
  const signal = createWakeSignal()
  const asked = new Set<string>()
  let isOver = false
  let last = '$'

  const report = (error: unknown): void => {
    if (!isOver && !(error instanceof RedisUnavailable)) needs.failed(error)
  }
  const listen = async (): Promise<void> => {
    while (!isOver) {
      try {
        const reply = await blocking.ask((client) =>
          client.xread('COUNT', keptMax, 'BLOCK', blockMs, 'STREAMS', key, last),
        )
        const entries = reply?.[0]?.[1] ?? []
        last = entries.at(-1)?.[0] ?? last
        // Who rang knows already.
        const groups = entries.flatMap(([, [, group, , by]]) =>
          group === undefined || by === needs.token ? [] : group,
        )
        if (groups.length > 0) needs.heard(new Set(groups))
      } catch (error) {
        report(error)
        last = '$'
        await signal.wait(retryMs)
      }
    }
  }
  const listening = listen()
  const ringAll = (): void => {
    const groups = [...asked]
    asked.clear()
    if (isOver) return
    const rung = redis.ask((client) =>
      Promise.all(groups.map((group) => client.xadd(key, 'MAXLEN', '~', keptMax, '*', 'g', group, 'by', needs.token))),
    )
    rung.catch(report)
  }
  return {
    ring(group) {
      if (asked.size === 0) setImmediate(ringAll)
      asked.add(group)
    },
    async close() {
      isOver = true
      signal.notify()
      blocking.close()
      await listening
    },
  }
}

/** Asks again until what a read model or a job will say is said: for what is promised soon, not at once. */
import { setTimeout as sleep } from 'node:timers/promises'

/** What lasts is asked for less often: questions are work for the one who is waited for. */
const every = { firstMs: 20, perElapsed: 0.1, mostMs: 250 }

/**
 * The first value of `ask` that `isThere` takes (by default: any but undefined). Throws after `withinMs`, with the last
 * answer or error; an error of `ask` counts as "not yet".
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  { isThere = (value) => value !== undefined, withinMs = 15_000 }: Partial<Patience<T>> = {},
): Promise<T> {
  const started = performance.now()
  for (;;) {
    const last = await ask().then(
      (value) => ({ value, there: isThere(value) }),
      (error: unknown) => ({ error, there: false as const }),
    )
    if ('value' in last && last.there) return last.value
    const elapsed = performance.now() - started
    if (elapsed > withinMs) {
      const said = 'error' in last ? String(last.error) : JSON.stringify(last.value)
      throw new Error(`Not within ${withinMs} ms; the last answer was ${said?.slice(0, 2_000)}`)
    }
    await sleep(Math.min(every.mostMs, every.firstMs + elapsed * every.perElapsed))
  }
}

type Patience<T> = { readonly isThere: (value: T) => boolean; readonly withinMs: number }

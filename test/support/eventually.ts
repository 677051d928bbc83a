/** Asks again until what a read model or a job will say is said: for what is promised soon, not at once. */
import { setTimeout as sleep } from 'node:timers/promises'

const everyMs = 20

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
    if (performance.now() - started > withinMs) {
      const said = 'error' in last ? String(last.error) : JSON.stringify(last.value)
      throw new Error(`Not within ${withinMs} ms; the last answer was ${said?.slice(0, 2_000)}`)
    }
    await sleep(everyMs)
  }
}

type Patience<T> = { readonly isThere: (value: T) => boolean; readonly withinMs: number }

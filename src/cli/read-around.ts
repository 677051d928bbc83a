/** Reads the records of an audit entry as they stood before and after it, as whoever exports may see them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openRequest, ProblemError, type ClientOptions } from '../../sdk/index.ts'

export type Around = { readonly before: string | null; readonly after: string | null }
/** As the exchange answers them; null where there was none, or it is not shown. */
export type ReadAround = { readonly recordBefore: unknown; readonly recordAfter: unknown }

/** An export reads more than its user's share of a minute: it waits for the next ones. */
const attemptsMax = 20
const againMs = 1_000
const unseen: ReadonlySet<number> = new Set([403, 404])

export async function readAround(
  options: ClientOptions,
  { before, after }: Around,
  signal: AbortSignal,
): Promise<ReadAround> {
  const [recordBefore, recordAfter] = await Promise.all([before, after].map((path) => readAt(options, path, signal)))
  return { recordBefore, recordAfter }
}

/** @param path  with its moment, as the entry names it */
async function readAt(options: ClientOptions, path: string | null, signal: AbortSignal): Promise<unknown> {
  if (path === null) return null
  for (let attempt = 1; ; attempt += 1)
    try {
      return await (await openRequest(options, { method: 'GET', path, signal })).json()
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (unseen.has(error.status)) return null
      if (error.status !== 429 || attempt >= attemptsMax) throw error
      await sleep(error.retryAfterMs ?? againMs, undefined, { signal })
    }
}

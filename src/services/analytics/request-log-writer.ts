/** Tells analytics of every request, in batches behind the replies: what is too much is left out and counted. */
import type { Analytics } from '../../infrastructure/analytics/analytics.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { joinRows, projectRequest, type RequestFacts } from './analytics-rows.ts'

/** What a reply's access line says, as far as it is kept. */
export type AccessFacts = {
  readonly requestId: string
  readonly method: string
  readonly route: string
  readonly status: number
  readonly ms: number
  readonly caller: string
  readonly organisation?: string | undefined
}

export type RequestLog = {
  /** Takes some nanoseconds and never throws. */
  readonly add: (facts: AccessFacts) => void
  /** How many requests were left out since the process started. */
  readonly lost: () => number
  /** Writes what is held, once; what then cannot be written is lost. */
  readonly stop: () => Promise<void>
}

export type RequestLogNeeds = {
  readonly analytics: Pick<Analytics, 'insert'>
  readonly now: () => string
  /** Tells organisations apart without naming them. */
  readonly digest: (text: string) => string
  /** Told of what went wrong that is not the server's absence. */
  readonly failed: (error: unknown) => void
  readonly intervalMs?: number
}

const batchMax = 1_000
/** Some 4 MB: three seconds at 3,000 requests a second. */
const heldMax = 10_000
const defaultIntervalMs = 2_000
/** While the server is away; as long as clients are told to wait. */
const awayMs = 30_000

type Held = AccessFacts & { readonly at: string }

export function createRequestLog({ analytics, now, digest, failed, ...needs }: RequestLogNeeds): RequestLog {
  const intervalMs = needs.intervalMs ?? defaultIntervalMs
  let held: Held[] = []
  /** As it was tried: the same rows again are recognised as the same. */
  let batch: readonly RequestFacts[] = []
  let lost = 0
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<boolean> | undefined

  const rowOf = ({ organisation, ...facts }: Held): RequestFacts => ({
    requestId: facts.requestId,
    at: facts.at,
    method: facts.method,
    route: facts.route,
    status: facts.status,
    ms: facts.ms,
    caller: facts.caller,
    organisation: organisation === undefined ? '' : digest(organisation),
  })
  /** Whether it was written, or given up as unwritable. */
  const write = async (): Promise<boolean> => {
    if (batch.length === 0) batch = held.splice(0, batchMax).map(rowOf)
    try {
      await analytics.insert('requests', joinRows(batch.map(projectRequest))['requests'] ?? [])
    } catch (error) {
      if (error instanceof Rejected) return false
      failed(error)
      lost += batch.length
    }
    batch = []
    return true
  }
  const writeAll = async (): Promise<boolean> => {
    while (batch.length > 0 || held.length > 0) if (!(await write())) return false
    return true
  }
  const schedule = (delayMs: number): void => {
    timer ??= setTimeout(() => {
      writing = writeAll().finally(() => {
        timer = undefined
        writing = undefined
      })
      void writing.then((isWritten) => {
        if (!isWritten) schedule(awayMs)
        else if (held.length > 0) schedule(intervalMs)
      })
    }, delayMs).unref()
  }
  return {
    add(facts) {
      if (held.length >= heldMax) {
        lost += 1
        return
      }
      held.push({ ...facts, at: now() })
      schedule(intervalMs)
    },
    lost: () => lost,
    async stop() {
      await writing
      clearTimeout(timer)
      if (await writeAll()) return
      lost += held.length + batch.length
      held = []
    },
  }
}

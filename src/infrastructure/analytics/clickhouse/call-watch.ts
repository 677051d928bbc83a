/** Every call to ClickHouse passes here: so many at once, so long at most, its failure told to the operator once. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Log } from '../../../telemetry/log.ts'
import { TookTooLong, TooManyCalls, troubleOf } from './server-trouble.ts'

export type CallWatch = {
  /** Throws `Rejected` for what the server or the question is to blame for; what else went wrong goes through. */
  readonly call: <Value>(timeoutMs: number, work: (signal: AbortSignal) => Promise<Value>) => Promise<Value>
  /** Waits for the calls under way; whoever calls later is refused. */
  readonly end: () => Promise<void>
}

/** Dashboards of some ten analysts; whoever comes beyond them is told to come back. */
const callsMax = 40

export function createCallWatch(log: Pick<Log, 'warn' | 'info'>): CallWatch {
  const underWay = new Set<Promise<unknown>>()
  let said: string | undefined
  let isClosed = false

  const tell = (cause: string | undefined): void => {
    if (cause !== undefined && cause !== said) log.warn({ event: 'analytics-away' }, cause)
    if (cause === undefined && said !== undefined) log.info({ event: 'analytics-back' }, 'Analytics answers again.')
    said = cause
  }
  return {
    async call(timeoutMs, work) {
      if (isClosed) throw new Error('Analytics is closed.')
      const running = underWay.size >= callsMax ? refuse() : within(timeoutMs, work)
      underWay.add(running)
      try {
        const value = await running
        tell(undefined)
        return value
      } catch (error) {
        const trouble = troubleOf(error)
        if (trouble === undefined) throw error
        if (trouble.cause !== undefined) tell(trouble.cause)
        throw new Rejected(trouble.rejection)
      } finally {
        underWay.delete(running)
      }
    },
    async end() {
      isClosed = true
      await Promise.allSettled(underWay)
    },
  }
}

const refuse = (): Promise<never> =>
  Promise.reject(new TooManyCalls(`${callsMax} calls to analytics are under way; more are refused until some end.`))

/** Gives up at the limit even where what it waits for does not listen to the signal. */
async function within<Value>(timeoutMs: number, work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const limit = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TookTooLong(`${timeoutMs} ms`))
      limit.abort()
    }, timeoutMs)
  })
  try {
    return await Promise.race([work(limit.signal), late])
  } finally {
    clearTimeout(timer)
  }
}

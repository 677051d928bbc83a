/** Every call to the server passes here: bounded in time, its failure told to the operator once and to the caller always. */
import type { Log } from '../../../telemetry/log.ts'
import { refusalOf, troubleOf } from './server-trouble.ts'

export type ServerCalls = {
  /** Throws `Rejected` where the server is in trouble; whatever else went wrong goes through. */
  readonly call: <Value>(work: () => Promise<Value>) => Promise<Value>
}

/** Says each new trouble once, and when it is over: a search every millisecond would fill the log. */
export function createServerCalls(log: Pick<Log, 'warn' | 'info'>): ServerCalls {
  let said: string | undefined
  return {
    call: async (work) => {
      try {
        const value = await work()
        if (said !== undefined) log.info({ event: 'search-recovered' }, 'Elasticsearch answers again.')
        said = undefined
        return value
      } catch (error) {
        const trouble = troubleOf(error)
        if (trouble === undefined) throw error
        if (said !== trouble.cause) log.warn({ event: trouble.code }, trouble.cause)
        said = trouble.cause
        throw refusalOf(trouble)
      }
    },
  }
}

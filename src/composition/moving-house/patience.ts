/** A move outlasts what servers recover from by themselves: an election, a network that broke, a transaction left open. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isTransient } from '../../infrastructure/mongodb/mongodb-errors.ts'
import { Rejected } from '../../kernel/rejection.ts'

/** Does what may be done twice until it succeeds. Rejects with what is no passing trouble, or passed too late. */
export type Patiently = <T>(work: () => Promise<T>) => Promise<T>

export type PatienceNeeds = {
  readonly place: string
  /** Ends the waiting. */
  readonly signal: AbortSignal
  /** Told once of each trouble that is waited out. */
  readonly warn: (text: string) => void
  readonly patienceMs?: number
}

/**
 * A transaction of a process that was killed holds its keys for as long as MongoDB lets a transaction live, a minute,
 * and until it looks for such ones; an election is shorter.
 */
const usualPatienceMs = 180_000
const pauseMaxMs = 5_000

export function createPatience({ place, signal, warn, patienceMs = usualPatienceMs }: PatienceNeeds): Patiently {
  return async (work) => {
    const until = performance.now() + patienceMs
    for (let tries = 1; ; tries += 1)
      try {
        return await work()
      } catch (error) {
        if (!isPassing(error) || performance.now() >= until) throw error
        if (tries === 1)
          warn(`The ${place} does not answer now; it is asked again for up to ${patienceMs / 60_000} minutes.`)
        await sleep(Math.min(pauseMaxMs, 100 * 2 ** Math.min(tries, 10)), undefined, { signal })
      }
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof Rejected ? error.rejection.kind === 'unavailable' : isTransient(error)

/** Makes of each event that a subscription is told the result that its document asks for. */
import type { ExecutionResult } from 'graphql'
import type { AskRoutes } from '../asking/ask-routes.ts'
import type { WrittenError } from '../graphql-errors.ts'
import type { Run } from '../run-document.ts'
import type { ToldEvent } from '../schema/subscription-fields.ts'

export type ToldResult = { readonly data: ExecutionResult['data']; readonly errors?: readonly WrittenError[] }

export type ToldResultsNeeds = {
  readonly events: AsyncGenerator<ToldEvent, void, undefined>
  /** Whether it is one that the subscription is about. */
  readonly isAbout: (event: ToldEvent) => boolean
  readonly run: Run
  readonly variables: Readonly<Record<string, unknown>>
  /** For each event anew: what was read for one is not what the next has made of it. */
  readonly ask: () => AskRoutes
  /** Waits until what is read here has the event in it. */
  readonly reach: (asOf: string) => Promise<void> | undefined
  readonly writeErrors: (errors: readonly unknown[]) => { readonly errors: readonly WrittenError[] }
  /** Ends the events. */
  readonly end: () => void
}

/** No faster than they are asked for; ended by whoever asks, also while nothing happens. */
export function toldResults({ end, ...needs }: ToldResultsNeeds): AsyncGenerator<ToldResult, void, undefined> {
  const results = resultsOf(needs)
  return {
    next: () => results.next(),
    return() {
      // A generator that waits hears of its end when it has waited: what it waits for is ended first.
      end()
      return results.return()
    },
    throw(error) {
      end()
      return results.throw(error)
    },
    async [Symbol.asyncDispose]() {
      await this.return()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

async function* resultsOf({
  events,
  isAbout,
  run,
  variables,
  ask,
  reach,
  writeErrors,
}: Omit<ToldResultsNeeds, 'end'>): AsyncGenerator<ToldResult, void, undefined> {
  for await (const event of events) {
    if (!isAbout(event)) continue
    await reach(event.asOf)
    const { data, errors } = await run(ask(), variables, event)
    yield errors ? { ...writeErrors(errors), data } : { data }
  }
}

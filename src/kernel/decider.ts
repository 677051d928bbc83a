/** The functional core's one shape: a command and a state decide events, events evolve the state. */
import type { Rejection } from './rejection.ts'
import type { Result } from './result.ts'

/** Events are past facts in JSON values (`{ type: 'order/sent', … }`); they are never edited, only upcast. */
export type DomainEvent = { readonly type: string }

export type Decider<State, Command, Event extends DomainEvent, R extends Rejection = Rejection> = {
  readonly initialState: State
  /** Pure: the same command on the same state gives the same events. Time, ids and chance arrive in the command. */
  readonly decide: (command: Command, state: State) => Result<readonly Event[], R>
  readonly evolve: (state: State, event: Event) => State
}

/** Folds events into a state. */
export const fold = <State, Event extends DomainEvent>(
  evolve: (state: State, event: Event) => State,
  initialState: State,
  events: Iterable<Event>,
): State => {
  let state = initialState
  for (const event of events) state = evolve(state, event)
  return state
}

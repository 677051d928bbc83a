/** A machine whose every transition is tried: its histories at each state, and one of each of its commands. */
import type { AnyAggregate } from '../../src/infrastructure/store/aggregate.ts'
import { fold, type DomainEvent } from '../../src/kernel/decider.ts'
import type { Rejection } from '../../src/kernel/rejection.ts'
import type { Result } from '../../src/kernel/result.ts'

export type AnyCommand = { readonly type: string }

/** How it came to a state, and when somebody asks something of it: deadlines pass without an event. */
export type Reached = { readonly events: readonly DomainEvent[]; readonly at: string }

export type Machine = {
  readonly name: string
  readonly aggregate: AnyAggregate
  readonly states: Readonly<Record<string, Reached>>
  /** Of every type that its decider knows (the compiler says which is missing), good wherever that type is taken. */
  readonly commands: Readonly<Record<string, (at: string) => AnyCommand>>
  /** Commands that follow from others' and that nobody gives: no client is told that they are allowed. */
  readonly inner: readonly string[]
  /** Refusals that a state does not explain, each with its reason: they name what is wrong, not what is allowed. */
  readonly besides?: Readonly<Record<string, string>>
}

/** One of each type of a command's union. */
export type EachCommand<Command extends AnyCommand> = {
  readonly [Type in Command['type']]: (at: string) => Command & { readonly type: Type }
}

/** A history made by commands, each taken; throws on a refusal. */
export function reach(aggregate: AnyAggregate, at: string, ...commands: readonly AnyCommand[]): Reached {
  const events: DomainEvent[] = []
  for (const command of commands) {
    const decision = decide(aggregate, events, command)
    if (!decision.ok) throw new Error(`${command.type}: ${decision.rejection.code}`)
    events.push(...decision.value)
  }
  return { events, at }
}

export type Attempt = {
  readonly state: string
  readonly command: string
  /** Taken: with events, or without where nothing is new. */
  readonly outcome: 'taken' | 'nothing new' | Rejection
}

/** Every command in every state. */
export const attemptsOf = ({ aggregate, states, commands }: Machine): readonly Attempt[] =>
  Object.entries(states).flatMap(([state, { events, at }]) =>
    Object.entries(commands).map(([command, of]) => {
      const decision = decide(aggregate, events, of(at))
      const outcome = decision.ok ? (decision.value.length > 0 ? 'taken' : 'nothing new') : decision.rejection
      return { state, command, outcome } as const
    }),
  )

function decide(
  { decider }: AnyAggregate,
  events: readonly DomainEvent[],
  command: AnyCommand,
): Result<readonly DomainEvent[]> {
  return decider.decide(command, fold(decider.evolve, decider.initialState, events))
}

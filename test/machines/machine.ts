/** A machine whose every transition is tried: its histories at each state, and one of each of its commands. */
import type { AnyAggregate } from '../../src/infrastructure/store/aggregate.ts'
import { fold, type DomainEvent } from '../../src/kernel/decider.ts'
import type { Rejection } from '../../src/kernel/rejection.ts'
import type { Result } from '../../src/kernel/result.ts'

export type AnyCommand = { readonly type: string }

/** How it came to a state, and when somebody asks something of it: deadlines pass without an event. */
export type Reached = { readonly events: readonly DomainEvent[]; readonly at: string }

export type Commands = Readonly<Record<string, (at: string) => AnyCommand>>

export type Machine = {
  readonly name: string
  readonly aggregate: AnyAggregate
  readonly states: Readonly<Record<string, Reached>>
  /** Of every type that its decider knows (the compiler says which is missing), good wherever that type is taken. */
  readonly commands: Commands
  /** The same commands by somebody whose part in the matter is another one, or for something else: no refusal tells of them. */
  readonly variants?: Commands
  /** Commands that follow from others' and that nobody gives: no client is told that they are allowed. */
  readonly inner: readonly string[]
  /** What every state but those without a record takes: no refusal tells of it. */
  readonly always?: readonly string[]
  /** Beside `absent`, states that are answered like it: there is no such record, or none any more. */
  readonly gone?: readonly string[]
  /** Refusals that a state does not explain, each with its reason: they name what is wrong, not what is allowed. */
  readonly besides?: Readonly<Record<string, string>>
  /** Refusals to somebody who may ask nothing then, each with the reason why: what others may ask is not their business. */
  readonly toOthers?: Readonly<Record<string, string>>
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

const tried = new WeakMap<Machine, readonly Attempt[]>()

/** Every command in every state. */
export function attemptsOf(machine: Machine): readonly Attempt[] {
  const attempts = tried.get(machine) ?? tryAll(machine)
  tried.set(machine, attempts)
  return attempts
}

/** What is tried in each state. */
export const triedOf = ({ commands, variants }: Machine): Commands => ({ ...commands, ...variants })

const tryAll = (machine: Machine): readonly Attempt[] =>
  Object.entries(machine.states).flatMap(([state, { events, at }]) => {
    const { decider } = machine.aggregate
    const reached = fold(decider.evolve, decider.initialState, events)
    return Object.entries(triedOf(machine)).map(([command, of]): Attempt => {
      const decision = decider.decide(of(at), reached)
      if (!decision.ok) return { state, command, outcome: decision.rejection }
      return { state, command, outcome: decision.value.length > 0 ? 'taken' : 'nothing new' }
    })
  })

function decide(
  { decider }: AnyAggregate,
  events: readonly DomainEvent[],
  command: AnyCommand,
): Result<readonly DomainEvent[]> {
  return decider.decide(command, fold(decider.evolve, decider.initialState, events))
}

/** The matrix of every machine, as docs/transitions.md has it, with what a run's histories met of it. */
import { fold } from '../../../src/kernel/decider.ts'
import { attemptsOf, triedOf, type Attempt, type Machine } from '../../machines/machine.ts'
import { machines } from '../../machines/machines.ts'
import { statusOf, transitionKey, type CoveredTransition } from './covered-transitions.ts'

/** What runs met: transitions and refusals by their keys; how often. */
export type Met = {
  readonly transitions: ReadonlyMap<string, number>
  readonly refusals: ReadonlyMap<string, number>
}

/** A refusal as a client met it: of which command, and the code with the status that it named, if any. */
export const refusalKey = (command: string, code: string): string => `${command}: ${code}`

export function sumUp(covered: Iterable<CoveredTransition>, refused: Iterable<string>): Met {
  const [transitions, refusals] = [new Map<string, number>(), new Map<string, number>()]
  for (const { times, ...transition } of covered) {
    const key = transitionKey(transition)
    transitions.set(key, (transitions.get(key) ?? 0) + times)
  }
  for (const key of refused) refusals.set(key, (refusals.get(key) ?? 0) + 1)
  return { transitions, refusals }
}

const legend =
  '`yes 12`: taken, and the log has it 12 times from a record of that status; `yes`: taken, and not met. `no 3`: refused, ' +
  'and clients who asked for this were refused so, and told of that status, 3 times; `no`: refused, and not met. `same`: nothing is new.'

/** A table for each machine that was met, and in a line those that were not. */
export function transitionTables(met: Met): string {
  const told = machines.map((machine) => tableOf(machine, met))
  const absent = machines.filter((_, n) => told[n]!.taken.met === 0).map(({ name }) => name)
  const sections = told.flatMap(({ taken, text }) => (taken.met === 0 ? [] : [text]))
  const sum = (of: 'taken' | 'refused', what: keyof Count): number =>
    told.reduce((all, each) => all + each[of][what], 0)
  const total =
    `Of all machines: ${sum('taken', 'met')} of ${sum('taken', 'all')} transitions and ${sum('refused', 'met')} of ` +
    `${sum('refused', 'all')} refusals were met.`
  return [legend, ...sections, ...(absent.length > 0 ? [`Not met: ${absent.join(', ')}.`] : []), total].join('\n\n')
}

type Count = { readonly met: number; readonly all: number }
type Told = { readonly taken: Count; readonly refused: Count; readonly text: string }
type Cell = { readonly kind: 'yes' | 'no' | 'same'; readonly times: number }

function tableOf(machine: Machine, met: Met): Told {
  const states = Object.keys(machine.states)
  const attempts = new Map(attemptsOf(machine).map((attempt) => [`${attempt.state}\n${attempt.command}`, attempt]))
  const rows = Object.keys(triedOf(machine)).map((command) => ({
    command: machine.inner.includes(command) ? `(${command})` : command,
    cells: states.map((state) => cellOf(machine, attempts.get(`${state}\n${command}`)!, met)),
  }))
  const count = (kind: Cell['kind']): Count => {
    const cells = rows.flatMap((row) => row.cells).filter((cell) => cell.kind === kind)
    return { met: cells.filter(({ times }) => times > 0).length, all: cells.length }
  }
  const [taken, refused] = [count('yes'), count('no')]
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const show = ({ kind, times }: Cell): string => (times > 0 ? `${kind} ${times}` : kind)
  const text = [
    `${machine.name}: ${taken.met} of ${taken.all} transitions, ${refused.met} of ${refused.all} refusals`,
    '',
    line(['', ...states]),
    line(['---', ...states.map(() => '---')]),
    ...rows.map(({ command, cells }) => line([command, ...cells.map(show)])),
  ].join('\n')
  return { taken, refused, text }
}

function cellOf({ aggregate, states, ...machine }: Machine, { state, command, outcome }: Attempt, met: Met): Cell {
  if (outcome === 'nothing new') return { kind: 'same', times: 0 }
  if (outcome !== 'taken') {
    const status = outcome.facts?.['status']
    const code = typeof status === 'string' ? `${outcome.code} ${status}` : outcome.code
    return { kind: 'no', times: met.refusals.get(refusalKey(command, code)) ?? 0 }
  }
  const { events, at } = states[state]!
  const reached: unknown = fold(aggregate.decider.evolve, aggregate.decider.initialState, events)
  const decision = aggregate.decider.decide(triedOf({ aggregate, states, ...machine })[command]!(at), reached)
  const event = decision.ok ? decision.value[0]!.type : ''
  const key = transitionKey({ kind: aggregate.kind, status: statusOf(reached), event })
  return { kind: 'yes', times: met.transitions.get(key) ?? 0 }
}

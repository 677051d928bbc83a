/** The tables that a run of histories ends with. */
import type { Operation } from './checker/history.ts'
import { refusalKey, sumUp, transitionTables } from './coverage/transition-table.ts'
import { violationsOf, type Judgement } from './judge-history.ts'
import { readTrade } from './trade/trade-facts.ts'

export type JudgedRun = {
  readonly nemesis: string
  readonly judgement: Judgement
  readonly file: string
  readonly history: readonly Operation[]
}

/** A violation is told in full only so often: the first ones mostly say it. */
const toldMax = 5

/** What was looked at, by property and nemesis; what is broken stands out. */
export function propertyTable(runs: readonly JudgedRun[]): string {
  const [first] = runs
  if (!first) return 'No run.'
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const counted = runs.map(({ judgement: { counts } }) => `${counts.ok} + ${counts.fail} + ${counts.info}`)
  const strikes = runs.map(({ judgement }) => `${judgement.strikes}`)
  return [
    row(['', 'property', ...runs.map(({ nemesis }) => nemesis)]),
    row(['---', '---', ...runs.map(() => '---')]),
    row(['', 'calls: done + refused + unanswered', ...counted]),
    row(['', 'times that the nemesis struck', ...strikes]),
    ...first.judgement.findings.map(({ name, says }, n) =>
      row([name, says, ...runs.map(({ judgement }) => cell(judgement.findings[n]!))]),
    ),
  ].join('\n')
}

const cell = ({ looked, violations }: Judgement['findings'][number]): string =>
  violations.length === 0 ? `${looked}` : `**${violations.length} broken** of ${looked}`

/** The matrix of every machine, with what all runs together met of it. */
export function matrixTables(runs: readonly Pick<JudgedRun, 'history'>[]): string {
  const trades = runs.map(({ history }) => readTrade(history))
  const covered = trades.flatMap(({ final }) => final?.transitions ?? [])
  const refused = runs.flatMap(({ history }) =>
    history.flatMap(({ type, error, f, value }) =>
      type === 'fail' && error !== undefined ? [refusalKey(commandOf(f, value), error)] : [],
    ),
  )
  return transitionTables(sumUp(covered, refused))
}

/** As machines name it: `acceptChange` is `accept-change`, `sendOrder` is `send`. */
function commandOf(f: string, asked: unknown): string {
  const { action } = (asked ?? {}) as { readonly action?: unknown }
  if (f !== 'command' || typeof action !== 'string') return f
  return action.replace(/Order$/, '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** What is broken, for whoever has to find the cause. */
export const tellViolations = (runs: readonly JudgedRun[]): readonly string[] =>
  runs.flatMap(({ nemesis, judgement, file }) =>
    violationsOf(judgement) === 0
      ? []
      : [
          `${nemesis}, ${file}:`,
          ...judgement.findings.flatMap(({ name, violations }) => [
            ...violations.slice(0, toldMax).map((says) => `  ${name}: ${says}`),
            ...(violations.length > toldMax ? [`  ${name}: and ${violations.length - toldMax} more`] : []),
          ]),
        ],
  )

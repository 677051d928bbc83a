/** Everything that the checker can say of one history of the exchange. */
import type { Operation } from './checker/history.ts'
import { callsOf } from './checker/history.ts'
import { checkListAppend } from './checker/list-append.ts'
import { checkRegisters } from './checker/registers.ts'
import { checkTrade, type TradeFinding } from './trade/check-trade.ts'
import { sendsAsAppends } from './trade/sends-as-appends.ts'

/** What a nemesis writes when it has mended what it broke. */
export const struck = 'is over'

export type Judgement = {
  readonly counts: Readonly<Record<'ok' | 'fail' | 'info', number>>
  /** How often the nemesis struck. */
  readonly strikes: number
  readonly findings: readonly TradeFinding[]
}

export function judgeHistory(history: readonly Operation[], surprises: readonly string[] = []): Judgement {
  const calls = callsOf(history)
  const registers = checkRegisters(history)
  const wrong = registers.flatMap(({ key, result }) =>
    // What was too much to look through is not right because of that.
    result.verdict === 'linearizable' ? [] : [`${key}: ${result.says}`],
  )
  const anomaliesOf = (lists: readonly Operation[]): readonly string[] =>
    checkListAppend(lists).map(({ name, says }) => `${name}: ${says}`)
  const sends = sendsAsAppends(history)
  const isFinal = calls.some(({ f, outcome }) => f === 'final' && outcome === 'ok')
  const count = (outcome: 'ok' | 'fail' | 'info'): number => calls.filter((call) => call.outcome === outcome).length
  return {
    counts: { ok: count('ok'), fail: count('fail'), info: count('info') },
    strikes: history.filter(({ process, value }) => process === 'nemesis' && value === struck).length,
    findings: [
      {
        name: 'E',
        says: 'lists that all append to: strictly serialisable (Elle)',
        looked: calls.filter(({ f }) => f === 'txn').length,
        violations: anomaliesOf(history),
      },
      {
        name: 'B',
        says: 'orders over several stock books: strictly serialisable (Elle)',
        looked: sends.filter(({ type }) => type === 'invoke').length,
        violations: anomaliesOf(sends),
      },
      {
        name: 'L',
        says: 'compare-and-set by ETag: linearizable',
        looked: registers.reduce((sum, { calls: all }) => sum + all, 0),
        violations: wrong,
      },
      ...checkTrade(history),
      {
        name: '5xx',
        says: 'no answer from 500 up but 503 and 504; an end in order',
        looked: calls.length,
        violations: surprises,
      },
      // Without it half of the properties have nothing to look at, and would be called kept.
      {
        name: 'end',
        says: 'the history has come to its end',
        looked: 1,
        violations: isFinal ? [] : ['how all stood at the end was never read'],
      },
    ],
  }
}

export const violationsOf = ({ findings }: Judgement): number =>
  findings.reduce((sum, { violations }) => sum + violations.length, 0)

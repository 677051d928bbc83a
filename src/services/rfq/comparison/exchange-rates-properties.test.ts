/** A table of rates beside a sheet that a bank prints: each currency once, all above nothing, of a moment that has been. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { fold } from '../../../kernel/decider.ts'
import { exchangeRates, rateOf, rateSnapshot, type RateTable } from './exchange-rates.ts'

type Line = readonly [currency: string, cents: number]
type Sheet = { readonly base: string; readonly hour: number; readonly lines: readonly Line[] }

const known = ['EUR', 'USD', 'GBP', 'JPY'] as const
const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<string>(...known) },
  { weight: 1, arbitrary: fc.constantFrom('XXQ', 'euro', '') },
)
const sheet: fc.Arbitrary<Sheet> = fc.record({
  base: fc.oneof({ weight: 6, arbitrary: fc.constant('EUR') }, name),
  hour: fc.integer({ min: 0, max: 12 }),
  lines: fc.oneof(
    fc.uniqueArray(fc.tuple(fc.constantFrom('USD', 'GBP', 'JPY'), fc.integer({ min: 1, max: 300 })), {
      maxLength: 3,
      selector: ([each]) => each,
    }),
    fc.array(fc.tuple(name, fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(0, -1))), { maxLength: 3 }),
  ),
})

const isoAt = (hour: number): string => new Date(Date.UTC(2027, 2, 1, hour)).toISOString()
const isKnown = (text: string): boolean => (known as readonly string[]).includes(text)

/** Whether anybody would print it. */
const isTrue = ({ base, hour, lines }: Sheet, now: number): boolean => {
  const names = [base, ...lines.map(([each]) => each)]
  return (
    hour <= now && names.every(isKnown) && new Set(names).size === names.length && lines.every(([, cents]) => cents > 0)
  )
}

test('whatever is printed: the newest sheet that can be true counts, and an untrue one changes nothing', () => {
  let [taken, refused] = [0, 0]
  fc.assert(
    fc.property(fc.array(sheet, { minLength: 2, maxLength: 12, size: 'max' }), (sheets) => {
      let [state, hanging]: [RateTable, Sheet | undefined] = [exchangeRates.initialState, undefined]
      for (const [now, each] of sheets.entries()) {
        const rates = each.lines.map(([currency, cents]) => ({ currency, rate: (cents / 100).toFixed(2) }))
        const said = { base: each.base, asOf: isoAt(each.hour), rates }
        const decided = exchangeRates.decide({ type: 'set', at: isoAt(now), by: 'stf_1', ...said }, state)
        expect(decided.ok, JSON.stringify(each)).toBe(isTrue(each, now))
        if (isTrue(each, now)) hanging = each
        if (decided.ok) state = fold(exchangeRates.evolve, state, decided.value)
        taken += Number(decided.ok)
        refused += Number(!decided.ok)
        if (hanging === undefined || state.status === 'absent') {
          expect([hanging, state.status]).toEqual([undefined, 'absent'])
          continue
        }
        expect([state.base, state.asOf]).toEqual([hanging.base, isoAt(hanging.hour)])
        // In the base currency each is worth what its line says, and what has no line is unknown, never one to one.
        const snapshot = rateSnapshot(state.base, known as readonly string[] as readonly CurrencyCode[], [state])
        for (const currency of known) {
          const cents = currency === hanging.base ? 100 : hanging.lines.find(([line]) => line === currency)?.[1]
          const rate = rateOf(snapshot, currency as string as CurrencyCode)
          expect(rate === undefined ? undefined : Math.round(Number(rate) * 100)).toBe(cents)
        }
      }
    }),
    { numRuns: 150 },
  )
  expect(Math.min(taken, refused)).toBeGreaterThan(100)
})

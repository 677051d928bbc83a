/** A lot beside a label on a shelf: what is printed on it, and whether the ribbon around it is off, on, or sealed for good. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import { lot, type Lot, type LotCommand, type LotDetails } from './lot.ts'

type Mark = {
  readonly kind: LotDetails['dateMark']
  readonly made?: number
  readonly until?: number
  readonly keeps?: number
}
type Step =
  | { readonly do: 'register'; readonly mark: Mark; readonly isHeld: boolean; readonly analysed: number | undefined }
  | { readonly do: 'certify'; readonly analysed: number | undefined }
  | { readonly do: 'hold' | 'release' | 'recall'; readonly reason: string }

/** Days of August; it is the 10th, all the time. */
const today = 10
const day = fc.integer({ min: 5, max: 15 })
const maybe = (days: fc.Arbitrary<number>) => fc.option(days, { nil: undefined })
const analysed = maybe(day)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('register' as const),
      mark: fc
        .record({
          kind: fc.constantFrom<LotDetails['dateMark']>('use-by', 'best-before', 'best-before', 'none'),
          made: maybe(day),
          until: maybe(day),
          keeps: maybe(fc.integer({ min: 0, max: 15 })),
        })
        .map((mark) => Object.fromEntries(Object.entries(mark).filter(([, value]) => value !== undefined)) as Mark),
      isHeld: fc.boolean(),
      analysed,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('certify' as const), analysed }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('hold' as const, 'hold' as const, 'release' as const, 'release' as const, 'recall' as const),
      reason: fc.constantFrom('Analysis.', 'Glass.'),
    }),
  },
)

const dateOf = (nth: number): LocalDate => `2026-08-${String(nth).padStart(2, '0')}` as LocalDate

class Shelf {
  label: { readonly until: number | undefined; readonly made: number | undefined } | undefined
  analysed: number | undefined
  ribbon: 'released' | 'held' | 'recalled' = 'released'
  reason: string | undefined

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Step): boolean {
    switch (each.do) {
      case 'register': {
        const { kind, made, until, keeps } = each.mark
        if (this.label || !this.mayBe(each.analysed, made)) return false
        const counted = made !== undefined && keeps !== undefined ? made + keeps : undefined
        const marked = kind === 'none' ? undefined : (until ?? counted)
        // Without a mark there is no day; with one there is, and goods are made before they go off.
        if (kind === 'none' ? until !== undefined : marked === undefined || (made ?? 0) > marked) return false
        this.label = { until: marked, made }
        this.analysed = each.analysed
        if (each.isHeld) Object.assign(this, { ribbon: 'held', reason: 'Arrived.' })
        return true
      }
      case 'certify':
        if (!this.label || !this.mayBe(each.analysed, this.label.made)) return false
        this.analysed = each.analysed
        return true
      case 'hold':
        return this.label !== undefined && this.ribbon === 'released' && this.tie('held', each.reason)
      case 'release':
        return this.ribbon === 'held' && this.tie('released', each.reason)
      case 'recall':
        return this.label !== undefined && this.ribbon !== 'recalled' && this.tie('recalled', each.reason)
    }
  }

  shown(): unknown {
    const { label, analysed: on, ribbon, reason } = this
    return label && [ribbon, reason, label.until && dateOf(label.until), on && dateOf(on)]
  }

  /** Nothing is analysed before it is made; elsewhere it is tomorrow already. */
  private mayBe = (on: number | undefined, made: number | undefined): boolean =>
    on === undefined || (on >= (made ?? 0) && on <= today + 1)

  private tie(ribbon: Shelf['ribbon'], reason: string): boolean {
    Object.assign(this, { ribbon, reason })
    return true
  }
}

const analysisOf = (on: number | undefined) => ({ reference: 'A-1', ...(on !== undefined && { issuedOn: dateOf(on) }) })

function commandOf(each: Step): LotCommand {
  const at = `${dateOf(today)}T08:00:00.000Z`
  switch (each.do) {
    case 'register': {
      const { kind: dateMark, made, until, keeps } = each.mark
      const goods = { ownerId: 'org_s', productId: 'prd_1', code: 'L1', unit: 'piece' as const, catchWeight: false }
      const days = {
        dateMark,
        ...(made !== undefined && { producedOn: dateOf(made) }),
        ...(until !== undefined && { markedOn: dateOf(until) }),
      }
      const given = { ...goods, ...days, certificateOfAnalysis: analysisOf(each.analysed) }
      const held = each.isHeld ? { held: { reason: 'Arrived.' } } : {}
      return { type: 'register', at, lot: given, ...held, ...(keeps !== undefined && { shelfLifeDays: keeps }) }
    }
    case 'certify':
      return { type: 'certify', at, certificateOfAnalysis: analysisOf(each.analysed) }
    case 'hold':
    case 'release':
    case 'recall':
      return { type: each.do, at, reason: each.reason }
  }
}

const shownOf = (state: Lot): unknown =>
  state.status === 'absent'
    ? undefined
    : [state.status, state.reason, state.markedOn, state.certificateOfAnalysis?.issuedOn]

test('whatever is registered, analysed, held and recalled: a lot is what its label and its ribbon say', () => {
  const ribbons = new Set<string>()
  let refused = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 15, size: 'max' }), (steps) => {
      const shelf = new Shelf()
      let state: Lot = lot.initialState
      for (const each of steps) {
        const decided = lot.decide(commandOf(each), state)
        expect(decided.ok, JSON.stringify(each)).toBe(shelf.run(each))
        if (!decided.ok && each.do === 'register') refused += 1
        if (decided.ok) state = fold(lot.evolve, state, decided.value)
        expect(shownOf(state)).toEqual(shelf.shown())
        if (shelf.label) ribbons.add(shelf.ribbon)
      }
    }),
    { numRuns: 300 },
  )
  expect(ribbons.size).toBe(3)
  expect(refused).toBeGreaterThan(100)
})

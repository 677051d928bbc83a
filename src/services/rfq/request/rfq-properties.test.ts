/** An RFQ beside the sheet that a buyer keeps of it: a time to answer by, a tick for each answer, a heap for each line. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { fold } from '../../../kernel/decider.ts'
import type { GivenRfqDetails } from './rfq-details.ts'
import { defaultWeights } from './rfq-details.ts'
import type { RfqCommand } from './rfq-events.ts'
import { awardedQuantities, rfqStatusAt, settledLines, type Rfq, type RfqStatus } from './rfq-state.ts'
import { rfq } from './rfq.ts'

const heaps = { '1': 5, '2': 3 } as const
type Line = keyof typeof heaps
const lines: readonly Line[] = ['1', '2']

type Move =
  | { readonly do: 'draft'; readonly deadlineHour: number }
  | { readonly do: 'change'; readonly deadlineHour: number }
  | { readonly do: 'publish' | 'close' | 'cancel' }
  | { readonly do: 'extend'; readonly deadlineHour: number }
  | { readonly do: 'answer' | 'take-back'; readonly supplier: string }
  | { readonly do: 'propose'; readonly pieces: readonly (readonly [Line, number])[]; readonly isFinal: boolean }
  | { readonly do: 'settle'; readonly nth: number; readonly outcome: 'approved' | 'rejected' }
type Step = Move & { readonly hours: number }

const isoAt = (hour: number): string => new Date(Date.UTC(2026, 7, 1, hour)).toISOString()
const deadlineHour = fc.integer({ min: 1, max: 12 })
const supplier = fc.constantFrom('a', 'b')
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('draft' as const, 'change' as const), deadlineHour }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('publish' as const, 'publish' as const, 'close' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('close' as const, 'cancel' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('extend' as const), deadlineHour }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('answer' as const), supplier }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take-back' as const), supplier }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('propose' as const),
      pieces: fc.array(fc.tuple(fc.constantFrom(...lines), fc.integer({ min: 1, max: 4 })), {
        minLength: 1,
        maxLength: 3,
      }),
      isFinal: fc.nat(5).map((one) => one === 0),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      nth: fc.nat(3),
      outcome: fc.constantFrom('approved' as const, 'approved' as const, 'rejected' as const),
    }),
  },
)
/** Most begin as most do: drafted, published, answered. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(move, fc.nat(2)), { minLength: 5, maxLength: 18, size: 'max' }))
  .map(([isUsual, made]) => {
    const begun: readonly Move[] = [
      { do: 'draft', deadlineHour: 4 },
      { do: 'publish' },
      { do: 'answer', supplier: 'a' },
      { do: 'close' },
    ]
    const drawn = made.map(([each, hours]) => ({ ...each, hours }))
    return isUsual ? [...begun.map((each) => ({ ...each, hours: 0 })), ...drawn] : drawn
  })

type Piece = { readonly line: Line; award?: number; isBought: boolean }

class Sheet {
  isOut = false
  isShut = false
  isTorn = false
  isDone = false
  deadline: number
  readonly answers = new Map<string, boolean>()
  readonly pieces: Piece[] = lines.flatMap((line) =>
    Array.from({ length: heaps[line] }, () => ({ line, isBought: false })),
  )
  readonly awards: ('open' | 'yes' | 'no')[] = []
  readonly finals: boolean[] = []

  constructor(deadline: number) {
    this.deadline = deadline
  }

  isBought = (): boolean => this.awards.includes('yes')
  hasAnswer = (): boolean => [...this.answers.values()].includes(true)
  takesAnswers = (now: number): boolean =>
    this.isOut && !this.isShut && !this.isTorn && now < this.deadline && !this.isBought()

  status(now: number): RfqStatus {
    if (this.isTorn) return 'cancelled'
    if (this.isBought()) return this.isDone ? 'awarded' : 'part-awarded'
    if (this.isShut) return 'closed'
    if (!this.isOut) return 'draft'
    if (now < this.deadline) return 'published'
    return this.hasAnswer() ? 'closed' : 'expired'
  }

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Exclude<Move, { do: 'draft' }>, now: number): boolean {
    const status = this.status(now)
    switch (each.do) {
      case 'change':
        if (status === 'draft') this.deadline = each.deadlineHour
        return status === 'draft'
      case 'publish':
        return status === 'draft' && this.deadline > now && (this.isOut = true)
      case 'extend': {
        const isLater = each.deadlineHour > this.deadline && each.deadlineHour > now
        if ((status !== 'published' && status !== 'expired') || !isLater) return false
        this.deadline = each.deadlineHour
        return true
      }
      case 'close':
        return status === 'published' && (this.isShut = true)
      case 'cancel': {
        const mayBe = ['draft', 'published', 'closed', 'expired'].includes(status) && !this.awards.includes('open')
        return mayBe && (this.isTorn = true)
      }
      case 'answer':
        if (!this.takesAnswers(now)) return false
        this.answers.set(each.supplier, true)
        return true
      case 'take-back':
        if (!this.answers.has(each.supplier)) return false
        this.answers.set(each.supplier, false)
        return true
      case 'propose':
        return (status === 'closed' || status === 'part-awarded') && this.propose(each)
      case 'settle':
        return this.settle(each)
    }
  }

  private propose({ pieces, isFinal }: Extract<Move, { do: 'propose' }>): boolean {
    const award = this.awards.length
    const taken: Piece[] = []
    for (const [line, quantity] of pieces) {
      const free = this.pieces.filter(
        (piece) => piece.line === line && piece.award === undefined && !taken.includes(piece),
      )
      if (free.length < quantity) return false
      taken.push(...free.slice(0, quantity))
    }
    for (const piece of taken) piece.award = award
    this.awards.push('open')
    this.finals.push(isFinal)
    return true
  }

  private settle({ nth, outcome }: Extract<Move, { do: 'settle' }>): boolean {
    if (this.awards[nth] !== 'open') return false
    this.awards[nth] = outcome === 'approved' ? 'yes' : 'no'
    for (const piece of this.pieces.filter(({ award }) => award === nth))
      if (outcome === 'approved') piece.isBought = true
      else delete piece.award
    if (outcome === 'approved') this.isDone ||= this.finals[nth]! || this.pieces.every(({ isBought }) => isBought)
    return true
  }
}

const details = (hour: number): GivenRfqDetails => ({
  lines: lines.map((id) => ({
    id,
    item: { kind: 'specification', description: 'Butter' },
    quantity: heaps[id],
    unit: 'piece',
    requiredCertificates: [],
    allergenExclusions: [],
    minimumRemainingLifeDays: 0,
  })),
  deliverTo: { siteId: 'sit_1' },
  incoterm: 'DAP',
  place: 'Urk',
  deliveries: [{ date: '2026-10-01' }],
  paymentTerms: { days: 30, from: 'invoice' },
  currency: 'EUR',
  deadline: isoAt(hour),
  visibility: { kind: 'open' },
  weights: defaultWeights,
  shareTargetPrices: false,
})

function commandOf(each: Move, now: number, awards: number): RfqCommand {
  const who = { at: isoAt(now), by: 'usr_1' }
  switch (each.do) {
    case 'draft':
      return { type: 'draft', ...who, rfqId: 'rfq_1', number: 1, buyerId: 'org_b', details: details(each.deadlineHour) }
    case 'change':
      return { type: 'change', ...who, details: details(each.deadlineHour) }
    case 'publish':
    case 'close':
      return { type: each.do, ...who }
    case 'cancel':
      return { type: 'cancel', ...who, reason: 'No need.' }
    case 'extend':
      return { type: 'extend', ...who, deadline: isoAt(each.deadlineHour), reason: 'Holidays.' }
    case 'answer':
      return { type: 'receive-quote', ...who, quoteId: `qte_${each.supplier}`, supplierId: each.supplier, version: 1 }
    case 'take-back':
      return { type: 'take-back-quote', ...who, quoteId: `qte_${each.supplier}` }
    case 'propose': {
      const total = { amount: 100, currency: currency('EUR') }
      const asked = each.pieces.map(([line, quantity]) => ({ line, quantity }))
      return { type: 'propose-award', ...who, awardId: `awd_${awards}`, total, lines: asked, final: each.isFinal }
    }
    case 'settle':
      return { type: 'settle-award', ...who, awardId: `awd_${each.nth}`, outcome: each.outcome }
  }
}

const countOf = (pieces: readonly Piece[], line: Line, isIt: (piece: Piece) => boolean): number =>
  pieces.filter((piece) => piece.line === line && isIt(piece)).length

/** What both show of it. */
function shownOf(state: Rfq, now: number): unknown {
  if (state.phase === 'absent') return undefined
  const [taken, bought] = [awardedQuantities(state, 'with pending'), awardedQuantities(state, 'approved')]
  const settled = settledLines(state)
  return {
    status: rfqStatusAt(state, isoAt(now)),
    deadline: state.details.deadline,
    lines: lines.map((line) => [taken.get(line) ?? 0, bought.get(line) ?? 0, settled.includes(line)]),
  }
}
function shownOfSheet(sheet: Sheet | undefined, now: number): unknown {
  if (!sheet) return undefined
  const isOver = sheet.awards.some((award, nth) => award === 'yes' && sheet.finals[nth])
  const countedOf = (line: Line) => {
    const bought = countOf(sheet.pieces, line, ({ isBought }) => isBought)
    return [countOf(sheet.pieces, line, ({ award }) => award !== undefined), bought, isOver || bought === heaps[line]]
  }
  return { status: sheet.status(now), deadline: isoAt(sheet.deadline), lines: lines.map(countedOf) }
}

test('whatever is asked of an RFQ at whatever hour, it does what its buyer’s sheet would say', () => {
  let taken = 0
  fc.assert(
    fc.property(steps, (made) => {
      let [state, sheet, now]: [Rfq, Sheet | undefined, number] = [rfq.initialState, undefined, 0]
      for (const each of made) {
        now += each.hours
        const decided = rfq.decide(commandOf(each, now, sheet?.awards.length ?? 0), state)
        const isNew = each.do === 'draft' && !sheet
        const isDone = isNew || (each.do !== 'draft' && (sheet?.run(each, now) ?? false))
        if (isNew) sheet = new Sheet(each.deadlineHour)
        expect(decided.ok, each.do).toBe(isDone)
        if (decided.ok) state = fold(rfq.evolve, state, decided.value)
        if (decided.ok) taken += 1
        expect(shownOf(state, now)).toEqual(shownOfSheet(sheet, now))
      }
    }),
    { numRuns: 300 },
  )
  expect(taken).toBeGreaterThan(400)
})

/** The quote's decider beside a model so naive that it can be read at a glance: the two never disagree. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal } from '../../../kernel/decimal.ts'
import { fold } from '../../../kernel/decider.ts'
import { outcomeOf, quote, quoteStatusAt, type Quote, type QuoteCommand } from './quote.ts'

const lines = ['1', '2'] as const
type Line = (typeof lines)[number]

/** A quote as a sheet of paper: how often it was written anew, what it offers, what is left, until which hour it holds. */
type Sheet = {
  version: number
  offer: { readonly quantity: number; readonly price: number; readonly untilHour: number }
  isWithdrawn: boolean
  readonly taken: Record<Line, number>
  readonly lost: Set<Line>
}

type Step =
  | { readonly do: 'submit'; readonly quantity: number; readonly price: number; readonly untilHour: number }
  | { readonly do: 'withdraw' }
  | { readonly do: 'accept'; readonly version: number; readonly portions: readonly (readonly [Line, number])[] }
  | { readonly do: 'reject'; readonly lines: readonly Line[] }

const hour = (at: number): string => new Date(Date.UTC(2026, 7, 1, at)).toISOString()
const line = fc.constantFrom(...lines)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('submit' as const),
    quantity: fc.constantFrom(10, 20),
    price: fc.constantFrom(1, 2),
    untilHour: fc.integer({ min: 0, max: 30 }),
  }),
  fc.record({ do: fc.constant('withdraw' as const) }),
  fc.record({
    do: fc.constant('accept' as const),
    version: fc.integer({ min: 1, max: 3 }),
    portions: fc.array(fc.tuple(line, fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ do: fc.constant('reject' as const), lines: fc.subarray([...lines], { minLength: 1 }) }),
)

function commandOf(each: Step, at: string): QuoteCommand {
  const by = 'usr_1'
  switch (each.do) {
    case 'submit': {
      const { quantity, price, untilHour } = each
      const product = { productId: 'prd_1', sku: 'B', name: 'Butter', specVersion: 1, pricedPer: 'piece' } as const
      const offered = { product, quantity, leadTimeDays: 3, fulfilment: 'from-stock' } as const
      const content = {
        currency: 'EUR',
        incoterm: 'DAP',
        place: 'Rotterdam',
        validUntil: hour(untilHour),
        charges: [],
        lines: lines.map((name) => ({ line: name, breaks: [{ from: 1, unitPrice: `${price}` }], ...offered })),
      }
      return { type: 'submit', at, by, rfqId: 'rfq_1', buyerId: 'org_b', supplierId: 'org_s', content }
    }
    case 'withdraw':
      return { type: 'withdraw', at, by }
    case 'accept': {
      const portions = each.portions.map(([name, quantity]) => ({ line: name, quantity }))
      const priced = portions.map((portion) => ({ ...portion, unitPrice: decimal('1'), orderId: 'ord_1' }))
      return { type: 'accept', at, version: each.version, portions: priced }
    }
    case 'reject':
      return { type: 'reject', at, lines: each.lines }
  }
}

const isSettled = ({ taken, lost }: Sheet): boolean => lost.size > 0 || lines.some((name) => taken[name] > 0)

/** What the sheet says afterwards; the same sheet where nothing changes, undefined where it is refused. */
function write(sheet: Sheet | undefined, each: Step, now: number): Sheet | undefined {
  if (each.do === 'submit') {
    const { do: _do, ...offer } = each
    if (offer.untilHour <= now || (sheet && isSettled(sheet))) return undefined
    if (!sheet) return { version: 1, offer, isWithdrawn: false, taken: { 1: 0, 2: 0 }, lost: new Set() }
    if (!sheet.isWithdrawn && JSON.stringify(offer) === JSON.stringify(sheet.offer)) return sheet
    return { ...sheet, version: sheet.version + 1, offer, isWithdrawn: false }
  }
  if (!sheet) return undefined
  const taken = { ...sheet.taken }
  switch (each.do) {
    case 'withdraw': {
      const isOver = sheet.isWithdrawn || lines.some((name) => taken[name] > 0) || sheet.lost.size === lines.length
      return isOver ? undefined : { ...sheet, isWithdrawn: true }
    }
    case 'accept':
      if (sheet.isWithdrawn || each.version !== sheet.version || now >= sheet.offer.untilHour) return undefined
      for (const [name, quantity] of each.portions) {
        if (sheet.lost.has(name) || (taken[name] += quantity) > sheet.offer.quantity) return undefined
      }
      return { ...sheet, taken }
    case 'reject': {
      if (sheet.isWithdrawn) return sheet
      const losing = each.lines.filter((name) => taken[name] === 0)
      return { ...sheet, lost: new Set([...sheet.lost, ...losing]) }
    }
  }
}

/** What both show of it. */
const shownOf = (state: Quote, at: string) =>
  state.phase === 'absent'
    ? undefined
    : {
        version: state.versions.length,
        isWithdrawn: state.withdrawn,
        isExpired: quoteStatusAt(state, at) === 'expired',
        lines: lines.map((name) => [
          state.accepted.filter((each) => each.line === name).reduce((sum, { quantity }) => sum + quantity, 0),
          outcomeOf(state, name),
        ]),
      }
const shownOfSheet = (sheet: Sheet | undefined, now: number) =>
  sheet && {
    version: sheet.version,
    isWithdrawn: sheet.isWithdrawn,
    isExpired:
      now >= sheet.offer.untilHour &&
      !sheet.isWithdrawn &&
      sheet.lost.size < lines.length &&
      lines.every((name) => sheet.taken[name] === 0),
    lines: lines.map((name) => [
      sheet.taken[name],
      sheet.taken[name] > 0 ? 'accepted' : sheet.lost.has(name) ? 'rejected' : 'pending',
    ]),
  }

test('whatever is asked of a quote at whatever hour, it does what a sheet of paper would', () => {
  const asked = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 4 })), { maxLength: 14 })
  fc.assert(
    fc.property(asked, (steps) => {
      let [state, sheet, now]: [Quote, Sheet | undefined, number] = [quote.initialState, undefined, 0]
      const [shown, expected]: [unknown[], unknown[]] = [[], []]
      for (const [each, hours] of steps) {
        now += hours
        const decided = quote.decide(commandOf(each, hour(now)), state)
        const written = write(sheet, each, now)
        if (decided.ok) state = fold(quote.evolve, state, decided.value)
        sheet = written ?? sheet
        shown.push({ isDone: decided.ok, quote: shownOf(state, hour(now)) })
        expected.push({ isDone: written !== undefined, quote: shownOfSheet(sheet, now) })
      }
      expect(shown).toEqual(expected)
    }),
    { numRuns: 200 },
  )
})

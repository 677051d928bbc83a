/** Price lists beside boards on a wall: one for everybody, one for a customer, each with a price for every quantity up to 12. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal } from '../../../kernel/decimal.ts'
import { fold } from '../../../kernel/decider.ts'
import { applicablePrice, type Candidate, type PriceRank } from './applicable-price.ts'
import { price, type Break, type Price, type PriceCommand } from './price.ts'
import { priceList, type Audience, type PriceList, type PriceListCommand } from './price-list.ts'

const at = '2026-08-01T09:00:00.000Z'
const most = 12
const days = [1, 5, 9, 14] as const
const quantities = [1, 4, 5, 9, most] as const
const dayOf = (day: number): string => `2026-08-${String(day).padStart(2, '0')}`
const ranks: readonly PriceRank[] = ['public', 'customer']

type Term = { readonly from: number; readonly to?: number | undefined; readonly isPublic: boolean }
type Move = { readonly board: 0 | 1 } & (
  | ({ readonly do: 'open' } & Term)
  | ({ readonly do: 'change' } & Term)
  | { readonly do: 'withdraw' }
  | { readonly do: 'remove' }
  | {
      readonly do: 'set'
      readonly breaks: readonly (readonly [from: number, cents: number])[]
      readonly minimum: number
    }
)

const board = fc.constantFrom(0 as const, 1 as const)
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('open' as const, 'open' as const, 'change' as const),
      board,
      from: fc.integer({ min: 1, max: 10 }),
      to: fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined }),
      isPublic: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), board }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), board }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      board,
      breaks: fc.oneof(
        fc.constantFrom(
          [[1, 250]],
          [
            [1, 250],
            [6, 240],
          ],
          [
            [2, 300],
            [5, 300],
            [9, 120],
          ],
        ) as fc.Arbitrary<[number, number][]>,
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 100, max: 300 })), {
          minLength: 1,
          maxLength: 3,
        }),
      ),
      minimum: fc.integer({ min: 1, max: 4 }),
    }),
  },
)

/** What hangs there, from which day to which. */
type Board = { readonly from: number; readonly to: number; isDown: boolean }
const hangsOn = ({ from, to, isDown }: Board, day: number): boolean => !isDown && from <= day && day <= to

/** The first board is for everybody, the second for one customer. */
class Wall {
  readonly boards: (Board | undefined)[] = [undefined, undefined]
  /** What a piece costs, by how many are taken. */
  readonly prices: (readonly number[] | undefined)[] = [undefined, undefined]

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Move): boolean {
    const known = this.boards[each.board]
    switch (each.do) {
      case 'open':
      case 'change': {
        const to = each.to ?? 99
        if (to < each.from || (each.do === 'open') === (known !== undefined)) return false
        if (known && (known.isDown || each.isPublic !== (each.board === 0))) return false
        this.boards[each.board] = { from: each.from, to, isDown: false }
        return true
      }
      case 'withdraw':
        return known !== undefined && !known.isDown && (known.isDown = true)
      case 'remove': {
        const there = this.prices[each.board] !== undefined
        this.prices[each.board] = undefined
        return there
      }
      case 'set': {
        const cents = Array.from({ length: most + 1 }, () => each.breaks[0]![1])
        for (const [index, [from, unit]] of each.breaks.entries()) {
          const [lastFrom, lastUnit] = each.breaks[index - 1] ?? [0, unit]
          if (from <= lastFrom || unit > lastUnit) return false
          for (let quantity = from; quantity <= most; quantity += 1) cents[quantity] = unit
        }
        if (each.breaks[0]![0] > each.minimum) return false
        this.prices[each.board] = cents
        return true
      }
    }
  }

  /** The customer's board first, where it hangs and has a price. */
  centsOf(quantity: number, day: number): number | undefined {
    for (const nth of [1, 0]) {
      const hanging = this.boards[nth]
      const cents = this.prices[nth]?.[quantity]
      if (hanging && cents !== undefined && hangsOn(hanging, day)) return cents
    }
    return undefined
  }
}

type Known = { list: PriceList; price: Price }

const audienceOf = (isPublic: boolean): Audience =>
  isPublic ? { kind: 'public' } : { kind: 'organisations', organisationIds: ['org_b'] }

function listCommand(each: Extract<Move, { do: 'open' | 'change' | 'withdraw' }>): PriceListCommand {
  if (each.do === 'withdraw') return { type: 'withdraw', at }
  // A board is opened as what it is; only a change may try to make it another.
  const audience = audienceOf(each.do === 'open' ? each.board === 0 : each.isPublic)
  const validTo = each.to === undefined ? {} : { validTo: dayOf(each.to) }
  const details = { name: 'List', audience, validFrom: dayOf(each.from), ...validTo }
  if (each.do === 'change') return { type: 'change', at, details }
  return { type: 'open', at, supplierId: 'org_s', basis: { currency: 'EUR', incoterm: 'DAP', place: 'Urk' }, details }
}

function priceCommand(each: Extract<Move, { do: 'set' | 'remove' }>): PriceCommand {
  if (each.do === 'remove') return { type: 'remove', at }
  const owner = {
    priceListId: `pls_${each.board}`,
    productId: 'prd_1',
    supplierId: 'org_s',
    isPublic: each.board === 0,
  }
  const breaks = each.breaks.map(([from, cents]): Break => ({ from, unitPrice: decimal((cents / 100).toFixed(2)) }))
  return { type: 'set', at, owner, terms: { breaks, minimumQuantity: each.minimum, increment: 1 } }
}

function run(known: Known, each: Move): boolean {
  if (each.do === 'set' || each.do === 'remove') {
    const decided = price.decide(priceCommand(each), known.price)
    if (decided.ok) known.price = fold(price.evolve, known.price, decided.value)
    return decided.ok
  }
  const decided = priceList.decide(listCommand(each), known.list)
  if (decided.ok) known.list = fold(priceList.evolve, known.list, decided.value)
  return decided.ok
}

const candidatesOf = (all: readonly Known[]): readonly Candidate[] =>
  all.flatMap((known, nth) =>
    known.list.status !== 'absent' && known.price.status === 'set'
      ? [{ rank: ranks[nth]!, priceListId: `pls_${nth}`, list: known.list, price: known.price, version: 1 }]
      : [],
  )

test('whatever lists and prices are made, changed and taken down: each quantity costs on each day what the boards say', () => {
  let priced = 0
  fc.assert(
    fc.property(fc.array(move, { minLength: 5, maxLength: 20, size: 'max' }), (moves) => {
      const wall = new Wall()
      const all = ranks.map((): Known => ({ list: priceList.initialState, price: price.initialState }))
      for (const each of moves) {
        expect(run(all[each.board]!, each), each.do).toBe(wall.run(each))
        const candidates = candidatesOf(all)
        const asked = days.flatMap((day) => quantities.map((quantity) => ({ day, quantity })))
        const shown = asked.map(({ day, quantity }) => {
          const applied = applicablePrice(candidates, { quantity, day: dayOf(day) })
          return applied && Math.round(Number(applied.unitPrice) * 100)
        })
        expect(shown).toEqual(asked.map(({ day, quantity }) => wall.centsOf(quantity, day)))
        priced += shown.filter((cents) => cents !== undefined).length
      }
    }),
    { numRuns: 120 },
  )
  expect(priced).toBeGreaterThan(1_000)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NaiveStock } from './naive-stock.fixture.ts'
import { after, day, hold, lotFacts, ofBook, receive, reserve } from './stock-book.fixture.ts'
import { stockBook } from './stock-book.ts'
import type { StockCommand } from './stock-commands.ts'
import type { StockEvent } from './stock-events.ts'
import { positionParts, type StockBook } from './stock-state.ts'

const lots = [
  lotFacts('lot_a', '2026-09-10'),
  lotFacts('lot_b', '2026-09-20', { dateMark: 'best-before' }),
  lotFacts('lot_c', '2026-11-01'),
  lotFacts('lot_d'),
]
const lotId = fc.constantFrom(...lots.map((lot) => lot.lotId))
const siteId = fc.constantFrom('ste_a', 'ste_b')
const quantity = fc.integer({ min: 1, max: 9 })
const id = fc.constantFrom('r1', 'r2', 'r3', 'r4')
const at = fc.constantFrom('2026-08-20T08:00:00.000Z', '2026-09-12T08:00:00.000Z')
const terms = fc.record(
  {
    arrival: fc.constantFrom(day('2026-09-01'), day('2026-09-09'), day('2026-09-21')),
    minimumRemainingLifeDays: fc.constantFrom(0, 1, 20),
    allowPastBestBefore: fc.boolean(),
  },
  { requiredKeys: ['arrival', 'minimumRemainingLifeDays', 'allowPastBestBefore'] },
)
const boundTerms = fc.oneof(
  { arbitrary: terms, weight: 3 },
  fc.tuple(terms, siteId).map(([each, site]) => ({ ...each, siteId: site })),
)
const expiresAt = fc.option(fc.constantFrom('2026-09-01T00:00:00.000Z', '2026-09-20T00:00:00.000Z'), {
  nil: undefined,
  freq: 5,
})
const unanswered = fc.constantFrom(undefined, 14 * 86_400_000)
/** Three of them are one company's. */
const buyerOf = (reservationId: string): string => (reservationId === 'r4' ? 'org_c' : 'org_b')

type Drawn = (naive: NaiveStock) => StockCommand
/** The lot as its own stream would tell it at that moment. */
const factsOf = (naive: NaiveStock, wanted: string) => ({ ...naive.lots.get(wanted)! })

const commands: fc.Arbitrary<Drawn> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(at, lotId, siteId, quantity).map(([when, lot, site, amount]): Drawn => (naive) => ({
      type: 'receive',
      at: when,
      ...ofBook,
      lot: factsOf(naive, lot),
      siteId: site,
      quantity: amount,
      reason: 'produced',
    })),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(at, id, quantity, boundTerms, expiresAt)
      .map(([when, reservationId, amount, asked, end]): Drawn => () => ({
        type: 'reserve',
        at: when,
        ...ofBook,
        reservationId,
        quantity: amount,
        terms: asked,
        for: { orderId: reservationId, deliveryId: '1', buyerId: buyerOf(reservationId) },
        ...(end !== undefined && { expiresAt: end }),
      })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        at,
        fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }),
        terms,
      )
      .map(([when, ids, amounts, asked]): Drawn => () => ({
        type: 'rearrange',
        at: when,
        ...ofBook,
        reservations: ids.map((reservationId, n) => ({
          reservationId,
          quantity: amounts[n]!,
          terms: asked,
          for: { orderId: reservationId, deliveryId: '1', buyerId: buyerOf(reservationId) },
        })),
      })),
  },
  fc.tuple(at, lotId, siteId, quantity).map(([when, lot, site, amount]): Drawn => (naive) => ({
    type: 'return',
    at: when,
    ...ofBook,
    lot: factsOf(naive, lot),
    siteId: site,
    quantity: amount,
    reference: 'shp',
    reason: 'wet',
  })),
  fc.tuple(at, lotId, siteId, quantity, fc.boolean()).map(([when, lot, site, amount, quarantined]): Drawn => () => ({
    type: 'remove',
    at: when,
    lotId: lot,
    siteId: site,
    quantity: amount,
    quarantined,
    reason: 'waste',
  })),
  fc
    .tuple(at, lotId, siteId, quantity, fc.constantFrom('quarantine', 'clear'))
    .map(([when, lot, site, amount, type]): Drawn => () => ({
      type,
      at: when,
      lotId: lot,
      siteId: site,
      quantity: amount,
      reason: 'x',
    })),
  fc
    .tuple(at, lotId, siteId, siteId, quantity, fc.boolean())
    .map(([when, lot, from, to, amount, quarantined]): Drawn => () => ({
      type: 'transfer',
      at: when,
      lotId: lot,
      fromSiteId: from,
      toSiteId: to,
      quantity: amount,
      quarantined,
    })),
  fc
    .tuple(at, siteId, fc.array(fc.tuple(lotId, fc.integer({ min: 0, max: 12 })), { minLength: 1, maxLength: 3 }))
    .map(([when, site, counts]): Drawn => (naive) => ({
      type: 'count',
      at: when,
      ...ofBook,
      siteId: site,
      counts: counts.map(([lot, counted]) => ({ lot: factsOf(naive, lot), counted })),
    })),
  fc.tuple(at, lotId, siteId, quantity).map(([when, lot, site, amount]): Drawn => () => ({
    type: 'over-deliver',
    at: when,
    lotId: lot,
    siteId: site,
    quantity: amount,
    reference: 'rcp',
  })),
  {
    weight: 2,
    arbitrary: fc
      .tuple(at, lotId, fc.constantFrom('released', 'held', 'recalled'))
      .map(([when, lot, status]): Drawn => () => ({
        type: 'change-lot-status',
        at: when,
        lotId: lot,
        status,
        reason: 'x',
      })),
  },
  fc
    .tuple(at, id, fc.option(quantity, { nil: undefined }), unanswered)
    .map(([when, reservationId, amount, withinMs]): Drawn => () => ({
      type: 'release',
      at: when,
      reservationId,
      ...(amount !== undefined && { quantity: amount }),
      ...(withinMs !== undefined && { unansweredWithinMs: withinMs }),
    })),
  fc.tuple(at, id, expiresAt).map(([when, reservationId, end]): Drawn => () => ({
    type: 'extend',
    at: when,
    reservationId,
    ...(end !== undefined && { expiresAt: end }),
  })),
  {
    weight: 3,
    arbitrary: fc.tuple(at, id, quantity).map(([when, reservationId, amount]): Drawn => () => ({
      type: 'pick',
      at: when,
      reservationId,
      quantity: amount,
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(at, id, fc.constantFrom('unpick', 'dispatch'))
      .map(([when, reservationId, type]): Drawn => () => ({ type, at: when, reservationId })),
  },
)

/** The book's numbers in the words of the naive one. */
function sumsOf(book: StockBook): Record<string, number> {
  if (book.status === 'absent') return {}
  const sums: Record<string, number> = {}
  for (const { lotId: lot, positions } of book.lots)
    for (const position of positions)
      for (const part of ['available', 'held', 'quarantined'] as const)
        if (position[part] > 0) sums[`${lot} ${position.siteId} ${part}`] = position[part]
  for (const { id: reservation, portions } of book.reservations)
    for (const { lotId: lot, siteId: site, quantity: all, picked } of portions) {
      if (picked > 0) sums[`${lot} ${site} ${reservation} picked`] = picked
      if (all > picked) sums[`${lot} ${site} ${reservation} waiting`] = all - picked
    }
  return sums
}

/** S1: what is reserved is what reservations hold; nothing is negative, nothing stands empty. Gives what is not so. */
function faultsOf(book: StockBook, settled: boolean): string[] {
  if (book.status === 'absent') return []
  const faults: string[] = []
  const hold = (isSo: boolean, promise: string) => void (isSo || faults.push(promise))
  const held = new Map<string, number>()
  for (const reservation of book.reservations) {
    const total = reservation.portions.reduce((sum, { quantity: all }) => sum + all, 0)
    hold(reservation.wanted > 0 && total <= reservation.wanted, `${reservation.id} holds no more than it wants`)
    for (const { lotId: lot, siteId: site, quantity: all, picked } of reservation.portions) {
      hold(all > 0 && picked <= all, `${reservation.id} picked what it holds`)
      held.set(`${lot} ${site}`, (held.get(`${lot} ${site}`) ?? 0) + all)
    }
  }
  for (const lot of book.lots) {
    hold(lot.positions.length > 0, `${lot.lotId} is on hand`)
    for (const position of lot.positions) {
      const place = `${lot.lotId} ${position.siteId}`
      for (const part of positionParts) hold(position[part] >= 0, `${place} ${part} is not negative`)
      hold(position.reserved === (held.get(place) ?? 0), `${place} has reserved what reservations hold`)
      held.delete(place)
      // Within one commit a hold comes before the reservations that it reopens.
      if (settled && lot.status !== 'released')
        hold(position.available + position.reserved === 0, `${place} is blocked whole`)
    }
  }
  return [...faults, ...held.keys()]
}

test('whatever is asked, the book says what counting every unit would say, after every event', () => {
  fc.assert(
    fc.property(fc.array(commands, { minLength: 5, maxLength: 40, size: 'max' }), (drawn) => {
      const naive = new NaiveStock(lots)
      let book: StockBook = stockBook.initialState
      const ledger: StockEvent[] = []
      for (const draw of drawn) {
        const command = draw(naive)
        const decision = stockBook.decide(command, book)
        const possible = naive.run(command)
        expect(decision.ok, command.type).toBe(possible)
        const faults: string[] = []
        for (const event of decision.ok ? decision.value : []) {
          ledger.push(JSON.parse(JSON.stringify(event)) as StockEvent)
          book = stockBook.evolve(book, ledger.at(-1)!)
          if (event.type !== 'stock/lot-entered') faults.push(...faultsOf(book, false))
        }
        expect([...faults, ...faultsOf(book, true)]).toEqual([])
        expect(sumsOf(book)).toEqual(naive.sums())
        const wishes =
          book.status === 'open' ? book.reservations.map((each) => [each.id, each.wanted, each.expiresAt]) : []
        expect(wishes).toEqual(naive.wishes.map((each) => [each.id, each.wanted, each.expiresAt]).sort())
        // S2: what is set aside and what left was received before.
        const standing = Object.values(sumsOf(book)).reduce((sum, each) => sum + each, 0)
        expect(standing + naive.gone).toBe(naive.received)
      }
      // S6: the book is the fold of its ledger, and its moves alone give the sums.
      expect(ledger.reduce(stockBook.evolve, stockBook.initialState)).toEqual(book)
      expect(sumOfMoves(ledger)).toEqual(sumOfParts(book))
    }),
    { numRuns: 150 },
  )
})

function sumOfMoves(ledger: readonly StockEvent[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const event of ledger)
    for (const move of 'moves' in event ? event.moves : [])
      for (const part of positionParts) {
        const key = `${move.lotId} ${move.siteId} ${part}`
        sums[key] = (sums[key] ?? 0) + (move[part] ?? 0)
      }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0))
}

function sumOfParts(book: StockBook): Record<string, number> {
  if (book.status === 'absent') return {}
  const parts = book.lots.flatMap((lot) =>
    lot.positions.flatMap((position) =>
      positionParts.map((part): [string, number] => [`${lot.lotId} ${position.siteId} ${part}`, position[part]]),
    ),
  )
  return Object.fromEntries(parts.filter(([, amount]) => amount !== 0))
}

test('in a book of 200 lots and 1,000 reservations a reservation is decided within 100 microseconds', () => {
  const facts = Array.from({ length: 200 }, (_, index) =>
    lotFacts(`lot_${String(index).padStart(3, '0')}`, day('2026-09-10')),
  )
  let book: StockBook = after(facts.map((lot) => receive(lot, 1_000)))
  for (let each = 0; each < 1_000; each += 1) book = after([reserve(`r${String(each).padStart(5, '0')}`, 100)], book)
  const times = Array.from({ length: 400 }, (_, index) => {
    const command = reserve(`s${index}`, 150)
    const begun = performance.now()
    stockBook.decide(command, book)
    return performance.now() - begun
  })
  // The quick tenth: what else the machine does only ever adds.
  const timeMs = times.toSorted((a, b) => a - b)[40]!
  expect(timeMs * 1_000).toBeLessThan(100)
  expect(stockBook.decide(hold('lot_000'), book).ok).toBe(true)
})

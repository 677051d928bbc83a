/** Each property of the trade by hand: all is well, one fact is broken, and the property that is about it notices. */
import { expect, test } from 'vitest'
import { checkTrade } from './check-trade.ts'
import { historyOf, soundTrade, type SoundTrade } from './sound-trade.fixture.ts'
import type { MovementFact } from './trade-facts.ts'

type More = Parameters<typeof historyOf>[1]

const nowhere = { available: 0, reserved: 0, blocked: 0 }

/** The names of the properties that a broken trade breaks. */
function brokenBy(breakIt: (trade: SoundTrade) => void, ...more: More[]): readonly string[] {
  const trade = soundTrade()
  breakIt(trade)
  const findings = checkTrade(historyOf(trade, ...more))
  return findings.filter(({ violations }) => violations.length > 0).map(({ name }) => name)
}

test('a sound trade breaks nothing, and every property has something to look at', () => {
  const guarded: More = [
    'command',
    { key: 'k9', orderId: 'ord_2', action: 'confirm', ifVersion: 1 },
    undefined,
    'other',
  ]
  const findings = checkTrade(historyOf(soundTrade(), guarded))
  expect(findings.filter(({ violations }) => violations.length > 0)).toEqual([])
  expect(findings.filter(({ looked }) => looked === 0).map(({ name }) => name)).toEqual([])
})

test('S1: what is on hand is somewhere, and never less than nothing', () => {
  expect(brokenBy(({ stockRead }) => (stockRead.available += 1))).toEqual(['S1'])
  expect(brokenBy(({ stockRead }) => Object.assign(stockRead, { available: -1, reserved: 10 }))).toEqual(['S1'])
})

test('S2: more sold than there was, even for a moment', () => {
  const oversold = brokenBy(({ final: { ledgers } }) => {
    const [{ movements }] = ledgers as [(typeof ledgers)[0]]
    movements.push(
      { id: '7', type: 'stock/reserved', available: -5, reserved: 5, blocked: 0, reservationId: 'rsv_4' },
      { id: '8', type: 'stock/reservation-released', available: 5, reserved: -5, blocked: 0, reservationId: 'rsv_4' },
    )
  })
  expect(oversold).toEqual(['S2'])
})

test('S3: a reservation that has ended gives nothing more', () => {
  const after = { available: 0, reserved: 0, blocked: 0, reservationId: 'rsv_3' }
  const [released, dispatched, anew] = ['reservation-released', 'dispatched', 'reserved'].map((type, n) => ({
    ...after,
    id: `${7 + n}`,
    type: `stock/${type}`,
  })) as [MovementFact, MovementFact, MovementFact]
  const brokenByAdding = (...movements: MovementFact[]) =>
    brokenBy(({ final }) => final.ledgers[0]!.movements.push(...movements))
  expect(brokenByAdding(released, dispatched)).toEqual(['S3'])
  expect(brokenByAdding(released, released)).toEqual(['S3'])
  expect(brokenByAdding(released, anew, dispatched)).toEqual([])
})

test('S4: short of what is there', () => {
  expect(brokenBy(({ final }) => (final.orders[0]!.lines[0]!.short = 1))).toEqual(['S4'])
  expect(
    brokenBy(({ final }) => (final.orders[1]!.lines[0]!.short = 1)),
    'not confirmed yet',
  ).toEqual([])
})

test('S5: a reservation for an order that is over', () => {
  const cancelled = brokenBy(({ final }) => {
    final.orders[1]!.status = 'cancelled'
    final.listed[1]!.status = 'cancelled'
  })
  expect(cancelled).toEqual(['S5'])
})

test('S6: stock that its ledger, or its reservations, do not explain', () => {
  expect(brokenBy(({ final }) => Object.assign(final.stocks[0]!, { available: 5, onHand: 11 }))).toEqual(['S6'])
  expect(brokenBy(({ final }) => final.reservations.pop())).toEqual(['S6'])
})

test('S7: a correction that was acknowledged and is in no ledger, in it twice, or otherwise', () => {
  const first = ({ final }: SoundTrade) => final.ledgers[0]!.movements[0]!
  expect(brokenBy((trade) => delete first(trade).mark)).toEqual(['S7'])
  expect(brokenBy(({ final }) => Object.assign(final.ledgers[0]!.movements[1]!, { mark: 'k20' }))).toEqual(['S7'])
  const asked = { key: 'k22', productId: 'prd_1', by: 1 }
  const added = ({ final }: SoundTrade) =>
    final.ledgers[0]!.movements.push({ id: '9', type: 'stock/transferred', ...nowhere, mark: 'k22' })
  expect(brokenBy(added, ['adjust', asked, undefined, 'unknown']), 'another quantity').toEqual(['S7'])
  expect(brokenBy(added, ['transfer', { ...asked, by: 0 }, undefined, 'unknown'])).toEqual([])
})

test('S8: shipped and still there, or gone and never shipped', () => {
  expect(brokenBy(({ final }) => delete final.ledgers[0]!.movements[5]!.orderId)).toEqual(['S8'])
  expect(brokenBy(({ shipped }) => (shipped.lines[0]!.quantity = 1))).toEqual(['S8'])
  const unsure: More = ['ship', { orderId: 'ord_3' }, undefined, 'unknown']
  expect(brokenBy(({ shipped }) => (shipped.lines[0]!.quantity = 1), unsure)).toEqual([])
})

test('O1 and X1: an acknowledged order that is gone', () => {
  const gone = brokenBy(({ final }) => {
    final.orders.shift()
    final.listed.shift()
  })
  expect(gone).toEqual(expect.arrayContaining(['O1', 'X1']))
})

test('O2: one key, two orders, or two answers', () => {
  expect(brokenBy(({ final }) => (final.orders[1]!.key = 'k1'))).toEqual(['O2'])
  expect(brokenBy(({ placedAgain }) => (placedAgain.order = { ...placedAgain.order, id: 'ord_2' }))).toContain('O2')
})

test('O3: a way that no order goes', () => {
  expect(brokenBy(({ read }) => (read.status = 'draft'))).toEqual(['O3'])
  expect(brokenBy(({ sent, read }) => (sent.status = read.status = 'cancelled'))).toEqual(['O3'])
  const closeAtOnce = ({ final }: SoundTrade): unknown => (final.orders[0]!.status = final.listed[0]!.status = 'closed')
  expect(brokenBy(closeAtOnce), 'sent, and closed in the next version').toEqual(expect.arrayContaining(['O3']))
})

test('O4: two commands on one version, both done', () => {
  const told = { order: { ...soundTrade().final.orders[1]!, version: 2 }, replayed: false }
  const asked = { orderId: 'ord_2', action: 'note', ifVersion: 1 }
  const confirm: More = ['command', { ...asked, key: 'k7' }, told]
  const refused: More = ['command', { ...asked, key: 'k8' }, undefined, 'refused']
  const grown = ({ final }: SoundTrade): void => {
    final.orders[1]!.version = 2
    final.log.push({ stream: 'order-ord_2', version: 2 })
  }
  expect(brokenBy(grown, confirm, refused)).toEqual([])
  expect(brokenBy(grown, confirm, ['command', { ...asked, key: 'k8' }, told])).toEqual(['O3', 'O4'])
  expect(brokenBy(grown, refused, confirm), 'refused while the version was there').toEqual(['O4'])
  // A reply that is replayed tells of a hidden first arrival: the version may have gone any time since the call began.
  const replayed: More = ['command', { ...asked, key: 'k7' }, { ...told, replayed: true }]
  expect(brokenBy(grown, replayed, refused), 'refused after it').toEqual([])
  expect(brokenBy(grown, replayed, ['command', { ...asked, key: 'k8' }, { ...told, replayed: true }])).toContain('O4')
})

test('O5: a sum that is off by one cent', () => {
  expect(brokenBy(({ read }) => (read.total += 1))).toEqual(['O5'])
  expect(
    brokenBy(({ read }) => Object.assign(read, { total: 3703, lines: [{ ...read.lines[0]!, net: 3703 }] })),
  ).toEqual(['O5'])
})

test('O6: an earlier version after a later one', () => {
  expect(brokenBy(({ read }) => Object.assign(read, { version: 1, status: 'draft' }))).toEqual(['O6'])
})

test('O7: an order of which nobody was ever told', () => {
  const lost: More = ['place', { key: 'k6', lines: [{ productId: 'prd_1', quantity: 1 }] }, undefined, 'unknown']
  expect(brokenBy(() => undefined, lost)).toEqual(['O7'])
})

test('Q1: a quote accepted beyond what it offers, or otherwise than it says', () => {
  expect(brokenBy(({ final }) => (final.quotes[0]!.quantity = 1))).toEqual(['Q1'])
  expect(brokenBy(({ final }) => (final.quotes[0]!.accepted = 1))).toEqual(['Q1'])
})

test('Q2: accepted too late, or in a version that was replaced', () => {
  expect(brokenBy(({ quote }) => (quote.validUntilMs = -100))).toEqual(['Q2'])
  const early = brokenBy(({ award, final }) => {
    award.lines[0]!.version = 1
    final.orders[1]!.lines[0]!.quoteVersion = 1
    final.orders[1]!.lines[0]!.unitPrice = '11'
    Object.assign(final.orders[1]!.lines[0]!, { net: 2200 })
    final.orders[1]!.total = 2700
  })
  expect(early).toEqual(['Q2'])
})

test('Q3: an order at another price than was accepted', () => {
  expect(brokenBy(({ quote }) => (quote.unitPrice = '9.99'))).toEqual(['Q3'])
})

test('Q4: an award without its order, an order without its award', () => {
  const lost = brokenBy(({ award, final }) => (award.orderIds = final.awards[0]!.orderIds = ['ord_9']))
  expect(lost).toEqual(['O1', 'Q4'])
  expect(brokenBy(({ final }) => (final.orders[0]!.awardId = 'awd_9'))).toEqual(['Q4'])
})

test('Q4: an awarded order for which nothing was set aside', () => {
  const nothing = brokenBy(({ final }) => delete final.ledgers[0]!.movements[3]!.orderId)
  expect(nothing).toEqual(['Q4'])
})

test('Q6: a quote, or its newer version, that is gone', () => {
  expect(brokenBy(({ final }) => (final.quotes[0]!.version = 1))).toEqual(['Q6'])
  expect(brokenBy(({ final }) => final.quotes.pop())).toEqual(['Q6'])
})

test('Q5: another’s quote was shown', () => {
  expect(brokenBy(() => undefined, ['read-foreign-quote', { quoteId: 'quo_1' }, {}])).toEqual(['Q5'])
})

test('X1: what was told is not in the log, or what is in it is not shown', () => {
  expect(brokenBy(({ final }) => (final.orders[0]!.version = 4))).toEqual(['X1'])
  expect(brokenBy(({ final }) => final.log.push({ stream: 'order-ord_9', version: 1 }))).toEqual(['X1'])
})

test('X2: a gap, or two in the wrong order', () => {
  expect(brokenBy(({ final }) => final.log.push({ stream: 'stock-1', version: 2 }))).toEqual(['X2'])
  expect(brokenBy(({ final }) => final.log.reverse())).toEqual(['X2'])
})

test('X3: a delivery that is reserved for twice', () => {
  const twice = brokenBy(({ final }) => {
    final.reservations[1]!.orderId = 'ord_1'
  })
  expect(twice).toContain('X3')
})

test('X4: a list, or an order’s knowledge of its stock, that does not come to agree', () => {
  expect(brokenBy(({ final }) => (final.listed[0]!.status = 'sent'))).toEqual(['X4'])
  expect(brokenBy(({ final }) => final.listed.pop())).toEqual(['X4'])
  expect(brokenBy(({ final }) => (final.orders[1]!.lines[0]!.reserved = 1))).toEqual(['X4'])
})

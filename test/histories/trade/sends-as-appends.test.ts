/** Two orders of the same two products: what either book says alone is well, and what both say together is not. */
import { expect, test } from 'vitest'
import { createHistoryWriter } from '../checker/write-history.ts'
import { checkListAppend } from '../checker/list-append.ts'
import { sendsAsAppends } from './sends-as-appends.ts'
import type { FinalFact } from './trade-facts.ts'

type Books = Readonly<Record<'butter' | 'cheese', readonly string[]>>
type Step = readonly [process: number, type: 'invoke' | 'ok' | 'fail' | 'info', f: string, value: object]

const orderOf = (id: string) => ({
  id,
  version: 2,
  status: 'sent',
  lines: [{ productId: 'butter' }, { productId: 'cheese' }],
})

/** The anomalies that the steps show, where the books end so. */
function anomalies(steps: readonly Step[], books: Books): readonly string[] {
  const history = createHistoryWriter()
  for (const step of steps) history.write(...step)
  const ledgers = Object.entries(books).map(([productId, orders]) => ({
    productId,
    movements: orders.map((orderId, n) => ({ id: `${n}`, type: 'stock/reserved', orderId })),
  }))
  const log = ['one', 'other'].flatMap((id, commit) =>
    [`order-${id}`, 'stock-org_1~butter', 'stock-org_1~cheese'].map((stream) => ({ stream, version: 2, commit })),
  )
  const final = { orders: ['one', 'other'].map(orderOf), ledgers, awards: [], log } as unknown as FinalFact
  history.write(99, 'invoke', 'final', {})
  history.write(99, 'ok', 'final', final)
  return [...new Set(checkListAppend(sendsAsAppends(history.operations)).map(({ name }) => name))]
}

const asked = (orderId: string) => ({ key: orderId, orderId, action: 'sendOrder' })
const begin = (process: number, orderId: string): Step => [process, 'invoke', 'command', asked(orderId)]
const end = (process: number, orderId: string): Step => [
  process,
  'ok',
  'command',
  { order: orderOf(orderId), replayed: false },
]
const look = (process: number, productId: string, orders: readonly string[]): readonly Step[] => [
  [process, 'invoke', 'read-ledger', { productId }],
  [process, 'ok', 'read-ledger', { productId, orders }],
]
const atOnce = [begin(1, 'one'), begin(2, 'other'), end(1, 'one'), end(2, 'other')]

test('both books in the same order, whichever it is', () => {
  expect(anomalies(atOnce, { butter: ['one', 'other'], cheese: ['one', 'other'] })).toEqual([])
  expect(anomalies(atOnce, { butter: ['other', 'one'], cheese: ['other', 'one'] })).toEqual([])
})

test('one order first in one book, and the other in the other', () => {
  expect(anomalies(atOnce, { butter: ['one', 'other'], cheese: ['other', 'one'] })).toContain('G0')
})

test('one that was sent, and is in one of its books only', () => {
  expect(anomalies(atOnce, { butter: ['one', 'other'], cheese: ['other'] })).not.toEqual([])
})

test('half of an order: seen in one book, and later not in the other', () => {
  const whole = { butter: ['one'], cheese: ['one'] }
  const seen = [begin(1, 'one'), ...look(3, 'butter', ['one'])]
  expect(anomalies([...seen, ...look(3, 'cheese', ['one']), end(1, 'one')], whole)).toEqual([])
  expect(anomalies([...seen, ...look(3, 'cheese', []), end(1, 'one')], whole)).toEqual(['G-single-realtime'])
})

test('who was not answered may be in its books, later, or in none of them', () => {
  const lost: Step = [1, 'info', 'command', asked('one')]
  expect(anomalies([begin(1, 'one'), lost], { butter: ['one'], cheese: ['one'] })).toEqual([])
  expect(anomalies([begin(1, 'one'), lost], { butter: [], cheese: [] })).toEqual([])
  expect(anomalies([begin(1, 'one'), lost], { butter: ['one'], cheese: [] })).toContain('G-single')
})

import { expect, test } from 'vitest'
import { joinRows, projectOrder, projectProduct, projectRfq, projectStock } from './analytics-rows.ts'

const order = {
  version: 3,
  buyerId: 'org_b',
  supplierId: 'org_s',
  origin: 'award',
  status: 'draft',
  currency: 'EUR',
  total: 1_500,
  draftedAt: '2026-08-01T09:00:00.000Z',
  updatedAt: '2026-08-01T09:00:00.000Z',
  lines: [{ id: '1', productId: 'prd_1', due: 5, shipped: 2, accepted: 1, net: 1_000 }],
}
const rfq = {
  version: 1,
  buyerId: 'org_b',
  phase: 'draft',
  currency: 'EUR',
  lines: 1,
  draftedAt: '2026-08-01T09:00:00.000Z',
  deadline: '2026-08-09T09:00:00.000Z',
  suppliers: [{ supplierId: 'org_s', invited: true, answered: false }],
}

test('an order is a row, and one for each line with the same version and standing', () => {
  expect(projectOrder('ord_1', { ...order, sentAt: '2026-08-02T09:00:00.000Z' })).toEqual({
    orders: [
      expect.objectContaining({
        order_id: 'ord_1',
        version: 3,
        total_minor: 1_500,
        lines: 1,
        sent_at: '2026-08-02T09:00:00.000Z',
      }),
    ],
    order_lines: [
      {
        order_id: 'ord_1',
        line_id: '1',
        version: 3,
        buyer_id: 'org_b',
        supplier_id: 'org_s',
        status: 'draft',
        currency: 'EUR',
        sent_at: '2026-08-02T09:00:00.000Z',
        product_id: 'prd_1',
        due: 5,
        shipped: 2,
        accepted: 1,
        net_minor: 1_000,
      },
    ],
  })
})

test('what has not happened yet is null, so that all rows of a table have the same columns', () => {
  const [before] = projectOrder('ord_1', order)['orders'] ?? []
  const [after] = projectOrder('ord_1', { ...order, sentAt: 'x', confirmedAt: 'y' })['orders'] ?? []
  expect(before).toMatchObject({ sent_at: null, confirmed_at: null })
  expect(Object.keys(before ?? {})).toEqual(Object.keys(after ?? {}))
  expect(projectProduct('prd_1', { version: 1, supplierId: 'org_s' })['products']).toEqual([
    { product_id: 'prd_1', version: 1, supplier_id: 'org_s', category: '' },
  ])
})

test('nobody takes part in a request that is not published', () => {
  expect(projectRfq('rfq_1', rfq)['rfq_suppliers']).toEqual([])
  expect(projectRfq('rfq_1', { ...rfq, publishedAt: 'x' })['rfq_suppliers']).toMatchObject([
    { supplier_id: 'org_s', published_at: 'x' },
  ])
})

test('the moves of a stock event are numbered rows; what only changes its place within a position adds nothing', () => {
  const of = { eventId: 'e/0', version: 4, at: '2026-08-01T09:00:00.000Z', ownerId: 'org_s', productId: 'prd_1' }
  const moves = [
    { lotId: 'lot_1', siteId: 'sit_1', available: -3, reserved: 3 },
    { lotId: 'lot_1', siteId: 'sit_2', quarantined: 2, held: 1 },
  ]
  const { stock_movements: movements, stock_lots: lots } = projectStock({
    ...of,
    event: { type: 'stock/reserved', moves },
  })
  expect(movements).toMatchObject([
    { event_id: 'e/0', number: 0, on_hand: 0, available: -3, reserved: 3, blocked: 0 },
    { event_id: 'e/0', number: 1, on_hand: 3, available: 0, reserved: 0, blocked: 3 },
  ])
  expect(lots).toEqual([])
  const lot = { lotId: 'lot_1', code: 'L1', dateMark: 'none', unit: 'piece' }
  expect(projectStock({ ...of, event: { type: 'stock/lot-entered', lot } })).toEqual({
    stock_movements: [],
    stock_lots: [
      {
        owner_id: 'org_s',
        product_id: 'prd_1',
        lot_id: 'lot_1',
        version: 4,
        code: 'L1',
        date_mark: 'none',
        marked_on: null,
        unit: 'piece',
      },
    ],
  })
})

test('rows are joined by table, and a table without rows is left out', () => {
  expect(joinRows([{ a: [{ n: 1 }], b: [] }, { a: [{ n: 2 }] }])).toEqual({ a: [{ n: 1 }, { n: 2 }] })
})

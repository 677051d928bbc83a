/** A small trade as its streams tell it: two orders, a request with two quotes, a stock book; every version of each. */
import type { Message } from '../../event-bus/event-bus.ts'
import type { Standings } from './analytics-reactions.ts'
import type { OrderFacts, QuoteFacts, RfqFacts } from './analytics-rows.ts'

export const buyer = 'org_buyer'
export const suppliers = ['org_first', 'org_second'] as const
export const period = { from: '2026-08-01', to: '2026-08-10', days: 10 } as never
export const today = '2026-08-10'

const day = (number: number, time = '09:00:00.000'): string => `2026-08-${String(number).padStart(2, '0')}T${time}Z`

const order = (supplierId: string, status: string, net: number, sent?: string): Omit<OrderFacts, 'version'> => ({
  buyerId: buyer,
  supplierId,
  origin: 'direct',
  status,
  currency: 'EUR',
  total: net + 500,
  draftedAt: day(1),
  ...(sent !== undefined && { sentAt: sent }),
  updatedAt: day(5),
  lines: [
    { id: '1', productId: 'prd_butter', due: 10, shipped: 0, accepted: 0, net: net - 100 },
    { id: '2', productId: 'prd_cheese', due: 1, shipped: 0, accepted: 0, net: 100 },
  ],
})
const rfq = (answered: readonly string[]): Omit<RfqFacts, 'version'> => ({
  buyerId: buyer,
  phase: 'published',
  currency: 'EUR',
  lines: 1,
  draftedAt: day(1),
  publishedAt: day(2),
  deadline: day(9),
  suppliers: suppliers.map((supplierId) => ({ supplierId, invited: true, answered: answered.includes(supplierId) })),
})
const quote = (supplierId: string, status: string, submittedAt: string): Omit<QuoteFacts, 'version'> => ({
  rfqId: 'rfq_1',
  buyerId: buyer,
  supplierId,
  status,
  currency: 'EUR',
  lines: 1,
  acceptedLines: status === 'accepted' ? 1 : 0,
  revisions: 0,
  submittedAt,
  validUntil: day(20),
})

/** Of each stream, how it stands after each of its versions. */
const histories = {
  order: {
    ord_1: [
      order(suppliers[0], 'draft', 1_100),
      order(suppliers[0], 'sent', 1_100, day(3)),
      order(suppliers[0], 'confirmed', 900, day(3)),
      order(suppliers[0], 'closed', 900, day(3)),
    ],
    ord_2: [order(suppliers[1], 'sent', 2_100, day(4)), order(suppliers[1], 'cancelled', 2_100, day(4))],
    ord_3: [order(suppliers[1], 'draft', 9_900)],
  },
  product: {
    prd_butter: [
      { supplierId: suppliers[0], category: 'spreads' },
      { supplierId: suppliers[0], category: 'dairy' },
    ],
    prd_cheese: [{ supplierId: suppliers[0] }],
  },
  rfq: { rfq_1: [rfq([]), rfq([suppliers[0]]), rfq([...suppliers])] },
  quote: {
    quo_1: [
      quote(suppliers[0], 'submitted', day(2, '10:00:00.000')),
      quote(suppliers[0], 'accepted', day(2, '10:00:00.000')),
    ],
    quo_2: [
      quote(suppliers[1], 'submitted', day(3, '09:00:00.000')),
      quote(suppliers[1], 'rejected', day(3, '09:00:00.000')),
    ],
  },
} as const satisfies Record<string, Record<string, readonly object[]>>

const lot = {
  lotId: 'lot_1',
  code: 'L1',
  dateMark: 'best-before',
  markedOn: '2026-08-15',
  status: 'released',
  unit: 'piece',
  catchWeight: false,
}
const move = (parts: object) => ({ lotId: 'lot_1', siteId: 'sit_1', ...parts })
const stockEvents: readonly (readonly [
  at: string,
  body: { readonly type: string; readonly [part: string]: unknown },
])[] = [
  [day(1), { type: 'stock/opened', ownerId: suppliers[0], productId: 'prd_butter' }],
  [day(1), { type: 'stock/lot-entered', lot }],
  [day(1), { type: 'stock/received', moves: [move({ available: 100 })] }],
  [day(3), { type: 'stock/reserved', moves: [move({ available: -40, reserved: 40 })] }],
  [day(6), { type: 'stock/dispatched', moves: [move({ reserved: -40 })] }],
]

let ordinal = 0
const message = (
  kind: string,
  streamId: string,
  version: number,
  at: string,
  body: { readonly type: string },
): Message => ({
  id: `${String((ordinal += 1)).padStart(32, '0')}/0`,
  type: body.type,
  schemaVersion: 1,
  body,
  stream: `${kind}-${streamId}`,
  kind,
  streamId,
  version,
  position: String(ordinal) as never,
  at,
  actor: { kind: 'system', id: 'story' },
  cause: { requestId: 'story' } as never,
  organisations: [],
})

/** All of it, in the order of the log. */
export const storyMessages: readonly Message[] = [
  ...Object.entries(histories).flatMap(([kind, streams]) =>
    Object.entries(streams).flatMap(([streamId, versions]: [string, readonly object[]]) =>
      versions.map((_, n) => message(kind, streamId, n + 1, day(n + 1), { type: `${kind}/changed` })),
    ),
  ),
  ...stockEvents.map(([at, body], n) => message('stock', `${suppliers[0]}~prd_butter`, n + 1, at, body)),
]

/** Reads streams as they stand some time after a message: at any version from the delivered one on, as `pick` chooses. */
export function standingsFrom(
  delivered: () => ReadonlyMap<string, number>,
  pick: (least: number, most: number) => number,
): Standings {
  const read = (kind: keyof typeof histories) => (id: string) => {
    const versions = (histories[kind] as Record<string, readonly object[]>)[id]
    if (!versions) return Promise.resolve(undefined)
    const version = pick(Math.max(1, delivered().get(`${kind}-${id}`) ?? 1), versions.length)
    // Each history holds the facts of its own kind.
    return Promise.resolve({ ...versions[version - 1]!, version } as never)
  }
  return { order: read('order'), product: read('product'), quote: read('quote'), rfq: read('rfq') }
}

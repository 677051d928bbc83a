import { expect, test } from 'vitest'
import { nothingMoved, withinTolerance } from '../order/fulfilment.ts'
import { acceptingAll, judge } from './receipt.ts'
import { prefixOf, ssccsOf } from './package-labels.ts'
import type { ReceiptLine, ShipmentDetails } from './shipment-details.ts'
import { parseSscc } from '../../../kernel/gs1/sscc.ts'
import type { KnownShipment, Shipment, ShipmentCommand } from './shipment-state.ts'
import { shipment, takenIn } from './shipment.ts'

const at = '2027-03-01T08:00:00.000Z'
const by = 'usr_ann'
const details: ShipmentDetails = {
  orderId: 'ord_1',
  buyerId: 'org_b',
  supplierId: 'org_s',
  lines: [{ deliveryId: '1.1', productId: 'prd_1', quantity: 400 }],
  packages: [],
  documents: [],
}
const portions = [
  { deliveryId: '1.1', lotId: 'lot_a', siteId: 'sit_1', lotCode: 'A', quantity: 100 },
  { deliveryId: '1.1', lotId: 'lot_b', siteId: 'sit_1', lotCode: 'B', quantity: 300 },
]
type CommandType = ShipmentCommand['type']
const commands: { readonly [Type in CommandType]: Extract<ShipmentCommand, { type: Type }> } = {
  plan: { type: 'plan', at, by, details },
  pick: { type: 'pick', at, by, portions },
  pack: { type: 'pack', at, by, packages: [] },
  dispatch: { type: 'dispatch', at, by, documents: [] },
  deliver: { type: 'deliver', at, by },
  refuse: { type: 'refuse', at, by, reason: 'Warm.' },
  lose: { type: 'lose', at, by, reason: 'Sunk.' },
  withdraw: { type: 'withdraw', at, by, reason: 'Later.' },
  receive: { type: 'receive', at, by, receiptId: 'rcp_1', lines: 'as-shipped' },
  'add-documents': { type: 'add-documents', at, by, documents: [{ kind: 'packing-list', reference: 'PL-1' }] },
  'log-temperatures': { type: 'log-temperatures', at, by, temperatures: [{ at, celsius: 4 }] },
}

function after(...given: readonly ShipmentCommand[]): Shipment {
  let state = shipment.initialState
  for (const command of given) {
    const decision = shipment.decide(command, state)
    if (!decision.ok) throw new Error(decision.rejection.detail)
    for (const event of decision.value) state = shipment.evolve(state, event)
  }
  return state
}
const { plan, pick, dispatch, deliver, refuse, lose, withdraw } = commands
const states: Record<string, Shipment> = {
  absent: shipment.initialState,
  planned: after(plan),
  picked: after(plan, pick),
  dispatched: after(plan, pick, dispatch),
  delivered: after(plan, pick, dispatch, deliver),
  refused: after(plan, pick, dispatch, refuse),
  lost: after(plan, pick, dispatch, lose),
  withdrawn: after(plan, withdraw),
}
const cases = Object.keys(states).flatMap((status) =>
  Object.keys(commands).map((type) => [status, type as CommandType] as const),
)

test.each(cases)('a shipment that is %s takes %s only in its turn', (status, type) => {
  const decision = shipment.decide(commands[type], states[status]!)
  const turns: readonly string[] = type === 'plan' ? ['absent'] : takenIn[type]
  if (turns.includes(status)) expect(decision.ok).toBe(true)
  else if (status === 'absent') expect(decision).toMatchObject({ rejection: { code: 'shipment/unknown' } })
  else expect(decision).toMatchObject({ rejection: { code: 'shipment/not-in-this-state', facts: { status } } })
})

const receive = (lines: readonly ReceiptLine[]): ShipmentCommand => ({ ...commands.receive, lines })
const line = (outcome: ReceiptLine['outcome'], quantity: number, more: Partial<ReceiptLine> = {}): ReceiptLine => ({
  deliveryId: '1.1',
  lotId: 'lot_b',
  outcome,
  quantity,
  ...more,
})
const dispatched = states['dispatched'] as KnownShipment

test('380 good, 12 damaged and 8 missing of 400 are what the order and the stock are told', () => {
  const lines = [
    line('accepted', 100, { lotId: 'lot_a' }),
    line('accepted', 280),
    line('damaged', 12),
    line('short', 8),
  ]
  const judged = judge(dispatched.portions, lines)
  expect(judged).toMatchObject({
    ok: true,
    value: {
      changes: [{ deliveryId: '1.1', accepted: 380, refused: 12, missing: 8 }],
      returned: [{ portion: { lotId: 'lot_b' }, quantity: 12, why: 'damaged' }],
    },
  })
  expect(judged.ok && acceptingAll(judged.value.portions)).toEqual([])
})

test('what was done away with where it lay does not come back', () => {
  const judged = judge(dispatched.portions, [line('temperature-excursion', 300, { disposition: 'disposed' })])
  expect(judged).toMatchObject({ ok: true, value: { returned: [], changes: [{ refused: 300 }] } })
})

test('however heavy a buyer finds what it refuses, no more weight comes back than left', () => {
  const weighed = [{ ...portions[0]!, quantity: 10, grams: 50_400 }]
  const left = after(plan, { ...commands.pick, portions: weighed } as ShipmentCommand, dispatch) as KnownShipment
  const refused = (quantity: number, grams: number) => line('damaged', quantity, { lotId: 'lot_a', grams })
  const comeBack = (lines: readonly ReceiptLine[], from = left.portions) => {
    const judged = judge(from, lines)
    if (!judged.ok) throw new Error(judged.rejection.detail)
    return { grams: judged.value.returned.map(({ grams }) => grams), portions: judged.value.portions }
  }
  expect(comeBack([refused(2, 10_050)]).grams).toEqual([10_050])
  // Their scales may differ: what is said stays on the receipt, and the book takes back what left it.
  expect(comeBack([refused(10, 50_420)]).grams).toEqual([50_400])
  const first = comeBack([refused(2, 900_000_000)])
  // Each of the eight that may still come back keeps a gram.
  expect(first.grams).toEqual([50_392])
  expect(comeBack([refused(3, 7_000), line('damaged', 5, { lotId: 'lot_a' })], first.portions).grams).toEqual([3, 5])
})

test('temperatures are those of the way: none from the future, none from days before the goods were loaded', () => {
  const log = (...times: readonly string[]) =>
    shipment.decide(
      { type: 'log-temperatures', at, by, temperatures: times.map((each) => ({ at: each, celsius: 4 })) },
      dispatched,
    )
  const codeOf = (...times: readonly string[]) => {
    const decided = log(...times)
    return decided.ok ? undefined : [decided.rejection.code, decided.rejection.errors?.[0]?.pointer]
  }
  expect(codeOf('2027-02-28T08:00:00.000Z', '2027-03-01T08:04:00.000Z')).toBeUndefined()
  expect(codeOf(at, '2027-02-28T07:59:59.999Z')).toEqual(['shipment/temperature-before-loading', '/temperatures/1/at'])
  expect(codeOf('1990-01-01T00:00:00Z')).toEqual(['shipment/temperature-before-loading', '/temperatures/0/at'])
  expect(codeOf('2027-03-01T08:06:00.000Z')).toEqual(['shipment/temperature-ahead', '/temperatures/0/at'])
})

test('of what was taken beyond the papers, the terms allow their share of what is due, once', () => {
  const delivery = { ...nothingMoved, ordered: 1_000, confirmed: 1_000, shipped: 1_000, accepted: 1_000 }
  const with_ = (overAccepted: number, more: object = {}) => ({ ...delivery, ...more, overAccepted })
  expect(withinTolerance(with_(0), with_(30), 500)).toBe(30)
  expect(withinTolerance(with_(30), with_(70), 500)).toBe(20)
  expect(withinTolerance(with_(0), with_(70))).toBe(0)
  expect(withinTolerance(with_(0, { shipped: 1_040 }), with_(30, { shipped: 1_040 }), 500)).toBe(10)
  expect(withinTolerance(with_(0, { shipped: 1_100 }), with_(30, { shipped: 1_100 }), 500)).toBe(0)
  expect(withinTolerance(with_(30, { shipped: 1_050 }), with_(31, { shipped: 1_050, refused: 50 }), 500)).toBe(1)
})

test('what is held or over waits for a later receipt, and is accepted or refused by it', () => {
  const first = after(plan, pick, dispatch, receive([line('held', 300), line('over', 5)])) as KnownShipment
  expect(first.status).toBe('delivered')
  const later = [
    line('accepted', 250, { of: 'held' }),
    line('short-dated', 50, { of: 'held' }),
    line('accepted', 3, { of: 'over' }),
    line('damaged', 2, { of: 'over' }),
  ]
  expect(judge(first.portions, later)).toMatchObject({
    ok: true,
    value: {
      changes: [{ held: -300, accepted: 253, refused: 50, over: -5, overAccepted: 3 }],
      // What came beyond what was shipped never left the supplier's book, so that its way back adds nothing to it.
      returned: [{ quantity: 50, why: 'short-dated' }],
    },
  })
  const refused = (lines: readonly ReceiptLine[]) => judge(first.portions, lines)
  expect(refused([line('accepted', 301, { of: 'held' })])).toMatchObject({
    rejection: { code: 'shipment/more-than-there', errors: [{ pointer: '/lines/0/quantity' }] },
  })
  expect(refused([line('held', 1, { of: 'over' })])).toMatchObject({ rejection: { code: 'shipment/judged-otherwise' } })
})

test('a receipt judges no more than came, and no lot that did not', () => {
  expect(judge(dispatched.portions, [line('accepted', 301)])).toMatchObject({
    rejection: { code: 'shipment/more-than-there', facts: { there: 300, asked: 301 } },
  })
  expect(judge(dispatched.portions, [line('accepted', 1, { lotId: 'lot_x' })])).toMatchObject({
    rejection: { code: 'shipment/unknown-lot', errors: [{ pointer: '/lines/0/lotId' }] },
  })
  const all = after(plan, pick, dispatch, commands.receive)
  expect(shipment.decide(commands.receive, all)).toMatchObject({ rejection: { code: 'shipment/nothing-to-receive' } })
})

test('a shipment that arrived in part is neither refused as a whole nor lost', () => {
  const some = after(plan, pick, dispatch, receive([line('accepted', 1)]))
  expect(shipment.decide(refuse, some)).toMatchObject({ rejection: { code: 'shipment/not-in-this-state' } })
})

test('packages hold no more than the shipment, each under its own number', () => {
  const sscc = '340123450000000001'
  const pack = (packages: Extract<ShipmentCommand, { type: 'pack' }>['packages']) =>
    shipment.decide({ ...commands.pack, packages }, states['planned']!)
  const contents = [{ deliveryId: '1.1', quantity: 250 }]
  expect(pack([{ sscc, kind: 'pallet', contents }])).toMatchObject({ ok: true })
  expect(
    pack([
      { sscc, kind: 'pallet' },
      { sscc, kind: 'pallet' },
    ]),
  ).toMatchObject({
    rejection: { code: 'shipment/sscc-twice', errors: [{ pointer: '/packages/1/sscc' }] },
  })
  expect(
    pack([
      { sscc, kind: 'pallet', contents },
      { sscc: '340123450000000018', kind: 'pallet', contents },
    ]),
  ).toMatchObject({
    rejection: { code: 'shipment/packed-otherwise' },
  })
})

test('labels go on from serial to serial, are valid SSCCs, and stay within the supplier’s own numbers', () => {
  const prefix = prefixOf('8712345000004', 'org_1')
  expect(prefix).toBe('871234500000')
  const made = ssccsOf(prefix, 9_999, 2)
  if (!made.ok) throw new Error(made.rejection.detail)
  expect(made.value.map((sscc) => sscc.slice(0, 17))).toEqual(['08712345000009999', '18712345000000000'])
  for (const sscc of made.value) expect(parseSscc(sscc).ok).toBe(true)
  expect(prefixOf(undefined, `org_${'f'.repeat(32)}`)).toMatch(/^04\d{10}$/)
})

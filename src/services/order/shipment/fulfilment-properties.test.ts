import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimal } from '../../../kernel/decimal.ts'
import { dueOf, inTransit, type Quantities } from '../order/fulfilment.ts'
import type { OrderCommand, OrderEvent } from '../order/order-events.ts'
import { totalWith, type KnownOrder, type Order } from '../order/order-state.ts'
import { order } from '../order/order.ts'
import { mustHold } from '../order/order-pricing.ts'
import { judge } from './receipt.ts'
import type { Outcome, PickedPortion, ReceiptLine } from './shipment-details.ts'
import { shipment } from './shipment.ts'
import type { KnownShipment, Shipment, ShipmentCommand } from './shipment-state.ts'
import { at, detailsOf, histories, nothingAsked, stateOf } from '../order/order-under-test.ts'

const by = 'usr_ann'
type World = { order: Order; shipments: Shipment[] }

/** Both streams, extended together as the use cases do: what either refuses, neither does. */
function step(world: World, onOrder: OrderCommand, index: number, onShipment: readonly ShipmentCommand[]): World {
  const decision = order.decide(onOrder, world.order)
  if (!decision.ok) return world
  let next = world.shipments[index] ?? shipment.initialState
  for (const command of onShipment) {
    const said = shipment.decide(command, next)
    if (!said.ok) return world
    for (const event of said.value) next = shipment.evolve(next, event)
  }
  const shipments = [...world.shipments]
  shipments[index] = next
  return {
    order: decision.value.reduce((state, event: OrderEvent) => order.evolve(state, event), world.order),
    shipments,
  }
}

const portion = (deliveryId: string, lotId: string, quantity: number): PickedPortion => ({
  deliveryId,
  lotId,
  siteId: 'sit_1',
  lotCode: lotId,
  quantity,
})

type Move =
  | { kind: 'ship'; quantities: readonly [number, number]; split: number }
  | { kind: 'receive'; shipment: number; lines: readonly ReceiptLine[] }
  | { kind: 'lose'; shipment: number }
  | { kind: 'cancel'; accept: boolean }
  | { kind: 'change'; deliveryId: string; quantity: number; unitPrice: string | undefined; accept: boolean }

const outcome: fc.Arbitrary<Outcome> = fc.constantFrom('accepted', 'short', 'over', 'damaged', 'short-dated', 'held')
const receiptLine: fc.Arbitrary<ReceiptLine> = fc.record(
  {
    deliveryId: fc.constantFrom('1.1', '1.2'),
    lotId: fc.constantFrom('lot_a', 'lot_b'),
    outcome,
    quantity: fc.integer({ min: 1, max: 300 }),
    of: fc.constantFrom('held' as const, 'over' as const),
  },
  { requiredKeys: ['deliveryId', 'lotId', 'outcome', 'quantity'] },
)
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant('ship' as const),
    quantities: fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 })),
    split: fc.integer({ min: 0, max: 100 }),
  }),
  fc.record({
    kind: fc.constant('receive' as const),
    shipment: fc.nat(4),
    lines: fc.array(receiptLine, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('lose' as const), shipment: fc.nat(4) }),
  fc.record({ kind: fc.constant('cancel' as const), accept: fc.boolean() }),
  fc.record({
    kind: fc.constant('change' as const),
    deliveryId: fc.constantFrom('1.1', '1.2', '1.3'),
    quantity: fc.integer({ min: 0, max: 900 }),
    unitPrice: fc.option(fc.constantFrom('11.11', '12.5', '13.37'), { nil: undefined }),
    accept: fc.boolean(),
  }),
)

function ship(world: World, { quantities, split }: Extract<Move, { kind: 'ship' }>): World {
  const lines = (['1.1', '1.2'] as const)
    .map((deliveryId, n) => ({ deliveryId, quantity: quantities[n]! }))
    .filter(({ quantity }) => quantity > 0)
  const index = world.shipments.length
  const portions = lines.flatMap(({ deliveryId, quantity }) => {
    const first = Math.floor((quantity * split) / 100)
    return [portion(deliveryId, 'lot_a', first), portion(deliveryId, 'lot_b', quantity - first)].filter(
      (each) => each.quantity > 0,
    )
  })
  const { buyerId, supplierId } = detailsOf()
  const details = {
    orderId: 'ord_1',
    buyerId,
    supplierId,
    lines: lines.map((line) => ({ ...line, productId: 'prd_1' })),
    packages: [],
    documents: [],
  }
  if (lines.length === 0) return world
  return step(world, { type: 'ship', at, by, shipmentId: `shp_${index}`, planned: false, lines }, index, [
    { type: 'plan', at, by, details },
    { type: 'pick', at, by, portions },
    { type: 'dispatch', at, by, documents: [] },
  ])
}

function settle(world: World, index: number, lines: readonly ReceiptLine[] | 'lost'): World {
  const state = world.shipments[index]
  if (!state || state.status === 'absent') return world
  const shipmentId = `shp_${index}`
  if (lines === 'lost') {
    const all = (state as KnownShipment).portions.map(({ deliveryId, quantity }) => ({ deliveryId, missing: quantity }))
    const lose = { type: 'lose', at, by, reason: 'Sunk.' } as const
    return step(world, { type: 'receive', at, by, shipmentId, changes: all }, index, [lose])
  }
  const judged = judge(state.portions, lines)
  if (!judged.ok) return world
  const receive = { type: 'receive', at, by, receiptId: 'rcp_1', lines } as const
  return step(world, { type: 'receive', at, by, shipmentId, changes: judged.value.changes }, index, [receive])
}

function apply(world: World, made: Move): World {
  switch (made.kind) {
    case 'ship':
      return ship(world, made)
    case 'receive':
      return settle(world, made.shipment, made.lines)
    case 'lose':
      return settle(world, made.shipment, 'lost')
    case 'cancel': {
      const proposed = step(world, { type: 'cancel', at, by, side: 'buyer', reason: 'No.' }, 99, [])
      const answer: OrderCommand = made.accept
        ? { type: 'accept-cancellation', at, by, side: 'supplier' }
        : { type: 'refuse-cancellation', at, by, reason: 'No.' }
      return step(proposed, answer, 99, [])
    }
    case 'change':
      return change(world, made)
  }
}

function change(world: World, { deliveryId, quantity, unitPrice, accept }: Extract<Move, { kind: 'change' }>): World {
  const wanted = { deliveryId, quantity, ...(unitPrice !== undefined && { unitPrice: decimal(unitPrice) }) }
  const asked = { ...nothingAsked, deliveries: [wanted] }
  const proposed = step(world, { type: 'propose-change', at, by, side: 'buyer', reason: 'So.', change: asked }, 99, [])
  const answer: OrderCommand = accept
    ? { type: 'accept-change', at, by, side: 'supplier', steps: [] }
    : { type: 'refuse-change', at, by, side: 'supplier', reason: 'No.' }
  const after = step(proposed, answer, 99, [])
  checkChange(world.order as KnownOrder, after.order as KnownOrder)
  return after
}

/** What has happened stays as it was, at the price it had; a delivery never gets another price. */
function checkChange(before: KnownOrder, after: KnownOrder): void {
  for (const was of before.deliveries) {
    const is = after.deliveries.find(({ id }) => id === was.id)!
    for (const part of ['cancelled', 'planned', 'shipped', 'accepted', 'refused', 'missing', 'unitPrice'] as const)
      expect(is[part], part).toBe(was[part])
  }
  const { changes = [] } = after
  if (changes.length === (before.changes?.length ?? 0)) return expect(after.total).toEqual(before.total)
  const { number, before: terms, after: now } = changes.at(-1)!
  expect([number, terms.total, now.total]).toEqual([changes.length, before.total, after.total])
  for (const { deliveryId, quantity } of now.deliveries)
    expect(dueOf(after.deliveries.find(({ id }) => id === deliveryId)!)).toBe(quantity)
}

const parts = [
  'confirmed',
  'cancelled',
  'planned',
  'shipped',
  'accepted',
  'refused',
  'missing',
  'held',
  'over',
] as const

test('whatever is shipped, received, lost, cancelled and changed: no quantity is negative, no more leaves than is due', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 25 }), (moves) => {
      let world: World = { order: stateOf(histories.confirmed), shipments: [] }
      for (const made of moves) {
        world = apply(world, made)
        const state = world.order as KnownOrder
        for (const delivery of state.deliveries) check(delivery)
        expect(state.total).toEqual(mustHold(totalWith(state, state.deliveries)))
      }
      checkShipments(world)
    }),
    { numRuns: 300 },
  )
})

function check(delivery: Quantities): void {
  for (const part of parts) expect(delivery[part], part).toBeGreaterThanOrEqual(0)
  expect(inTransit(delivery)).toBeGreaterThanOrEqual(0)
  expect(delivery.cancelled).toBeLessThanOrEqual(Math.max(delivery.ordered, delivery.confirmed))
  expect(delivery.shipped - delivery.refused - delivery.missing).toBeLessThanOrEqual(dueOf(delivery))
}

/** The order's figures are the sums of what its shipments say. */
function checkShipments({ order: state, shipments }: World): void {
  for (const delivery of (state as KnownOrder).deliveries) {
    const portions = shipments
      .filter((each): each is KnownShipment => each !== undefined && each.status !== 'absent')
      .flatMap((each) => each.portions)
      .filter(({ deliveryId }) => deliveryId === delivery.id)
    const sum = (part: 'accepted' | 'refused' | 'missing' | 'held' | 'over') =>
      portions.reduce((total, { judged }) => total + judged[part], 0)
    expect(delivery.shipped).toBe(portions.reduce((total, { quantity }) => total + quantity, 0))
    for (const part of ['accepted', 'refused', 'missing', 'held', 'over'] as const)
      expect(delivery[part], part).toBe(sum(part))
  }
}

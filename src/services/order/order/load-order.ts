/** Loads an order for a member that wants something of it: unseen is unknown, the other side may not. */
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import type { Side } from './order-events.ts'
import { sideOn } from './order-policies.ts'
import type { KnownOrder, Order } from './order-state.ts'
import { orderAggregate } from './order-view.ts'
import { isKnown, unknownOrder } from './order.ts'

export type Wish = {
  readonly organisationId: string
  /** Which side may do it. */
  readonly as: Side | 'either'
  readonly ifMatch?: number | undefined
}

/** The order of a snapshot and the side the organisation stands on. Throws `order/unknown` where it may not see it. */
export function seenOrder(snapshot: Snapshot<Order>, organisationId: string): { order: KnownOrder; side: Side } {
  const { state } = snapshot
  const side = isKnown(state) ? sideOn(state, organisationId) : undefined
  if (!isKnown(state) || !side) throw new Rejected(unknownOrder)
  return { order: state, side }
}

/** Whether the organisation may see the order of a snapshot. */
export const isSeenOrder = ({ state }: Snapshot<Order>, organisationId: string): boolean =>
  isKnown(state) && sideOn(state, organisationId) !== undefined

export async function loadOrder(unit: Unit, orderId: string, wish: Wish) {
  const snapshot = await unit.load(orderAggregate, orderId)
  const seen = seenOrder(snapshot, wish.organisationId)
  assertMay(snapshot, seen.side, wish)
  return { ...seen, createdAt: snapshot.createdAt }
}

/** Throws `Rejected` where this is for the other side to do, or another version was meant. */
export function assertMay(snapshot: Pick<Snapshot<unknown>, 'version'>, side: Side, { as, ifMatch }: Wish): void {
  if (as !== 'either' && as !== side) throw new Rejected(otherSide(as))
  requireVersion(snapshot, ifMatch)
}

export const otherSide = (as: Side): Rejection => ({
  kind: 'forbidden',
  code: 'order/other-side',
  detail: `This is for the ${as} to do.`,
})

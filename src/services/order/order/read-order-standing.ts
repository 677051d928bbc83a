/** How an order stands, for those who count orders and decide nothing about them. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { dueOf } from './fulfilment.ts'
import type { OrderOrigin } from './order-details.ts'
import { isKnown } from './order.ts'
import { mustHold, netOfDeliveries } from './order-pricing.ts'
import type { KnownOrder, LineTerms } from './order-state.ts'
import { orderAggregate } from './order-view.ts'

/** One line over its deliveries, in base units and minor units; what was cancelled is in none of them. */
export type OrderStandingLine = {
  readonly id: string
  readonly productId: string
  readonly due: number
  readonly shipped: number
  readonly accepted: number
  /** Without charges. */
  readonly net: number
}

export type OrderStanding = {
  /** Of its stream: the higher one holds. */
  readonly version: number
  readonly buyerId: string
  readonly supplierId: string
  readonly origin: OrderOrigin['kind']
  readonly status: string
  readonly currency: string
  /** Minor units, with charges. */
  readonly total: number
  readonly draftedAt: string
  /** Before it the order is the buyer's alone. */
  readonly sentAt?: string
  readonly confirmedAt?: string
  readonly updatedAt: string
  readonly lines: readonly OrderStandingLine[]
}

/** As of now; undefined where there is no such order. */
export async function orderStanding(unit: Pick<Unit, 'read'>, orderId: string): Promise<OrderStanding | undefined> {
  const { state, version, createdAt, updatedAt } = await unit.read(orderAggregate, orderId)
  if (!isKnown(state)) return undefined
  const { buyerId, supplierId, origin, stage, currency, total, sentAt, confirmedAt } = state
  return {
    version,
    buyerId,
    supplierId,
    origin: origin.kind,
    status: stage.status,
    currency,
    total: total.amount,
    draftedAt: createdAt,
    ...(sentAt !== undefined && { sentAt }),
    ...(confirmedAt !== undefined && { confirmedAt }),
    updatedAt,
    lines: state.lines.map((line) => standingLine(state, line)),
  }
}

function standingLine({ deliveries, currency }: KnownOrder, line: LineTerms): OrderStandingLine {
  const own = deliveries.filter(({ lineId }) => lineId === line.id)
  const priced = own.map((delivery) => ({ unitPrice: delivery.unitPrice, quantity: dueOf(delivery) }))
  return {
    id: line.id,
    productId: line.productId,
    due: priced.reduce((sum, { quantity }) => sum + quantity, 0),
    shipped: own.reduce((sum, { shipped }) => sum + shipped, 0),
    accepted: own.reduce((sum, { accepted }) => sum + accepted, 0),
    net: mustHold(netOfDeliveries(line, priced, currency)).amount,
  }
}

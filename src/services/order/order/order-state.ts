/** What an order is: its terms, its deliveries, and the stage it has come to. */
import type { Money } from '../../../kernel/money.ts'
import type { Approval, PendingApproval } from './approval.ts'
import { dueOf, nothingMoved, openToShip, type Delivery } from './fulfilment.ts'
import type { DeliveryChange, DeliveryQuantity, DeliveryTerms, OrderChange, Side } from './order-events.ts'
import type { OrderBudget, OrderDetails, OrderedLine, PaymentTerms } from './order-details.ts'
import { totalOf } from './order-pricing.ts'

export type OrderStatus =
  | 'draft'
  | 'pending-approval'
  | 'approved'
  | 'sent'
  | 'confirmed'
  | 'closed'
  | 'rejected'
  | 'declined'
  | 'cancelled'

/** What the supplier would do instead; `approval` once the buyer agreed and its rules ask more people. */
export type Deviation = {
  readonly by: string
  readonly at: string
  readonly changes: readonly DeliveryChange[]
  readonly note?: string
  readonly approval?: PendingApproval
}

export type ProposedCancellation = {
  readonly by: string
  readonly at: string
  readonly side: Side
  readonly reason: string
  readonly deliveries: readonly DeliveryQuantity[]
}

/** A change order that waits for the other party; `approval` once both agreed and the buyer's rules ask more people. */
export type ProposedChange = {
  readonly by: string
  readonly at: string
  readonly side: Side
  readonly reason: string
  readonly change: OrderChange
  /** What whoever agreed to it last knows that the order would come to: it never comes to more. */
  readonly total: Money
  readonly approval?: PendingApproval
}

/** What of an order a change touched, before or after it. */
export type ChangedTerms = {
  readonly deliveries: readonly DeliveryTerms[]
  readonly paymentTerms?: PaymentTerms
  readonly total: Money
}

/** A change order that both sides agreed to. */
export type TakenChange = {
  readonly number: number
  readonly side: Side
  readonly reason: string
  readonly proposedAt: string
  readonly takenAt: string
  readonly before: ChangedTerms
  readonly after: ChangedTerms
}

/** What belongs to a status and ends with it. */
export type OrderStage =
  | { readonly status: 'draft' | 'approved' | 'closed' }
  | { readonly status: 'pending-approval'; readonly approval: PendingApproval }
  | { readonly status: 'sent'; readonly deviation?: Deviation }
  | { readonly status: 'confirmed'; readonly cancellation?: ProposedCancellation; readonly change?: undefined }
  | { readonly status: 'confirmed'; readonly change: ProposedChange; readonly cancellation?: undefined }
  | { readonly status: 'rejected' | 'declined' | 'cancelled'; readonly reason: string }

/** A line without its deliveries, which move. */
export type LineTerms = Omit<OrderedLine, 'deliveries'>

export type KnownOrder = Omit<OrderDetails, 'lines'> & {
  readonly stage: OrderStage
  readonly lines: readonly LineTerms[]
  readonly deliveries: readonly Delivery[]
  /** With charges: of what was ordered, or agreed, and not cancelled. */
  readonly total: Money
  readonly submittedBy?: string
  /** Absent where the buyer had set none for the day. */
  readonly budget?: OrderBudget
  /** Everybody who said yes, in order. */
  readonly approvals: readonly Approval[]
  /** From here on the supplier knows of it. */
  readonly sentAt?: string
  /** How long each side has to answer the other, and until when; after it, nothing is held for the order. */
  readonly answerWithinMs?: number
  readonly answerBy?: string
  /** Since when what was set aside has gone back, unanswered. */
  readonly holdLapsedAt?: string
  readonly confirmedAt?: string
  /** In the order of their numbers; absent where there are none. */
  readonly changes?: readonly TakenChange[]
  /** How many shipments were ever made of it, withdrawn ones among them; absent where there is none. */
  readonly shipments?: number
}
export type Order = { readonly stage: { readonly status: 'absent' } } | KnownOrder

/** The deliveries as they would be with changes agreed. */
export const changedDeliveries = (
  deliveries: readonly Delivery[],
  changes: readonly DeliveryChange[],
): readonly Delivery[] =>
  deliveries.map((delivery) => {
    const change = changes.find(({ deliveryId }) => deliveryId === delivery.id)
    const confirmed = change?.quantity ?? delivery.ordered
    return {
      ...delivery,
      confirmed,
      cancelled: Math.max(0, delivery.ordered - confirmed),
      date: change?.date ?? delivery.date,
      unitPrice: change?.unitPrice ?? delivery.unitPrice,
    }
  })

/** The total over deliveries as they stand, or would stand. Refuses what money cannot hold. */
export const totalWith = (order: Pick<KnownOrder, 'currency' | 'lines' | 'charges'>, deliveries: readonly Delivery[]) =>
  totalOf({
    ...order,
    deliveries: deliveries.map((delivery) => ({
      lineId: delivery.lineId,
      unitPrice: delivery.unitPrice,
      quantity: dueOf(delivery),
    })),
  })

/** The deliveries of an order that nobody has moved yet. */
export const openingDeliveries = (lines: readonly OrderedLine[]): readonly Delivery[] =>
  lines.flatMap(({ id: lineId, unitPrice, deliveries }) =>
    deliveries.map(({ id, date, quantity }) => ({ id, lineId, date, unitPrice, ordered: quantity, ...nothingMoved })),
  )

/** The change that is talked about, if any. */
export const proposedChange = ({ stage }: Pick<KnownOrder, 'stage'>): ProposedChange | undefined =>
  stage.status === 'confirmed' ? stage.change : undefined

/** What could be cancelled of what is due: all that has not left and is in no shipment. */
export const cancellable = (deliveries: readonly Delivery[]): readonly DeliveryQuantity[] =>
  deliveries
    .map((delivery) => ({ deliveryId: delivery.id, quantity: openToShip(delivery) }))
    .filter(({ quantity }) => quantity > 0)

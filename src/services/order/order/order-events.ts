/** What can be asked of an order and what can happen to it. */
import type { Decimal } from '../../../kernel/decimal.ts'
import type { Money } from '../../../kernel/money.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { ApprovalStep } from './approval.ts'
import type { DeliveryStock, QuantityChange } from './fulfilment.ts'
import type { OrderBudget, OrderDetails, PaymentTerms } from './order-details.ts'

export type Side = 'buyer' | 'supplier'

/** What the supplier would do instead of what was ordered; what is left out stays as ordered. */
export type DeliveryChange = {
  readonly deliveryId: string
  /** 0: not at all. */
  readonly quantity?: number
  readonly date?: LocalDate
  readonly unitPrice?: Decimal
}

export type DeliveryQuantity = { readonly deliveryId: string; readonly quantity: number }
export type StockFigure = DeliveryStock & { readonly deliveryId: string }

/** A further delivery of a line. */
export type AddedDelivery = {
  readonly lineId: string
  readonly date: LocalDate
  readonly quantity: number
  readonly unitPrice: Decimal
}

/** What one side wants to be otherwise from now on; what is left out stays. Quantities are those of whole deliveries. */
export type OrderChange = {
  readonly deliveries: readonly DeliveryChange[]
  readonly added: readonly AddedDelivery[]
  readonly paymentTerms?: PaymentTerms
}

/** A change in the words of whoever asks for it: a price may be said for a whole line, or left to it. */
export type AskedChange = Omit<OrderChange, 'added'> & {
  readonly lines: readonly { readonly lineId: string; readonly unitPrice: Decimal }[]
  readonly added: readonly (Omit<AddedDelivery, 'unitPrice'> & { readonly unitPrice?: Decimal })[]
}

/** What is agreed of a delivery; the quantity is all that shall come of it in the end. */
export type DeliveryTerms = {
  readonly deliveryId: string
  readonly lineId: string
  readonly date: LocalDate
  readonly unitPrice: Decimal
  readonly quantity: number
}

type By = { readonly at: string; readonly by: string }

export type OrderCommand =
  | { readonly type: 'draft'; readonly at: string; readonly details: OrderDetails }
  | (By & { readonly type: 'submit'; readonly steps: readonly ApprovalStep[]; readonly budget?: OrderBudget })
  | (By & { readonly type: 'approve'; readonly entitled: boolean; readonly inSteadOf?: string })
  | (By & { readonly type: 'reject'; readonly entitled: boolean; readonly reason: string })
  /** Of a draft: submitted first, with the steps it needs. */
  | (By & {
      readonly type: 'send'
      readonly steps: readonly ApprovalStep[]
      readonly budget?: OrderBudget
      readonly answerWithinMs: number
    })
  /** An award's approval was the order's: `approvedBy` in order. */
  | (By & {
      readonly type: 'send-awarded'
      readonly approvedBy: readonly string[]
      readonly budget?: OrderBudget
      readonly answerWithinMs: number
    })
  | (By & { readonly type: 'confirm'; readonly changes: readonly DeliveryChange[]; readonly note?: string })
  | (By & { readonly type: 'accept-deviation'; readonly steps: readonly ApprovalStep[] })
  | (By & { readonly type: 'refuse-deviation'; readonly reason: string })
  | (By & { readonly type: 'decline'; readonly reason: string })
  | (By & {
      readonly type: 'cancel'
      readonly side: Side
      readonly reason: string
      /** Part of what is open; without it, all of it. */
      readonly deliveries?: readonly DeliveryQuantity[]
    })
  | (By & { readonly type: 'accept-cancellation'; readonly side: Side })
  | (By & { readonly type: 'refuse-cancellation'; readonly reason: string })
  | (By & {
      readonly type: 'propose-change'
      readonly side: Side
      readonly reason: string
      readonly change: AskedChange
    })
  /** `steps`: whom the buyer's rules ask once more. */
  | (By & { readonly type: 'accept-change'; readonly side: Side; readonly steps: readonly ApprovalStep[] })
  | (By & { readonly type: 'refuse-change'; readonly side: Side; readonly reason: string })
  | (By & { readonly type: 'withdraw-change'; readonly side: Side; readonly reason: string })
  | (By & { readonly type: 'close' })
  | (By & { readonly type: 'reopen'; readonly reason: string })
  /** Nobody has answered in time: what is set aside goes back, in the same commit. */
  | { readonly type: 'lapse'; readonly at: string }
  | { readonly type: 'note-stock'; readonly at: string; readonly deliveries: readonly StockFigure[] }
  | (By & { readonly type: 'plan'; readonly shipmentId: string; readonly lines: readonly DeliveryQuantity[] })
  | (By & { readonly type: 'unplan'; readonly shipmentId: string; readonly lines: readonly DeliveryQuantity[] })
  | (By & {
      readonly type: 'ship'
      readonly shipmentId: string
      /** Whether these were planned in an earlier command. */
      readonly planned: boolean
      readonly lines: readonly DeliveryQuantity[]
    })
  /** What a receipt, a refusal or a loss of a shipment comes to; the shipment has decided it. */
  | (By & { readonly type: 'receive'; readonly shipmentId: string; readonly changes: readonly QuantityChange[] })

export type OrderEvent =
  | { readonly type: 'order/drafted'; readonly at: string; readonly details: OrderDetails; readonly total: Money }
  | (By & { readonly type: 'order/submitted'; readonly steps: readonly ApprovalStep[]; readonly budget?: OrderBudget })
  | (By & { readonly type: 'order/approval-given'; readonly inSteadOf?: string })
  /** The last yes, or none was needed. `approvedBy`, `budget`: from the award. */
  | {
      readonly type: 'order/approved'
      readonly at: string
      readonly approvedBy?: readonly string[]
      readonly budget?: OrderBudget
    }
  | (By & { readonly type: 'order/rejected'; readonly reason: string })
  /** After so long without an answer, what is set aside for it goes back. */
  | (By & { readonly type: 'order/sent'; readonly answerWithinMs?: number })
  | { readonly type: 'order/hold-lapsed'; readonly at: string }
  | (By & {
      readonly type: 'order/deviation-proposed'
      readonly changes: readonly DeliveryChange[]
      readonly note?: string
    })
  /** The buyer agreed and its own rules ask more people. */
  | (By & { readonly type: 'order/deviation-submitted'; readonly steps: readonly ApprovalStep[] })
  | (By & { readonly type: 'order/deviation-refused'; readonly reason: string })
  | (By & { readonly type: 'order/confirmed'; readonly changes: readonly DeliveryChange[]; readonly note?: string })
  | (By & { readonly type: 'order/declined'; readonly reason: string })
  | (By & { readonly type: 'order/cancelled'; readonly reason: string })
  | (By & {
      readonly type: 'order/cancellation-proposed'
      readonly side: Side
      readonly reason: string
      readonly deliveries: readonly DeliveryQuantity[]
    })
  | (By & { readonly type: 'order/cancellation-refused'; readonly reason: string })
  | (By & { readonly type: 'order/remainder-cancelled'; readonly deliveries: readonly DeliveryQuantity[] })
  | (By & {
      readonly type: 'order/change-proposed'
      readonly side: Side
      readonly reason: string
      readonly change: OrderChange
      /** What the order would come to. */
      readonly total: Money
    })
  /** The other party agreed, and the buyer's rules ask more people about this total. */
  | (By & { readonly type: 'order/change-submitted'; readonly steps: readonly ApprovalStep[]; readonly total: Money })
  | (By & { readonly type: 'order/change-refused'; readonly reason: string })
  | (By & { readonly type: 'order/change-withdrawn'; readonly reason: string })
  /** Agreed by both: the deliveries it touches as they are from now on, those it adds among them. */
  | (By & {
      readonly type: 'order/changed'
      /** Counted from 1. */
      readonly number: number
      readonly deliveries: readonly DeliveryTerms[]
      readonly paymentTerms?: PaymentTerms
    })
  | { readonly type: 'order/stock-changed'; readonly at: string; readonly deliveries: readonly StockFigure[] }
  | (By & {
      readonly type: 'order/shipment-planned' | 'order/shipment-withdrawn' | 'order/shipped'
      readonly shipmentId: string
      readonly lines: readonly DeliveryQuantity[]
      /** Shipped at once, without a plan before. */
      readonly unplanned?: true
    })
  | (By & { readonly type: 'order/received'; readonly shipmentId: string; readonly changes: readonly QuantityChange[] })
  | { readonly type: 'order/closed'; readonly at: string; readonly by?: string }
  | (By & { readonly type: 'order/reopened'; readonly reason: string })

export type OrderCommandOf<Type extends OrderCommand['type']> = Extract<OrderCommand, { type: Type }>

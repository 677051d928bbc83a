/** What a shipment carries and what goes with it: lots, packages, papers, temperatures. */
import type { LocalDate } from '../../../kernel/time.ts'

export const packagesMax = 500
export const documentsMax = 50
export const temperaturesMax = 2_000
export const receiptsMax = 50
export const receiptLinesMax = 500

/** What of a delivery goes with this shipment. */
export type ShipmentLine = {
  readonly deliveryId: string
  readonly productId: string
  /** In base units. */
  readonly quantity: number
}

/** What has become of a portion on arrival; `accepted` holds `overAccepted`. */
export type Judged = {
  readonly accepted: number
  readonly refused: number
  readonly missing: number
  readonly held: number
  readonly over: number
  readonly overAccepted: number
}

/** Part of one lot from one place of the supplier. */
export type PickedPortion = {
  readonly deliveryId: string
  readonly lotId: string
  readonly siteId: string
  readonly lotCode: string
  /** The date mark's last day. */
  readonly markedOn?: LocalDate
  readonly quantity: number
  /** Catch weight, as weighed. */
  readonly grams?: number
}
export type Portion = PickedPortion & {
  readonly judged: Judged
  /** Catch weight that was sent back; absent while nothing was. */
  readonly gramsBack?: number
}

export type Package = {
  /** Eighteen digits. */
  readonly sscc: string
  readonly kind: 'case' | 'pallet' | 'container'
  readonly grossWeightGrams?: number
  readonly contents?: readonly { readonly deliveryId: string; readonly quantity: number }[]
}

export type Carrier = {
  readonly name: string
  /** The carrier's consignment or tracking number. */
  readonly reference?: string
  readonly vehicle?: string
  readonly container?: string
  readonly seal?: string
}

export const documentKinds = [
  'packing-list',
  'bill-of-lading',
  'consignment-note',
  'certificate-of-analysis',
  'health-certificate',
  'certificate-of-origin',
  'other',
] as const
export type ShipmentDocument = {
  readonly kind: (typeof documentKinds)[number]
  readonly number?: string
  /** Where it can be read. */
  readonly reference: string
}

/** Measured on the way. */
export type Temperature = { readonly at: string; readonly celsius: number; readonly sensor?: string }

/** How goods were found. Only `accepted` is taken; `held` and `over` wait for a later receipt to say. */
export const outcomes = [
  'accepted',
  'short',
  'over',
  'damaged',
  'short-dated',
  'temperature-excursion',
  'held',
] as const
export type Outcome = (typeof outcomes)[number]

export type ReceiptLine = {
  readonly deliveryId: string
  readonly lotId: string
  readonly outcome: Outcome
  readonly quantity: number
  /** What is judged: the goods as shipped (where absent), what an earlier receipt held, or what it found over. */
  readonly of?: 'held' | 'over'
  /** What is not taken comes back, or is done away with where it lies. */
  readonly disposition?: 'returned' | 'disposed'
  /** Catch weight: what came, weighed. */
  readonly grams?: number
  readonly celsius?: number
  readonly note?: string
  readonly evidence?: readonly string[]
}

export type Receipt = {
  readonly id: string
  readonly at: string
  readonly by: string
  readonly lines: readonly ReceiptLine[]
  readonly note?: string
}

export type ShipmentDetails = {
  readonly orderId: string
  readonly buyerId: string
  readonly supplierId: string
  readonly lines: readonly ShipmentLine[]
  readonly carrier?: Carrier
  readonly packages: readonly Package[]
  readonly documents: readonly ShipmentDocument[]
  readonly note?: string
}

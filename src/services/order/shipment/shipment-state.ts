/** What can be asked of a shipment, what can happen to it, and what that adds up to. */
import type {
  Carrier,
  Judged,
  Package,
  PickedPortion,
  Portion,
  Receipt,
  ReceiptLine,
  ShipmentDetails,
  ShipmentDocument,
  Temperature,
} from './shipment-details.ts'

export type ShipmentStatus = 'planned' | 'picked' | 'dispatched' | 'delivered' | 'refused' | 'lost' | 'withdrawn'

export type KnownShipment = ShipmentDetails & {
  readonly status: ShipmentStatus
  /** None before it is picked. */
  readonly portions: readonly Portion[]
  /** Why other lots were taken than the first to expire; the supplier's own. */
  readonly pickReason?: string
  readonly temperatures: readonly Temperature[]
  readonly receipts: readonly Receipt[]
  readonly dispatchedAt?: string
  readonly arrivedAt?: string
  /** Why it was refused, lost or withdrawn. */
  readonly reason?: string
}
export type Shipment = { readonly status: 'absent' } | KnownShipment

type By = { readonly at: string; readonly by: string }

export type ShipmentCommand =
  | (By & { readonly type: 'plan'; readonly details: ShipmentDetails })
  | (By & { readonly type: 'pick'; readonly portions: readonly PickedPortion[]; readonly reason?: string })
  | (By & { readonly type: 'pack'; readonly packages: readonly Package[] })
  | (By & { readonly type: 'dispatch'; readonly carrier?: Carrier; readonly documents: readonly ShipmentDocument[] })
  | (By & { readonly type: 'deliver' })
  | (By & { readonly type: 'refuse'; readonly reason: string })
  | (By & { readonly type: 'lose'; readonly reason: string })
  | (By & { readonly type: 'withdraw'; readonly reason: string })
  | (By & {
      readonly type: 'receive'
      readonly receiptId: string
      /** `as-shipped`: all that has not been judged is accepted. */
      readonly lines: readonly ReceiptLine[] | 'as-shipped'
      readonly note?: string
    })
  | (By & { readonly type: 'add-documents'; readonly documents: readonly ShipmentDocument[] })
  | (By & { readonly type: 'log-temperatures'; readonly temperatures: readonly Temperature[] })

export type ShipmentEvent =
  | (By & { readonly type: 'shipment/planned'; readonly details: ShipmentDetails })
  | (By & { readonly type: 'shipment/picked'; readonly portions: readonly PickedPortion[]; readonly reason?: string })
  | (By & { readonly type: 'shipment/packed'; readonly packages: readonly Package[] })
  | (By & {
      readonly type: 'shipment/dispatched'
      readonly carrier?: Carrier
      readonly documents: readonly ShipmentDocument[]
    })
  | (By & { readonly type: 'shipment/delivered' })
  | (By & { readonly type: 'shipment/refused' | 'shipment/lost' | 'shipment/withdrawn'; readonly reason: string })
  | (By & {
      readonly type: 'shipment/received'
      readonly receiptId: string
      readonly lines: readonly ReceiptLine[]
      readonly note?: string
    })
  | (By & { readonly type: 'shipment/documents-added'; readonly documents: readonly ShipmentDocument[] })
  | (By & { readonly type: 'shipment/temperatures-logged'; readonly temperatures: readonly Temperature[] })

export type ShipmentCommandOf<Type extends ShipmentCommand['type']> = Extract<ShipmentCommand, { type: Type }>

export const notJudged: Judged = { accepted: 0, refused: 0, missing: 0, held: 0, over: 0, overAccepted: 0 }

/** What left and nobody has said anything of yet. */
export const unjudged = ({ quantity, judged }: Portion): number =>
  quantity + judged.overAccepted - judged.accepted - judged.refused - judged.missing - judged.held

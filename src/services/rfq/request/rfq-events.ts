/** What can be asked of an RFQ and what can happen to it. */
import type { Money } from '../../../kernel/money.ts'
import type { Instant } from '../../../kernel/time.ts'
import type { GivenRfqDetails, RfqDetails } from './rfq-details.ts'

/** Quantities in base units of the line. */
export type LineQuantity = { readonly line: string; readonly quantity: number }

type By = { readonly at: string; readonly by: string }

export type RfqCommand =
  | (By & {
      readonly type: 'draft'
      readonly rfqId: string
      readonly number: number
      readonly buyerId: string
      readonly details: GivenRfqDetails
    })
  | (By & { readonly type: 'change'; readonly details: GivenRfqDetails })
  | (By & { readonly type: 'publish' })
  | (By & { readonly type: 'extend'; readonly deadline: string; readonly reason: string })
  | (By & { readonly type: 'close' })
  | (By & { readonly type: 'cancel'; readonly reason: string })
  | (By & {
      readonly type: 'receive-quote'
      readonly quoteId: string
      readonly supplierId: string
      readonly version: number
    })
  | (By & { readonly type: 'take-back-quote'; readonly quoteId: string })
  | (By & {
      readonly type: 'propose-award'
      readonly awardId: string
      readonly total: Money
      readonly lines: readonly LineQuantity[]
      /** Nothing more of this RFQ will be awarded. */
      readonly final: boolean
    })
  | (By & { readonly type: 'settle-award'; readonly awardId: string; readonly outcome: 'approved' | 'rejected' })

export type RfqEvent =
  | (By & {
      readonly type: 'rfq/drafted'
      readonly number: number
      readonly buyerId: string
      readonly details: RfqDetails
    })
  | (By & { readonly type: 'rfq/changed'; readonly details: RfqDetails })
  | (By & { readonly type: 'rfq/published'; readonly supplierIds: readonly string[]; readonly deadline: Instant })
  | (By & {
      readonly type: 'rfq/deadline-extended'
      readonly from: Instant
      readonly deadline: Instant
      readonly reason: string
    })
  | (By & { readonly type: 'rfq/closed' })
  | (By & { readonly type: 'rfq/cancelled'; readonly reason: string })
  | (By & {
      readonly type: 'rfq/quote-received'
      readonly quoteId: string
      readonly supplierId: string
      readonly version: number
    })
  | (By & { readonly type: 'rfq/quote-withdrawn'; readonly quoteId: string })
  | (By & {
      readonly type: 'rfq/award-proposed'
      readonly awardId: string
      readonly total: Money
      readonly lines: readonly LineQuantity[]
      readonly final: boolean
    })
  | (By & { readonly type: 'rfq/award-approved'; readonly awardId: string })
  | (By & { readonly type: 'rfq/award-rejected'; readonly awardId: string })

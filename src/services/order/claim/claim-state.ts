/** What can be asked of a claim, what can happen to it, and what that adds up to. */
import type { Money } from '../../../kernel/money.ts'
import type { ClaimDetails } from './claim-details.ts'

/** What the supplier concedes. */
export type Granted = {
  /** In base units. */
  readonly quantity: number
  /** Of a credit or a return, before tax; a replacement is goods. */
  readonly amountDue?: Money
}

/** A credit note that takes back so much of the delivery for this claim. */
export type ClaimCredit = { readonly creditNoteId: string; readonly quantity: number }

type Conceded = {
  readonly answeredAt: string
  readonly granted: Granted
  readonly reason?: string
  /** Absent while there is none. */
  readonly credits?: readonly ClaimCredit[]
}

export type ClaimStage =
  | { readonly status: 'submitted' | 'withdrawn' }
  | { readonly status: 'rejected'; readonly answeredAt: string; readonly reason: string }
  | (Conceded & { readonly status: 'accepted' | 'part-accepted' | 'return-expected' })
  /** `granted` is then for what came back. */
  | (Conceded & { readonly status: 'returned'; readonly returnedAt: string })
export type ClaimStatus = ClaimStage['status']
export const claimStatuses = [
  'submitted',
  'accepted',
  'part-accepted',
  'rejected',
  'withdrawn',
  'return-expected',
  'returned',
] as const satisfies readonly ClaimStatus[]

export type KnownClaim = ClaimDetails & ClaimStage
export type Claim = { readonly status: 'absent' } | KnownClaim

type By = { readonly at: string; readonly by: string }

export type ClaimCommand =
  | (By & { readonly type: 'submit'; readonly details: ClaimDetails })
  /** Without a quantity, all of it; less needs a reason. */
  | (By & { readonly type: 'accept'; readonly quantity?: number; readonly reason?: string })
  | (By & { readonly type: 'reject'; readonly reason: string })
  | (By & { readonly type: 'withdraw' })
  /** Without a quantity, all that was expected. */
  | (By & { readonly type: 'receive-return'; readonly quantity?: number })
  | ({ readonly type: 'credit'; readonly at: string } & ClaimCredit)

export type ClaimEvent =
  | (By & { readonly type: 'claim/submitted'; readonly details: ClaimDetails })
  | (By & { readonly type: 'claim/accepted'; readonly granted: Granted; readonly reason?: string })
  | (By & { readonly type: 'claim/rejected'; readonly reason: string })
  | (By & { readonly type: 'claim/withdrawn' })
  | (By & { readonly type: 'claim/returned'; readonly granted: Granted })
  | ({ readonly type: 'claim/credited'; readonly at: string } & ClaimCredit)

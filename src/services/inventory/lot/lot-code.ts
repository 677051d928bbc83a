/** A lot code names one lot of one owner's product for good: the claim is a stream, so two lots can never both win it. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

export type LotCodeClaim = { readonly lotId?: string }
export type LotCodeCommand = { readonly type: 'claim'; readonly at: string; readonly lotId: string }
export type LotCodeEvent = { readonly type: 'lot-code/claimed'; readonly at: string; readonly lotId: string }

export const lotCode: Decider<LotCodeClaim, LotCodeCommand, LotCodeEvent> = {
  initialState: {},
  decide: ({ at, lotId }, claim) =>
    claim.lotId === undefined ? accept([{ type: 'lot-code/claimed', at, lotId }]) : reject(codeTaken(claim.lotId)),
  evolve: (_claim, { lotId }) => ({ lotId }),
}

/** The claim's id: owner and product, then the code with everything but letters, digits and a few signs escaped. */
export const lotCodeId = (ownerId: string, productId: string, code: string): string =>
  `${ownerId}~${productId}~${encodeURIComponent(code)}`

const codeTaken = (lotId: string): Rejection => ({
  kind: 'conflict',
  code: 'lot/code-taken',
  detail: 'This product has a lot with this code already. Add to that one, or choose another code.',
  errors: [{ pointer: '/code', detail: 'is taken' }],
  facts: { lotId },
})

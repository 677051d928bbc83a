/** What is claimed of a shipment: the one account by which claims never come to more than a receipt's line says. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'

/** Those rejected and withdrawn included. */
export const claimsOfShipmentMax = 500

export type ClaimedPart = {
  readonly claimId: string
  readonly receiptId: string
  readonly line: number
  /** What it still stands for: none once it was rejected or withdrawn. */
  readonly quantity: number
}

export type ClaimAccount = {
  readonly parties?: { readonly buyerId: string; readonly supplierId: string }
  readonly claims: readonly ClaimedPart[]
}

type Claimed = ClaimedPart & { readonly at: string; readonly buyerId: string; readonly supplierId: string }
type Settled = { readonly at: string; readonly claimId: string; readonly quantity: number }

export type ClaimAccountCommand =
  | (Claimed & {
      readonly type: 'claim'
      /** What the receipt's line says. */
      readonly atMost: number
    })
  /** From here on the claim stands for so much, never more than before. */
  | (Settled & { readonly type: 'settle' })
export type ClaimAccountEvent =
  | (Claimed & { readonly type: 'claimaccount/claimed' })
  | (Settled & { readonly type: 'claimaccount/settled' })

export const claimAccount: Decider<ClaimAccount, ClaimAccountCommand, ClaimAccountEvent> = {
  initialState: { claims: [] },
  decide(command, state): Result<readonly ClaimAccountEvent[]> {
    switch (command.type) {
      case 'claim': {
        const { type: _type, atMost, ...claimed } = command
        const before = claimedOf(state, command)
        if (state.claims.length >= claimsOfShipmentMax) return reject(tooManyClaims)
        if (before + command.quantity > atMost) return reject(moreThanReceived(atMost, before, command.quantity))
        return accept([{ type: 'claimaccount/claimed', ...claimed }])
      }
      case 'settle': {
        const { at, claimId, quantity } = command
        const known = state.claims.find((each) => each.claimId === claimId)
        if (!known || known.quantity < quantity) throw new Error(`Claim ${claimId} never stood for ${quantity}.`)
        return accept(known.quantity === quantity ? [] : [{ type: 'claimaccount/settled', at, claimId, quantity }])
      }
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'claimaccount/claimed': {
        const { claimId, receiptId, line, quantity, buyerId, supplierId } = event
        const claims = [...state.claims, { claimId, receiptId, line, quantity }]
        return { parties: { buyerId, supplierId }, claims }
      }
      case 'claimaccount/settled': {
        const { claimId, quantity } = event
        return {
          ...state,
          claims: state.claims.map((each) => (each.claimId === claimId ? { ...each, quantity } : each)),
        }
      }
    }
  },
}

/** What is claimed of a receipt's line, by all claims that stand. */
export const claimedOf = (
  { claims }: ClaimAccount,
  { receiptId, line }: Pick<ClaimedPart, 'receiptId' | 'line'>,
): number =>
  claims.reduce((sum, each) => (each.receiptId === receiptId && each.line === line ? sum + each.quantity : sum), 0)

const moreThanReceived = (received: number, claimed: number, asked: number): Rejection => ({
  kind: 'conflict',
  code: 'claim/more-than-received',
  detail: `The receipt says ${received} of this line, and ${claimed} are claimed; ${asked} more is too much.`,
  errors: [{ pointer: '/quantity', detail: `At most ${received - claimed}.` }],
  facts: { received, claimed, asked },
})
const tooManyClaims: Rejection = {
  kind: 'conflict',
  code: 'claim/too-many',
  detail: `A shipment has at most ${claimsOfShipmentMax} claims, those rejected and withdrawn included.`,
}

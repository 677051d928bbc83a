/** Claims made of a few words, for tests of the core: 40 of 100 accepted pieces at 12.345 EUR, damaged. */
import { currency } from '../../../kernel/currency.ts'
import { decimal } from '../../../kernel/decimal.ts'
import { fold } from '../../../kernel/decider.ts'
import type { ClaimDetails, ReceivedLine } from './claim-details.ts'
import type { Claim, ClaimCommand, ClaimEvent } from './claim-state.ts'
import { claim } from './claim.ts'

export const receivedAt = '2027-03-01T08:00:00.000Z'
export const at = '2027-03-02T08:00:00.000Z'
export const claimBy = '2027-03-04T08:00:00.000Z'
const by = 'usr_ann'

export const lineOf = (more: Partial<ReceivedLine> = {}): ReceivedLine => ({
  shipmentId: 'shp_1',
  receiptId: 'rcp_1',
  receivedAt,
  line: 1,
  deliveryId: '1.1',
  productId: 'prd_1',
  lotId: 'lot_a',
  lotCode: 'A',
  outcome: 'accepted',
  quantity: 100,
  ...more,
})

export const detailsOf = (more: Partial<ClaimDetails> = {}): ClaimDetails => ({
  orderId: 'ord_1',
  buyerId: 'org_b',
  supplierId: 'org_s',
  of: lineOf(),
  price: { unitPrice: decimal('12.345'), pricedPer: 'piece', currency: currency('EUR') },
  kind: 'damaged',
  remedy: 'credit',
  quantity: 40,
  description: 'Crushed.',
  evidence: [],
  claimBy,
  ...more,
})

export const submit = (more: Partial<ClaimDetails> = {}): ClaimCommand => ({
  type: 'submit',
  at,
  by,
  details: detailsOf(more),
})
export const acceptIt = (more: { quantity?: number; reason?: string } = {}): ClaimCommand => ({
  type: 'accept',
  at,
  by,
  ...more,
})
export const rejectIt: ClaimCommand = { type: 'reject', at, by, reason: 'Not ours.' }
export const withdrawIt: ClaimCommand = { type: 'withdraw', at, by }
export const receiveReturn = (more: { quantity?: number } = {}): ClaimCommand => ({
  type: 'receive-return',
  at,
  by,
  ...more,
})

export const creditIt = (quantity: number): ClaimCommand => ({ type: 'credit', at, creditNoteId: 'crn_1', quantity })

/** What commands in their order come to, or the code of the first refusal. */
export function claimAfter(...commands: readonly ClaimCommand[]): Claim | string {
  const events: ClaimEvent[] = []
  for (const command of commands) {
    const decision = claim.decide(command, fold(claim.evolve, claim.initialState, events))
    if (!decision.ok) return decision.rejection.code
    events.push(...decision.value)
  }
  return fold(claim.evolve, claim.initialState, events)
}

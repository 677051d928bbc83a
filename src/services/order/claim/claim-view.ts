/** How claims are kept for reading: found by their order and by whoever takes part. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { participantEntries } from '../order/participants-view.ts'
import { claimAccount, type ClaimAccount, type ClaimAccountCommand, type ClaimAccountEvent } from './claim-account.ts'
import type { Claim, ClaimCommand, ClaimEvent, KnownClaim } from './claim-state.ts'
import { claim } from './claim.ts'

export type ClaimDocument = KnownClaim & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

export const claims = collection<ClaimDocument>()({
  name: 'claims',
  indexes: {
    byParticipant: participantEntries,
    byOrder: ({ orderId, createdAt }) => [[orderId, createdAt]],
  },
})

export const claimAggregate: Aggregate<Claim, ClaimCommand, ClaimEvent> = {
  kind: 'claim',
  decider: claim,
  organisations: (state) => (state.status === 'absent' ? [] : [state.buyerId, state.supplierId]),
  readModels: [
    readModel({
      collection: claims,
      project: ({ id, createdAt, updatedAt }: Subject, state: Claim) =>
        state.status === 'absent' ? [] : [{ id, document: { ...state, id, createdAt, updatedAt } }],
    }),
  ],
}

/** One stream for each shipment; its id is the shipment's. */
export const claimAccountAggregate: Aggregate<ClaimAccount, ClaimAccountCommand, ClaimAccountEvent> = {
  kind: 'claimaccount',
  decider: claimAccount,
  organisations: ({ parties }) => (parties ? [parties.buyerId, parties.supplierId] : []),
  readModels: [],
}

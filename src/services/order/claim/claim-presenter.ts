/** A claim as both sides see it; who of the other side did what is nobody's business. */
import type { Static } from 'typebox'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { ClaimBody } from './claim-schemas.ts'
import type { Claim, KnownClaim } from './claim-state.ts'
import type { ClaimDocument } from './claim-view.ts'
import { seenClaim } from './load-claim.ts'

/** Throws the same `claim/unknown` for absent and unseen. */
export function presentClaim(snapshot: Snapshot<Claim>, organisationId: string): Static<typeof ClaimBody> {
  const { id, createdAt, updatedAt } = snapshot
  return presentClaimDocument({ ...seenClaim(snapshot, organisationId).claim, id, createdAt, updatedAt })
}

export function presentClaimDocument(document: ClaimDocument): Static<typeof ClaimBody> {
  const { of, evidence, id, status, orderId, buyerId, supplierId, kind, remedy, quantity } = document
  const { description, claimBy, createdAt, updatedAt } = document
  const { grams: _grams, quantity: _received, ...line } = of
  const answer = answerOf(document)
  return {
    id,
    status,
    orderId,
    buyerId,
    supplierId,
    ...line,
    kind,
    remedy,
    quantity,
    description,
    evidence: [...evidence],
    claimBy,
    ...(answer && { answer }),
    ...(document.status === 'returned' && { returnedAt: document.returnedAt }),
    createdAt,
    updatedAt,
  }
}

function answerOf(claim: KnownClaim): Static<typeof ClaimBody>['answer'] {
  switch (claim.status) {
    case 'submitted':
    case 'withdrawn':
      return undefined
    case 'rejected':
      return { answeredAt: claim.answeredAt, quantity: 0, reason: claim.reason }
    case 'accepted':
    case 'part-accepted':
    case 'return-expected':
    case 'returned': {
      const { answeredAt, granted, reason, credits } = claim
      return {
        answeredAt,
        ...granted,
        ...(reason !== undefined && { reason }),
        ...(credits && { credits: [...credits] }),
      }
    }
  }
}

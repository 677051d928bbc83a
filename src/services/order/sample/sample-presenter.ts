/** A sample as each side may see it. */
import type { Static } from 'typebox'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Side } from '../order/order-events.ts'
import { isKnownSample, sampleSide, unknownSample, type KnownSample, type Sample } from './sample.ts'
import type { SampleBody } from './sample-schemas.ts'
import type { SampleDocument } from './sample-view.ts'

/** The sample of a snapshot and the side the organisation stands on; throws the same for absent and unseen. */
export function seenSample(
  { state }: Snapshot<Sample>,
  organisationId: string,
): { readonly state: KnownSample; readonly side: Side } {
  const side = isKnownSample(state) ? sampleSide(state, organisationId) : undefined
  if (!isKnownSample(state) || !side) throw new Rejected(unknownSample)
  return { state, side }
}

export function presentSnapshot(snapshot: Snapshot<Sample>, organisationId: string): Static<typeof SampleBody> {
  const { id, createdAt, updatedAt } = snapshot
  const { state, side } = seenSample(snapshot, organisationId)
  return presentSample({ ...state, id, createdAt, updatedAt }, side)
}

/** Where goods lie is the supplier's business, who asked the buyer's. */
export function presentSample(document: SampleDocument, side: Side): Static<typeof SampleBody> {
  const { requestedBy, measured: _measured, dispatch, ...shown } = document
  const { lot, ...sent } = dispatch ?? {}
  const body = {
    ...shown,
    ...(side === 'buyer' && { requestedBy }),
    ...(dispatch && {
      dispatch: { ...sent, ...(lot && { lot: side === 'supplier' ? lot : { lotCode: lot.lotCode } }) },
    }),
  }
  // Read-only lists of the core, shown as lists.
  return body as unknown as Static<typeof SampleBody>
}

/** Looks an RFQ up for somebody: who may not see it learns what one learns of an id that nobody gave. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { organisationOf, type Reader } from '../../organisation/contract.ts'
import { rfqViewerOf, type Onlooker, type RfqViewer } from './rfq-policies.ts'
import type { KnownRfq, Rfq } from './rfq-state.ts'
import { rfqAggregate } from './rfq-view.ts'
import { unknownRfq } from './rfq.ts'

export type SeenRfq = { readonly snapshot: Snapshot<Rfq>; readonly state: KnownRfq; readonly viewer: RfqViewer }

/** Reads an RFQ as it is; throws `Rejected` (rfq/unknown) for one that the organisation takes no part in. */
export async function readRfqFor(reader: Reader, rfqId: string, organisationId: string): Promise<SeenRfq> {
  return seenRfq(reader, await reader.read(rfqAggregate, rfqId), organisationId)
}

/** As `readRfqFor`, for a snapshot that a unit has loaded to extend it. */
export async function seenRfq(reader: Reader, snapshot: Snapshot<Rfq>, organisationId: string): Promise<SeenRfq> {
  const { state } = snapshot
  const viewer = rfqViewerOf(state, await onlooker(reader, state, organisationId))
  if (viewer === undefined || state.phase === 'absent') throw new Rejected(unknownRfq)
  return { snapshot, state, viewer }
}

/** Whether an organisation sees an RFQ as a supplier, and so may be written to. */
export const suppliersSee = async (reader: Reader, state: KnownRfq, organisationId: string): Promise<boolean> =>
  rfqViewerOf(state, await onlooker(reader, state, organisationId)) === 'supplier'

/** Reads an RFQ of one's own; a supplier that sees it gets the same refusal as one that does not. */
export const ownRfq = (snapshot: Snapshot<Rfq>, organisationId: string): KnownRfq => {
  if (snapshot.state.phase === 'absent' || snapshot.state.buyerId !== organisationId) throw new Rejected(unknownRfq)
  return snapshot.state
}

/** The platform's word on an organisation is asked for only where an open RFQ hangs on it. */
async function onlooker(reader: Reader, state: Rfq, organisationId: string): Promise<Onlooker> {
  const asks = state.phase !== 'absent' && state.details.visibility.kind === 'open' && state.buyerId !== organisationId
  return { organisationId, verifiedSupplier: asks && (await isVerifiedSupplier(reader, organisationId)) }
}

export async function isVerifiedSupplier(reader: Reader, organisationId: string): Promise<boolean> {
  const found = await organisationOf(reader, organisationId)
  return found?.verification === 'verified' && found.kinds.includes('supplier')
}

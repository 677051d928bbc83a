/** Who may see and do what with an RFQ, its quotes and its awards: pure. */
import type { KnownRfq, Rfq } from './rfq-state.ts'

export type RfqViewer = 'buyer' | 'supplier'

/** What is known of who is looking. */
export type Onlooker = {
  readonly organisationId: string
  /** Whether it is a supplier that the platform has verified: these see open RFQs. */
  readonly verifiedSupplier: boolean
}

/** As what an organisation sees an RFQ; undefined where it must not even learn that there is one. */
export function rfqViewerOf(state: Rfq, { organisationId, verifiedSupplier }: Onlooker): RfqViewer | undefined {
  if (state.phase === 'absent') return undefined
  if (state.buyerId === organisationId) return 'buyer'
  if (state.publishedAt === undefined) return undefined
  if (isParticipant(state, organisationId)) return 'supplier'
  return state.details.visibility.kind === 'open' && verifiedSupplier ? 'supplier' : undefined
}

/** Invited, or answered an open RFQ. A published RFQ only: nobody hears of a draft. */
export const isParticipant = (state: KnownRfq, organisationId: string): boolean =>
  participatingSuppliers(state).includes(organisationId)

export const participatingSuppliers = ({ publishedAt, details, quotes }: KnownRfq): readonly string[] => {
  if (publishedAt === undefined) return []
  const { visibility } = details
  return visibility.kind === 'invited' ? visibility.supplierIds : quotes.map(({ supplierId }) => supplierId)
}

/** As what an organisation sees a quote: it is the supplier's and the buyer's, and nobody else's. */
export const quoteViewerOf = (
  quote: { readonly buyerId: string; readonly supplierId: string },
  organisationId: string,
): RfqViewer | undefined =>
  quote.supplierId === organisationId ? 'supplier' : quote.buyerId === organisationId ? 'buyer' : undefined

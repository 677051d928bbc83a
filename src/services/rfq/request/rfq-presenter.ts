/** An RFQ as its buyer sees it, and as a supplier does: without the others, their number, or what the buyer hopes to pay. */
import type { RfqViewer } from './rfq-policies.ts'
import type { RfqBody } from './rfq-schemas.ts'
import { rfqStatusAt, type KnownRfq, type RfqStatus } from './rfq-state.ts'
import type { RfqDocument } from './rfq-view.ts'

export type Presented = { readonly body: RfqBody; readonly version?: number }

/** For one viewer at one moment. The buyer gets no version where only the clock tells the status: it would not change. */
export function presentRfq(
  document: RfqDocument,
  version: number,
  { viewer, organisationId, at }: { viewer: RfqViewer; organisationId: string; at: string },
): Presented {
  const status = rfqStatusAt(document, at)
  if (viewer === 'supplier') {
    const body = forSupplier(document, status, organisationId)
    return { body, version: suppliersVersion(document, body) }
  }
  const body = forBuyer(document, status)
  return status === document.phase ? { body, version } : { body }
}

function shared(document: RfqDocument, status: RfqStatus): Omit<RfqBody, 'viewer' | 'lines' | 'visibility'> {
  const { id, number, buyerId, details, publishedAt, cancellation, createdAt, updatedAt } = document
  const { title, deliverTo, incoterm, place, deliveries, paymentTerms, currency, deadline, weights, note } = details
  return {
    id,
    number,
    buyerId,
    status,
    ...(title !== undefined && { title }),
    deliverTo,
    incoterm: incoterm as RfqBody['incoterm'],
    place,
    deliveries: deliveries.map((delivery) => ({ ...delivery })),
    paymentTerms,
    currency,
    deadline,
    weights,
    ...(note !== undefined && { note }),
    ...(publishedAt !== undefined && { publishedAt }),
    ...(cancellation && { cancellationReason: cancellation.reason }),
    createdAt,
    updatedAt,
  }
}

const linesOf = ({ details }: KnownRfq, withTargets: boolean): RfqBody['lines'] =>
  details.lines.map(({ targetPrice, ...line }) => ({
    ...line,
    requiredCertificates: [...line.requiredCertificates],
    allergenExclusions: [...line.allergenExclusions] as RfqBody['lines'][number]['allergenExclusions'],
    ...(withTargets && targetPrice !== undefined && { targetPrice }),
  }))

function forBuyer(document: RfqDocument, status: RfqStatus): RfqBody {
  const { details, quotes, awards } = document
  return {
    ...shared(document, status),
    viewer: 'buyer',
    lines: linesOf(document, true),
    visibility:
      details.visibility.kind === 'open'
        ? { kind: 'open' }
        : { kind: 'invited', supplierIds: [...details.visibility.supplierIds] },
    shareTargetPrices: details.shareTargetPrices,
    quotes: quotes.map((quote) => ({ ...quote })),
    awards: awards.map(({ awardId, status: awarded, total }) => ({ awardId, status: awarded, total })),
  }
}

/** What becomes of an RFQ after it is closed is the buyer's business; a supplier learns it of its own quote only. */
const suppliersStatus = (status: RfqStatus): RfqStatus =>
  status === 'published' || status === 'cancelled' ? status : 'closed'

function forSupplier(document: RfqDocument, status: RfqStatus, organisationId: string): RfqBody {
  const { details, shown } = document
  const own = ownQuote(document, organisationId)
  return {
    ...shared(document, suppliersStatus(status)),
    viewer: 'supplier',
    lines: linesOf(document, details.shareTargetPrices),
    visibility: details.visibility.kind === 'open' ? { kind: 'open' } : { kind: 'invited' },
    ...(own && { ownQuoteId: own.quoteId }),
    createdAt: document.publishedAt ?? document.createdAt,
    updatedAt: shown.at,
  }
}

const ownQuote = ({ quotes }: KnownRfq, organisationId: string) =>
  quotes.find(({ supplierId }) => supplierId === organisationId)

/** Changes with what this supplier can see, and with nothing else; the deadline's passing is one such change. */
const suppliersVersion = ({ shown, closedAt }: KnownRfq, { status, ownQuoteId }: RfqBody): number =>
  shown.changes * 4 + (ownQuoteId ? 2 : 0) + (status === 'closed' && closedAt === undefined ? 1 : 0)

/** An award as its buyer's people see it; no supplier ever does: it names them all. */
import type { AwardBody } from './award-schemas.ts'
import type { AwardDocument } from './award-view.ts'

export function presentAward(document: AwardDocument): AwardBody {
  const { id, rfqId, status, lines, quotes, total, judged, rates, chain, approvals, final } = document
  const { proposedBy, proposedAt, poNumber, note, createdAt, updatedAt } = document
  const orders = status === 'approved' ? document.orders : []
  return {
    id,
    rfqId,
    status,
    lines: lines.map(({ line, quoteId, version, supplierId, quantity, unitPrice, net }) => ({
      line,
      quoteId,
      version,
      supplierId,
      quantity,
      unitPrice,
      net,
    })),
    suppliers: quotes.map(({ supplierId, quoteId, total: own, converted }) => {
      const order = orders.find((each) => each.supplierId === supplierId)
      return { supplierId, quoteId, total: own, converted, ...(order && { orderId: order.orderId }) }
    }),
    total,
    judgedTotal: judged,
    rates: rates.rates.map((rate) => ({ ...rate })),
    chain: chain.map((step) => ({ ...step })),
    approvals: approvals.map((approval) => ({ ...approval })),
    final,
    proposedBy,
    proposedAt,
    ...(status === 'approved' && { approvedAt: document.approvedAt }),
    ...(status === 'rejected' && { rejection: { ...document.rejection } }),
    ...(poNumber !== undefined && { poNumber }),
    ...(note !== undefined && { note }),
    createdAt,
    updatedAt,
  }
}

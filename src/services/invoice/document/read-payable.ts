/** What of an order is payable, delivery by delivery, and whether an invoice asks for more. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { billableOrder, type BillableDelivery, type BillableOrder } from '../../order/contract.ts'
import { matchOf, type Match, type PayablePart } from '../matching/match.ts'
import { payableOf, riskPasses } from '../matching/payable.ts'
import { unknownInvoice } from './invoice.ts'
import type { KnownInvoice } from './invoice-state.ts'
import { billingAggregate } from './invoice-view.ts'

export type Reading = { readonly unit: Pick<Unit, 'read'>; readonly documents: Documents }

/** Throws what a decision refused, for what must hold before anything is done. */
export function mustHold<T>(result: { ok: true; value: T } | { ok: false; rejection: Rejected['rejection'] }): T {
  if (result.ok) return result.value
  throw new Rejected(result.rejection)
}

/** By delivery; nothing of a catch-weight delivery that was not weighed is payable by weight. */
export const payableParts = ({ deliveries, lines, terms }: BillableOrder): readonly PayablePart[] =>
  deliveries.map((delivery) => {
    const line = lines.find(({ id }) => id === delivery.lineId)
    if (!line) throw new Error(`Delivery ${delivery.id} is of no line of its order.`)
    const figures = {
      id: delivery.id,
      due: delivery.due,
      handedOver: delivery.dispatched,
      accepted: delivery.accepted,
      ...(line.nominalGrams !== undefined && { consignments: weighed(delivery) }),
    }
    return {
      deliveryId: delivery.id,
      unitPrice: delivery.unitPrice,
      pricedPer: line.pricedPer,
      ...payableOf(figures, riskPasses(terms.incoterm)),
    }
  })

const weighed = ({ consignments }: BillableDelivery) =>
  consignments.map(({ dispatched, grams = 0, accepted, acceptedGrams }) => ({
    pieces: dispatched,
    grams,
    accepted,
    ...(acceptedGrams !== undefined && { acceptedGrams }),
  }))

/** As of now: receipts and credits that come later change it. */
export async function readMatch(reading: Reading, invoiceId: string, invoice: KnownInvoice): Promise<Match> {
  const order = await billableOrder(reading, invoice.orderId, invoice.supplierId)
  if (!order) throw new Rejected(unknownInvoice)
  const { state } = await reading.unit.read(billingAggregate, invoice.orderId)
  return mustHold(matchOf(invoiceId, state.invoices, payableParts(order), invoice.currency))
}

/** Trades on a trading floor, each in the few words that an example has for it: ordered, shipped, received, invoiced. */
import type { Operations } from '../../sdk/generated.ts'
import type { Input } from '../../sdk/index.ts'
import { eventually } from './eventually.ts'
import { daysAhead, minutesAhead, type Company, type TradingFloor } from './open-trading-floor.ts'

type Terms = Partial<Omit<Input<'placeOrder'>['body'], 'supplierId'>> & Pick<Input<'placeOrder'>['body'], 'lines'>
type Order = Operations['getOrder']['reply']
type Shipment = Operations['getShipment']['reply']
type Invoice = Operations['getInvoice']['reply']
type Judged = NonNullable<Input<'recordReceipt'>['body']['lines']>[number]
export type InvoiceDraft = Input<'draftInvoice'>['body']
/** `freight` in minor units, like the price in `currency` (EUR); good for a day unless said otherwise. */
type Offered = {
  readonly unitPrice: string
  readonly currency?: string
  readonly validMs?: number
  readonly freight?: number
}
type Taken = { readonly quoteId: string; readonly quantity?: number; readonly share?: number }
type RfqLine = Input<'draftRfq'>['body']['lines'][number]

export type Trades = {
  /** A draft of the buyer's order. */
  order(supplier: Company, terms: Terms): Promise<Order>
  /** An order that is sent and confirmed as it is. */
  agree(supplier: Company, terms: Terms): Promise<Order>
  /** Goods of the order leave; all that is open unless said otherwise. */
  ship(order: Order, lines?: Input<'createShipment'>['body']['lines']): Promise<Shipment>
  /** What the buyer says of the shipment's only lot of delivery 1.1; without it, that all is good. */
  receive(
    shipment: Shipment,
    ...said: Omit<Judged, 'deliveryId' | 'lotId'>[]
  ): Promise<Operations['recordReceipt']['reply']>
  /** Drafted and issued by the seller. */
  invoice(order: Order, draft: InvoiceDraft): Promise<Invoice>
  /** As the buyer's books see it. */
  match(invoice: Invoice): Promise<Operations['getInvoiceMatch']['reply']>
  /** As it stands, for the buyer or for who is named. */
  standing(order: Order, as?: Company): Promise<Order>
  /** An RFQ of one line, published to these suppliers for an hour. */
  ask(suppliers: readonly Company[], line: RfqLine): Promise<string>
  /** A supplier's quote for so much of an RFQ's only line. */
  quote(supplier: Company, rfqId: string, productId: string, quantity: number, offered: Offered): Promise<string>
  /** Closes the RFQ and proposes to take so much of each quote. */
  propose(rfqId: string, lines: readonly Taken[]): Promise<Operations['getAward']['reply']>
}

/** The Sunday on which clocks in Europe change next, at least a week ahead: the last of March or of October. */
export function nextClockChange(): Date {
  const today = new Date()
  const changes = [0, 1].flatMap((later) =>
    [2, 9].map((month) => {
      const last = new Date(Date.UTC(today.getUTCFullYear() + later, month + 1, 0))
      return new Date(last.getTime() - last.getUTCDay() * 86_400_000)
    }),
  )
  return changes.find((change) => change.getTime() > today.getTime() + 7 * 86_400_000)!
}

export const euros = (amount: number) => ({ amount, currency: 'EUR' })

/** @param floor  whose buyer buys */
export function makeTrades({ buyer, suppliers }: TradingFloor): Trades {
  const { client } = buyer.owner
  const sellerOf = ({ supplierId }: { readonly supplierId: string }) =>
    suppliers.find(({ id }) => id === supplierId)!.owner.client
  const order: Trades['order'] = async ({ id: supplierId }, terms) => {
    const body = { supplierId, shipTo: { siteId: buyer.siteId }, ...terms }
    // Prices are found in read models, which may be late.
    return (await eventually(() => client.placeOrder({ body }))).data
  }
  return {
    order,
    async agree(supplier, terms) {
      const params = { orderId: (await order(supplier, terms)).id }
      await client.sendOrder({ params })
      return (await supplier.owner.client.confirmOrder({ params, body: {} })).data
    },
    async ship({ id: orderId, supplierId }, lines) {
      const body = { dispatch: true, ...(lines && { lines }) }
      return (await sellerOf({ supplierId }).createShipment({ params: { orderId }, body })).data
    },
    async receive({ id: shipmentId, orderId, lots }, ...said) {
      const { deliveryId, lotId } = lots[0]!
      const judged = { lines: said.map((each) => ({ deliveryId, lotId, ...each })) }
      const body = { shipmentId, ...(said.length > 0 ? judged : { allAccepted: true }) }
      return (await client.recordReceipt({ params: { orderId }, body })).data
    },
    async invoice({ id: orderId, supplierId }, draft) {
      const seller = sellerOf({ supplierId })
      // Shipments are found in read models, which may be late.
      const drafted = await eventually(() => seller.draftInvoice({ params: { orderId }, body: draft }))
      return (await seller.issueInvoice({ params: { invoiceId: drafted.data.id }, body: {} })).data
    },
    match: async ({ id: invoiceId }) => (await client.getInvoiceMatch({ params: { invoiceId } })).data,
    standing: async ({ id: orderId }, as = buyer) => (await as.owner.client.getOrder({ params: { orderId } })).data,
    async ask(asked, line) {
      const body = {
        lines: [line],
        deliverTo: { siteId: buyer.siteId },
        incoterm: 'DAP' as const,
        place: 'Rotterdam',
        deliveries: [{ date: daysAhead(20) }],
        paymentTerms: { days: 30, from: 'invoice' as const },
        currency: 'EUR',
        deadline: minutesAhead(60),
        visibility: { kind: 'invited' as const, supplierIds: asked.map(({ id }) => id) },
      }
      const { data } = await client.draftRfq({ body })
      await client.publishRfq({ params: { rfqId: data.id } })
      return data.id
    },
    async quote(supplier, rfqId, productId, quantity, { unitPrice, currency = 'EUR', validMs = 86_400_000, freight }) {
      const { data } = await supplier.owner.client.submitQuote({
        params: { rfqId },
        body: {
          currency,
          validUntil: new Date(Date.now() + validMs).toISOString(),
          lines: [{ line: '1', productId, unitPrice, quantity, leadTimeDays: 5, fulfilment: 'to-be-made' }],
          ...(freight !== undefined && { charges: [{ kind: 'freight', amount: { amount: freight, currency } }] }),
        },
      })
      return data.id
    },
    async propose(rfqId, lines) {
      await client.closeRfq({ params: { rfqId } })
      const body = { lines: lines.map((each) => ({ line: '1', ...each })), final: true }
      return (await client.proposeAward({ params: { rfqId }, body })).data
    },
  }
}

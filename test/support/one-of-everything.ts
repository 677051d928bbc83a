/** One of everything that has an id, of a supplier alone or between it and a buyer: for those who try what others may do with it. */
import { eventually } from './eventually.ts'
import { daysAhead, minutesAhead, type Company, type TradingFloor } from './open-trading-floor.ts'
import type { SendRaw } from './send-raw.ts'

/** By the name of the path parameter; `spare…` is there to be ended. */
export type Ids = Readonly<Record<string, string>>

/** Of the floor's first supplier and its buyer. */
export async function makeOneOfEverything(floor: TradingFloor, send: SendRaw): Promise<Ids> {
  const { buyer } = floor
  const supplier = floor.suppliers[0]!
  return { ...(await makeOwnThings(supplier, send)), ...(await makeSharedThings(floor, buyer, supplier)) }
}

/** What one company has to itself: nothing of it is public. */
async function makeOwnThings({ id, siteId, owner }: Company, send: SendRaw): Promise<Ids> {
  const { client } = owner
  const params = { organisationId: id }
  const product = await client.draftProduct({ body: { sku: 'SECRET-1', name: { en: 'Next year’s cheese' } } })
  const audience = { kind: 'organisations' as const, organisationIds: [id] }
  const basis = { currency: 'EUR', incoterm: 'DAP', place: 'Rotterdam' } as const
  const list = await client.openPriceList({ body: { ...basis, name: 'Secret', audience, validFrom: daysAhead(0) } })
  const group = await client.formCustomerGroup({ body: { name: 'Friends', organisationIds: [] } })
  const certificate = await client.claimCertificate({
    body: {
      scheme: 'kosher',
      number: 'C-1',
      issuer: 'Ecocert',
      scope: { siteIds: [siteId] },
      validFrom: daysAhead(-9),
      validTo: daysAhead(99),
    },
  })
  const lot = await client.registerLot({
    body: { productId: product.data.id, code: 'S-1', siteId, quantity: 5, markedOn: daysAhead(99) },
  })
  const invitation = await client.inviteMember({ params, body: { email: 'new@nowhere.example', role: 'seller' } })
  const key = await client.issueApiKey({ params, body: { name: 'Shop', role: 'seller' } })
  // Nobody answers there: what is sent waits.
  const webhook = await client.registerWebhook({ body: { url: 'https://hooks.example/in' } })
  const delivery = await client.testWebhook({ params: { webhookId: webhook.data.id } })
  const sessions = await eventually(() => client.listSessions(), { isThere: ({ data }) => data.items.length > 0 })
  const headers = { 'content-type': 'text/csv' }
  const upload = {
    method: 'POST',
    path: '/v1/products/imports',
    token: owner.token,
    body: 'SKU;Name\nJ-1;Job\n',
    headers,
  }
  const [job, spareJob] = [await send(upload), await send(upload)]
  return {
    organisationId: id,
    siteId,
    userId: owner.userId,
    productId: product.data.id,
    priceListId: list.data.id,
    customerGroupId: group.data.id,
    certificateId: certificate.data.id,
    lotId: lot.data.id,
    invitationId: invitation.data.id,
    keyId: key.data.id,
    webhookId: webhook.data.id,
    deliveryId: delivery.data.id,
    sessionId: sessions.data.items[0]!.id,
    jobId: job.body.id as string,
    spareJobId: spareJob.body.id as string,
  }
}

/** What a buyer and a supplier have between them. */
async function makeSharedThings(floor: TradingFloor, buyer: Company, supplier: Company): Promise<Ids> {
  const goods = await floor.offer(supplier)
  const line = { productId: goods.productId, quantity: 10, deliveryDate: daysAhead(9) }
  const order = await buyer.owner.client.placeOrder({
    body: { supplierId: supplier.id, lines: [line], shipTo: { siteId: buyer.siteId } },
  })
  const params = { orderId: order.data.id }
  await buyer.owner.client.sendOrder({ params })
  await supplier.owner.client.confirmOrder({ params, body: {} })
  const shipment = await supplier.owner.client.createShipment({ params, body: {} })
  // Of no tax, since neither is registered for it.
  const invoice = await supplier.owner.client.draftInvoice({
    params,
    body: { tax: { category: 'O' }, lines: [{ deliveryId: '1.1', quantity: 10 }] },
  })
  const ofInvoice = { params: { invoiceId: invoice.data.id } }
  await supplier.owner.client.issueInvoice({ ...ofInvoice, body: {} })
  const note = await supplier.owner.client.issueCreditNote({
    ...ofInvoice,
    body: { reason: 'One too many.', lines: [{ lineId: '1', quantity: 1 }] },
  })
  const claimId = await makeClaim(buyer, supplier, goods.productId)
  const standing = await buyer.owner.client.openStandingOrder({
    body: {
      supplierId: supplier.id,
      lines: [{ productId: goods.productId, quantities: { monday: 10 } }],
      from: daysAhead(9),
      until: daysAhead(99),
      leadDays: 2,
      cutOffHour: 12,
      shipTo: { siteId: buyer.siteId },
    },
  })
  const sample = await buyer.owner.client.requestSample({
    body: {
      supplierId: supplier.id,
      productId: goods.productId,
      quantity: 1,
      shipTo: { siteId: buyer.siteId },
      purpose: 'Tasting.',
    },
  })
  const rfq = await buyer.owner.client.draftRfq({
    body: {
      lines: [{ specification: 'Butter', quantity: 10, unit: 'piece' }],
      deliverTo: { siteId: buyer.siteId },
      incoterm: 'DAP',
      place: 'Rotterdam',
      deliveries: [{ date: daysAhead(9) }],
      paymentTerms: { days: 30, from: 'invoice' },
      currency: 'EUR',
      deadline: minutesAhead(60),
      visibility: { kind: 'invited', supplierIds: [supplier.id] },
    },
  })
  const rfqParams = { rfqId: rfq.data.id }
  const template = await buyer.owner.client.saveRfqTemplate({ body: { ...rfqParams, name: 'Butter' } })
  await buyer.owner.client.publishRfq({ params: rfqParams })
  const answer = { line: '1', productId: goods.productId, unitPrice: '9.90', quantity: 10, leadTimeDays: 3 }
  const quote = await supplier.owner.client.submitQuote({
    params: rfqParams,
    body: { validUntil: minutesAhead(600), lines: [answer] },
  })
  await buyer.owner.client.closeRfq({ params: rfqParams })
  const deputy = await supplier.employ('buyer')
  const lend = (from: number, until: number) =>
    supplier.owner.client.giveDelegation({
      params: { organisationId: supplier.id },
      body: { toUserId: deputy.userId, from: daysAhead(from), until: daysAhead(until), reason: 'Holiday.' },
    })
  const [delegation, spareDelegation] = [await lend(0, 9), await lend(20, 29)]
  const inside = { organisationId: buyer.id }
  const { etag } = await buyer.owner.client.getApprovalRules({ params: inside })
  const chain = [{ kind: 'role' as const, role: 'approver' as const }]
  await buyer.owner.client.setApprovalRules({
    params: inside,
    ifMatch: etag!,
    body: { thresholds: [{ currency: 'EUR', from: 1, chain }], delegations: [] },
  })
  const waiting = await buyer.owner.client.placeOrder({
    body: { supplierId: supplier.id, lines: [line], shipTo: { siteId: buyer.siteId } },
  })
  await buyer.owner.client.submitOrder({ params: { orderId: waiting.data.id } })
  const award = await buyer.owner.client.proposeAward({
    params: rfqParams,
    body: { lines: [{ line: '1', quoteId: quote.data.id, quantity: 5 }] },
  })
  return {
    delegationId: delegation.data.id,
    spareDelegationId: spareDelegation.data.id,
    rfqId: rfq.data.id,
    templateId: template.data.id,
    quoteId: quote.data.id,
    awardId: award.data.id,
    orderId: order.data.id,
    waitingOrderId: waiting.data.id,
    standingOrderId: standing.data.id,
    sampleId: sample.data.id,
    shipmentId: shipment.data.id,
    invoiceId: invoice.data.id,
    creditNoteId: note.data.id,
    claimId,
  }
}

/** Over goods that came, all of them accepted at first. */
async function makeClaim(buyer: Company, supplier: Company, productId: string): Promise<string> {
  const { client } = buyer.owner
  const lines = [{ productId, quantity: 10, deliveryDate: daysAhead(9) }]
  const order = await client.placeOrder({ body: { supplierId: supplier.id, lines, shipTo: { siteId: buyer.siteId } } })
  const params = { orderId: order.data.id }
  await client.sendOrder({ params })
  await supplier.owner.client.confirmOrder({ params, body: {} })
  const shipment = await supplier.owner.client.createShipment({ params, body: { dispatch: true } })
  const shipmentId = shipment.data.id
  const receipt = await client.recordReceipt({ params, body: { shipmentId, allAccepted: true } })
  const of = { shipmentId, receiptId: receipt.data.id, line: 1 }
  const wish = { kind: 'quality', remedy: 'credit', quantity: 1, description: 'Bitter.' } as const
  return (await client.submitClaim({ params, body: { ...of, ...wish } })).data.id
}

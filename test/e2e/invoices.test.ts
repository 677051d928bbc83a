/** From goods to money: what a trade comes to under two incoterms, numbers under concurrency, and all that is refused. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Operations } from '../../sdk/generated.ts'
import type { Input } from '../../sdk/index.ts'
import { eventually } from '../support/eventually.ts'
import { expectProblem } from '../support/expect-problem.ts'
import { daysAhead, openTradingFloor, type Company, type TradingFloor } from '../support/open-trading-floor.ts'
import { sendRaw, type SendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let send: SendRaw
let buyer: Company
let supplier: Company

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  send = sendRaw(exchange.url)
  buyer = floor.buyer
  supplier = floor.suppliers[0]!
  await floor.registerTax(supplier)
})
afterAll(() => exchange[Symbol.asyncDispose]())

const today = daysAhead(0)
const euros = (amount: number) => ({ amount, currency: 'EUR' })
type Tax = Input<'draftInvoice'>['body']['tax']
type Invoice = Operations['getInvoice']['reply']

/** A confirmed order over 1,000 × 12.50, 30 % in advance. */
async function order(incoterm: 'DAP' | 'FCA'): Promise<{ orderId: string; lotId: string }> {
  const { productId, priceListId, lotIds } = await floor.offer(supplier, { lots: [{ quantity: 1_200 }] })
  if (incoterm === 'FCA') {
    const breaks = [{ from: 1, unitPrice: '12.50' }]
    const variants = [{ incoterm: 'FCA' as const, place: 'Zwolle', breaks }]
    const prices = [{ productId, breaks, variants, minimumQuantity: 1, increment: 1 }]
    await supplier.owner.client.setPrices({ params: { priceListId }, body: { prices } })
  }
  const { client } = buyer.owner
  const { data } = await eventually(() =>
    client.placeOrder({
      body: {
        supplierId: supplier.id,
        lines: [{ productId, quantity: 1_000, deliveryDate: daysAhead(9) }],
        shipTo: { siteId: buyer.siteId },
        incoterm,
        paymentTerms: { days: 30, from: 'invoice', advanceBasisPoints: 3_000 },
      },
    }),
  )
  const params = { orderId: data.id }
  await client.sendOrder({ params })
  await supplier.owner.client.confirmOrder({ params, body: {} })
  return { orderId: data.id, lotId: lotIds[0]! }
}

/** 600 + 400 leave; of the second 380 are good, 12 damaged, 8 short. */
async function deliver({ orderId, lotId }: { orderId: string; lotId: string }): Promise<void> {
  const params = { orderId }
  const ship = async (quantity: number) => {
    const lines = [{ deliveryId: '1.1', quantity }]
    return (await supplier.owner.client.createShipment({ params, body: { dispatch: true, lines } })).data.id
  }
  const [first, second] = [await ship(600), await ship(400)]
  await buyer.owner.client.recordReceipt({ params, body: { shipmentId: first, allAccepted: true } })
  const of = (outcome: 'accepted' | 'damaged' | 'short', quantity: number) => ({
    deliveryId: '1.1',
    lotId,
    outcome,
    quantity,
  })
  const lines = [of('accepted', 380), of('damaged', 12), of('short', 8)]
  await buyer.owner.client.recordReceipt({ params, body: { shipmentId: second, lines } })
}

async function invoice(orderId: string, body: Input<'draftInvoice'>['body']): Promise<Invoice> {
  const { client } = supplier.owner
  // Shipments are found in read models, which may be late.
  const drafted = await eventually(() => client.draftInvoice({ params: { orderId }, body }))
  return (await client.issueInvoice({ params: { invoiceId: drafted.data.id }, body: {} })).data
}
const matchOf = async ({ id }: Invoice) =>
  (await buyer.owner.client.getInvoiceMatch({ params: { invoiceId: id } })).data

const zero: Tax = { category: 'Z' }

test.each([
  // 980 × 12.50 = 12,250.00, and 1,000 × 12.50 = 12,500.00; each less 3,750.00.
  ['DAP', 980, 850_000],
  ['FCA', 1_000, 875_000],
] as const)('%s: 3,750.00 in advance, then %i are payable and the balance is %i cents', async (term, quantity, due) => {
  const placed = await order(term)
  const advance = await invoice(placed.orderId, { kind: 'advance', tax: zero })
  expect(advance.totals.due).toEqual(euros(375_000))
  await deliver(placed)
  const balance = await invoice(placed.orderId, { tax: zero })
  expect(balance).toMatchObject({
    lines: [{ quantity }],
    deductions: [{ number: advance.number, net: euros(375_000) }],
    totals: { due: euros(due) },
  })
  expect(await matchOf(balance)).toEqual({ outcome: 'matched', mismatches: [] })
})

test('DAP: an invoice over 1,000 is blocked until 250.00 are credited; with tax, 302.50', async () => {
  const placed = await order('DAP')
  const tax: Tax = { category: 'S', ratePercent: '21' }
  await invoice(placed.orderId, { kind: 'advance', tax })
  await deliver(placed)
  // 12,500.00 − 3,750.00 = 8,750.00; × 1.21 = 10,587.50. The credit: 250.00 × 1.21 = 302.50; left 10,285.00.
  const over = await invoice(placed.orderId, { tax, lines: [{ deliveryId: '1.1', quantity: 1_000 }] })
  expect(over.totals).toMatchObject({ net: euros(875_000), tax: euros(183_750), due: euros(1_058_750) })
  expect(await matchOf(over)).toMatchObject({ outcome: 'blocked', mismatches: [{ beyond: 20, credit: euros(25_000) }] })
  const params = { invoiceId: over.id }
  const pay = () => buyer.owner.client.recordPayment({ params, body: { amount: euros(1_028_500), paidOn: today } })
  await expect(pay()).rejects.toMatchObject({ status: 409, code: 'invoice/blocked' })
  const lines = [{ lineId: '1', quantity: 20 }]
  const note = await supplier.owner.client.issueCreditNote({ params, body: { reason: 'Short and damaged.', lines } })
  expect(note.data.totals).toMatchObject({ net: euros(25_000), due: euros(30_250) })
  expect(await matchOf(over)).toMatchObject({ outcome: 'matched' })
  expect((await pay()).data).toMatchObject({ paymentStatus: 'paid', open: euros(0) })
})

test('what is short is claimed in time, accepted, and answered by a credit note; nobody claims or credits it twice', async () => {
  const placed = await order('DAP')
  await deliver(placed)
  const params = { orderId: placed.orderId }
  const { client } = buyer.owner
  const receipts = await eventually(() => client.listReceipts({ params }), {
    isThere: ({ data }) => data.items.length === 2,
  })
  const { id: receiptId, shipmentId } = receipts.data.items.find(({ lines }) => lines.length === 3)!
  // The third line of the receipt says that 8 are short; 8 × 12.50 = 100.00.
  const line = { shipmentId, receiptId, line: 3, kind: 'short', remedy: 'credit' } as const
  const body = { ...line, quantity: 8, description: 'Eight short of 400.' }
  const claimed = await client.submitClaim({ params, body })
  expect(claimed.data).toMatchObject({ status: 'submitted', outcome: 'short', lotId: placed.lotId })
  await expect(client.submitClaim({ params, body: { ...body, quantity: 1 } })).rejects.toMatchObject({
    status: 409,
    code: 'claim/more-than-received',
  })
  const ofClaim = { params: { claimId: claimed.data.id } }
  const accepted = await supplier.owner.client.acceptClaim({ ...ofClaim, body: {} })
  expect(accepted.data).toMatchObject({ status: 'accepted', answer: { quantity: 8, amountDue: euros(10_000) } })
  expect((await client.getClaim(ofClaim)).data).toEqual(accepted.data)
  const over = await invoice(placed.orderId, {
    kind: 'partial',
    tax: zero,
    lines: [{ deliveryId: '1.1', quantity: 1_000 }],
  })
  const credit = (quantity: number, claimId = claimed.data.id) =>
    supplier.owner.client.issueCreditNote({
      params: { invoiceId: over.id },
      body: { reason: 'Eight short.', claimId, lines: [{ lineId: '1', quantity }] },
    })
  await expect(credit(9)).rejects.toMatchObject({ status: 409, code: 'claim/more-than-conceded' })
  await expect(credit(8, `clm_${'0'.repeat(32)}`)).rejects.toMatchObject({ status: 404, code: 'claim/unknown' })
  const note = await credit(8)
  expect(note.data).toMatchObject({
    claimId: claimed.data.id,
    number: expect.any(String),
    totals: { net: euros(10_000) },
  })
  await expect(credit(1)).rejects.toMatchObject({ status: 409, code: 'claim/more-than-conceded' })
  const credits = [{ creditNoteId: note.data.id, quantity: 8 }]
  expect((await client.getClaim(ofClaim)).data).toMatchObject({ answer: { credits } })
})

test('600 of 1,000 have left, the rest becomes 300 at 12.75: 11,325.00, and what was asked for at the old price is credited', async () => {
  const { orderId } = await order('DAP')
  const params = { orderId }
  const goods = (deliveryId: string, quantity: number) => ({
    kind: 'partial' as const,
    tax: zero,
    lines: [{ deliveryId, quantity }],
  })
  const early = await invoice(orderId, goods('1.1', 1_000))
  const arrive = async (deliveryId: string, quantity: number) => {
    const body = { dispatch: true, lines: [{ deliveryId, quantity }] }
    const { data } = await supplier.owner.client.createShipment({ params, body })
    await buyer.owner.client.recordReceipt({ params, body: { shipmentId: data.id, allAccepted: true } })
  }
  await arrive('1.1', 600)
  const rest = [{ deliveryId: '1.1', quantity: 900, unitPrice: '12.75' }]
  await supplier.owner.client.proposeChange({ params, body: { reason: 'Milk is dearer.', deliveries: rest } })
  const read = await buyer.owner.client.getOrder({ params })
  expect(read.data).toMatchObject({ total: euros(1_250_000), change: { total: euros(1_132_500) } })
  const changed = await buyer.owner.client.acceptChange({ params, ifMatch: read.etag! })
  expect(changed.data).toMatchObject({
    total: euros(1_132_500),
    lines: [{ deliveries: [{ id: '1.1' }, { id: '1.2' }] }],
  })
  const { items } = (await buyer.owner.client.listOrderChanges({ params })).data
  expect(items).toMatchObject([{ number: 1, before: { total: euros(1_250_000) }, after: { total: euros(1_132_500) } }])
  // 400 × 12.50 = 5,000.00 too much; left 7,500.00.
  expect(await eventually(() => matchOf(early))).toMatchObject({
    outcome: 'blocked',
    mismatches: [{ deliveryId: '1.1', payable: 600, beyond: 400, credit: euros(500_000) }],
  })
  await supplier.owner.client.issueCreditNote({
    params: { invoiceId: early.id },
    body: { reason: 'Changed order.', lines: [{ lineId: '1', quantity: 400 }] },
  })
  expect(await matchOf(early)).toMatchObject({ outcome: 'matched' })
  await arrive('1.2', 300)
  const last = await invoice(orderId, { tax: zero })
  expect(last).toMatchObject({
    lines: [{ deliveryId: '1.2', quantity: 300, unitPrice: '12.75', net: euros(382_500) }],
    totals: { due: euros(382_500) },
  })
  expect(await matchOf(last)).toMatchObject({ outcome: 'matched' })
  expect((await buyer.owner.client.getOrder({ params })).data).toMatchObject({ status: 'closed', changes: 1 })
})

test('fifty invoices issued at once are numbered 1 to 50, and a refused one leaves no gap', async () => {
  const { orderId } = await order('DAP')
  const { client } = supplier.owner
  const body = { kind: 'partial' as const, tax: zero, lines: [{ deliveryId: '1.1', quantity: 10 }] }
  const draft = async (tax: Tax = zero) =>
    (await client.draftInvoice({ params: { orderId }, body: { ...body, tax } })).data.id
  const drafts = await Promise.all(Array.from({ length: 51 }, () => draft()))
  const exported = await draft({ category: 'G' })
  const issue = async (invoiceId: string) =>
    (await client.issueInvoice({ params: { invoiceId }, body: { series: 'FIFTY' } })).data.number
  const [refused, ...numbers] = await Promise.allSettled([exported, ...drafts.slice(0, 50)].map(issue))
  expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'invoice/not-an-export' } })
  const given = numbers.map((each) => (each.status === 'fulfilled' ? each.value! : String(each.reason)))
  expect(given.toSorted()).toEqual(Array.from({ length: 50 }, (_, n) => `FIFTY-${n + 1}`).toSorted())
  expect(await issue(drafts[50]!)).toBe('FIFTY-51')
})

test('what an invoice does not take is answered with what it takes, to each side, and writes nothing', async () => {
  const { orderId } = await order('DAP')
  const { client } = supplier.owner
  const body = { kind: 'partial' as const, tax: zero, lines: [{ deliveryId: '1.1', quantity: 1 }] }
  const draft = async () => (await client.draftInvoice({ params: { orderId }, body })).data.id
  const [drafted, issued, discarded] = [await draft(), await draft(), await draft()]
  await client.issueInvoice({ params: { invoiceId: issued }, body: {} })
  await client.discardInvoice({ params: { invoiceId: discarded } })
  const commands = {
    issue: {},
    discard: undefined,
    payments: { amount: euros(1), paidOn: today },
    'credit-notes': { reason: 'Why not.', lines: [{ lineId: '1', quantity: 1 }] },
  }
  const post = (person: Company['owner'], id: string, action: string) =>
    send({
      method: 'POST',
      path: `/v1/invoices/${id}/${action}`,
      token: person.token,
      body: commands[action as keyof typeof commands],
    })
  const versionOf = async (invoiceId: string) => (await client.getInvoice({ params: { invoiceId } })).etag
  const states = {
    draft: { id: drafted, refuses: ['payments', 'credit-notes'], allowed: ['issue', 'discard'], buyerSees: 404 },
    issued: { id: issued, refuses: ['issue', 'discard'], allowed: ['credit', 'record-payment'], buyerSees: 403 },
    discarded: { id: discarded, refuses: Object.keys(commands), allowed: [], buyerSees: 404 },
  }
  for (const [status, { id, refuses, allowed, buyerSees }] of Object.entries(states)) {
    const before = await versionOf(id)
    for (const action of refuses) {
      const answer = await post(supplier.owner, id, action)
      expectProblem(answer, { status: 409, code: 'invoice/not-in-this-state' }, `${status} ${action}`)
      expect.soft(answer.body.facts, `${status} ${action}`).toEqual({ status, allowed })
    }
    for (const action of ['issue', 'discard', 'credit-notes'])
      expectProblem(await post(buyer.owner, id, action), { status: buyerSees }, `buyer: ${status} ${action}`)
    expect(await versionOf(id)).toBe(before)
  }
})

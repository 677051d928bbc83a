import { afterAll, beforeAll, expect, test } from 'vitest'
import { organisationAggregate } from '../../organisation/organisation/organisation-view.ts'
import {
  buyer,
  openTestTrade,
  placed,
  supplier,
  type Beside,
  type TestTrade,
} from '../../order/open-test-trade.fixture.ts'
import { invoiceAggregates, invoiceProblems } from '../index.ts'
import { creditNoteRoutes } from './credit-note-routes.ts'
import { invoiceRoutes } from './invoice-routes.ts'

const beside: Beside = {
  aggregates: invoiceAggregates,
  problems: invoiceProblems,
  routes: (opened) => [...invoiceRoutes(opened), ...creditNoteRoutes(opened)],
}
let trade: TestTrade
beforeAll(async () => {
  trade = await openTestTrade({ beside })
  await registerTax(supplier, 'NL', 'NL004495445B01')
})
afterAll(() => trade.dispose())

/** Who changes such details is verified anew. */
const registerTax = (organisationId: string, country: string, number: string) =>
  trade.within(async (unit) => {
    const { at } = unit
    const details = {
      legalName: organisationId,
      country,
      kinds: ['buyer', 'supplier'],
      taxIds: [{ country, number }],
    } as const
    await unit.decide(organisationAggregate, organisationId, { type: 'change-details', at, details })
    const judged = { staffId: 'stf_1', outcome: 'verified', reason: 'Checked.' } as const
    await unit.decide(organisationAggregate, organisationId, { type: 'judge', at, ...judged })
  })

const zero = { tax: { category: 'Z' } }
const euros = (amount: number) => ({ amount, currency: 'EUR' })

type Terms = { readonly price?: object; readonly product?: object; readonly order?: object; readonly quantity?: number }

/** A confirmed order of one line, with its lot. */
async function confirmed({ price = { unitPrice: '12.50' }, product = {}, order = {}, quantity = 1_000 }: Terms = {}) {
  const productId = await trade.product(product, price)
  const isWeighed = 'soldBy' in product
  const lotId = await trade.lot(productId, {
    quantity: quantity + 200,
    markedOn: '2027-06-01',
    ...(isWeighed && { grams: (quantity + 200) * 5_000 }),
  })
  const { id } = await placed(trade, productId, order, { quantity })
  const url = `/v1/orders/${id}`
  await trade.done('buyer', `${url}/send`, {})
  await trade.done('supplier', `${url}/confirm`, {})
  const ship = (shipped: number, more: object = {}) =>
    trade.done('supplier', `${url}/shipments`, {
      dispatch: true,
      lines: [{ deliveryId: '1.1', quantity: shipped, ...more }],
    })
  const receive = (shipmentId: string, ...lines: readonly object[]) =>
    trade.done('buyer', `${url}/receipts`, {
      shipmentId,
      lines: lines.map((line) => ({ deliveryId: '1.1', lotId, ...line })),
    })
  return { url, ship, receive }
}
const draft = (url: string, body: object = zero) => trade.done('supplier', `${url}/invoices`, body)
const issue = (id: string, body: object = {}) => trade.done('supplier', `/v1/invoices/${id}/issue`, body)
const match = (id: string, as = 'buyer') => trade.done(as, `/v1/invoices/${id}/match`)

/** 600 + 400 left; of the second 380 are good, 12 damaged, 8 short; 30 % were asked for in advance. */
async function workedExample(incoterm: string) {
  const order = { paymentTerms: { days: 30, from: 'invoice', advanceBasisPoints: 3_000 } }
  const { url, ship, receive } = await confirmed({ price: { unitPrice: '12.50', incoterm }, order })
  const advance = await issue((await draft(url, { kind: 'advance', ...zero })).id)
  const first = await ship(600)
  const second = await ship(400)
  await receive(first.id, { outcome: 'accepted', quantity: 600 })
  await receive(
    second.id,
    { outcome: 'accepted', quantity: 380 },
    { outcome: 'damaged', quantity: 12 },
    { outcome: 'short', quantity: 8 },
  )
  return { url, advance }
}

test('DAP: 3,750.00 in advance and a balance of 8,500.00 for what was accepted', async () => {
  const { url, advance } = await workedExample('DAP')
  expect(advance).toMatchObject({ kind: 'advance', totals: { due: euros(375_000) }, due: { dueOn: '2027-03-01' } })
  const balance = await issue((await draft(url)).id)
  expect(balance).toMatchObject({
    lines: [{ deliveryId: '1.1', quantity: 980, net: euros(1_225_000) }],
    deductions: [{ invoiceId: advance.id, number: advance.number, net: euros(375_000) }],
    totals: { due: euros(850_000) },
    due: { days: 30, countsFrom: 'invoice', countedFrom: '2027-03-01', dueOn: '2027-03-31' },
  })
  expect(await match(balance.id)).toEqual({ outcome: 'matched', mismatches: [] })
  expect((await trade.send('supplier', `${url}/invoices`, zero)).body.code).toBe('invoice/nothing-payable')
  expect((await trade.send('supplier', `${url}/invoices`, { kind: 'advance', ...zero })).body.code).toBe(
    'invoice/advance-twice',
  )
  const credit = await trade.send('supplier', `/v1/invoices/${advance.id}/credit-notes`, { reason: 'Wrong.' })
  expect(credit).toMatchObject({ status: 409, body: { code: 'credit-note/advance-deducted' } })
})

test('DAP: an invoice over 1,000 is blocked, and takes no payment, until 250.00 are credited', async () => {
  const { url } = await workedExample('DAP')
  const lines = [{ deliveryId: '1.1', quantity: 1_000 }]
  const over = await issue((await draft(url, { ...zero, lines })).id)
  expect(over.totals.due).toEqual(euros(875_000))
  expect(await match(over.id)).toMatchObject({
    outcome: 'blocked',
    mismatches: [{ deliveryId: '1.1', invoiced: 1_000, payable: 980, beyond: 20, credit: euros(25_000) }],
  })
  const pay = (amount: number) =>
    trade.send('buyer', `/v1/invoices/${over.id}/payments`, { amount: euros(amount), paidOn: '2027-03-01' })
  expect(await pay(850_000)).toMatchObject({ status: 409, body: { code: 'invoice/blocked' } })
  const note = await trade.done('supplier', `/v1/invoices/${over.id}/credit-notes`, {
    reason: '12 damaged, 8 short.',
    lines: [{ lineId: '1', quantity: 20 }],
  })
  expect(note).toMatchObject({ totals: { due: euros(25_000) }, invoiceNumber: over.number })
  expect(await match(over.id)).toMatchObject({ outcome: 'matched' })
  expect((await pay(850_001)).body.code).toBe('invoice/more-than-due')
  expect((await pay(850_000)).body).toMatchObject({ paymentStatus: 'paid', open: euros(0), credited: euros(25_000) })
  expect(await trade.done('buyer', `/v1/credit-notes/${note.id}`)).toEqual(note)
  expect((await trade.done('buyer', `/v1/invoices/${over.id}/credit-notes`)).items).toEqual([note])
  expect((await trade.send('stranger', `/v1/credit-notes/${note.id}`)).body.code).toBe('credit-note/unknown')
})

test('FCA: the balance is 8,750.00, for all that was handed over', async () => {
  const { url } = await workedExample('FCA')
  const balance = await issue((await draft(url)).id)
  expect(balance.totals.due).toEqual(euros(875_000))
  expect(await match(balance.id)).toMatchObject({ outcome: 'matched' })
})

test('a draft is the seller’s alone; issued, it is both parties’ and never changed', async () => {
  const { url, ship, receive } = await confirmed()
  const { id: shipmentId } = await ship(1_000)
  expect((await trade.send('supplier', `${url}/invoices`, zero)).body.code).toBe('invoice/nothing-payable')
  await receive(shipmentId, { outcome: 'accepted', quantity: 1_000 })
  expect((await trade.send('buyer', `${url}/invoices`, zero)).body.code).toBe('invoice/other-side')
  expect((await trade.send('stranger', `${url}/invoices`, zero)).body.code).toBe('invoice/unknown-order')
  expect((await trade.send('supplier viewer', `${url}/invoices`, zero)).status).toBe(403)
  const { id } = await draft(url)
  const at = `/v1/invoices/${id}`
  for (const path of [at, `${at}/match`, `${at}/credit-notes`])
    expect((await trade.send('buyer', path)).body.code).toBe('invoice/unknown')
  expect((await trade.done('buyer', `${url}/invoices`)).items).toEqual([])
  expect((await trade.done('supplier', `${url}/invoices`)).items).toMatchObject([{ id, status: 'draft' }])
  expect((await trade.send('buyer', `${at}/issue`, {})).status).toBe(404)
  const read = await trade.send('supplier', at)
  const stale = await trade.send(
    'supplier',
    `${at}/issue`,
    {},
    { 'if-match': String(read.headers['etag']).replace(/\d+/, '9') },
  )
  expect(stale.status).toBe(412)
  const guard = { 'if-match': String(read.headers['etag']) }
  const issued = await trade.done('supplier', `${at}/issue`, {}, guard)
  expect(await trade.done('buyer', at)).toEqual(issued)
  expect((await trade.done('buyer', '/v1/invoices?role=buyer&status=issued')).items[0]).toMatchObject({ id })
  expect((await trade.done('buyer', '/v1/invoices?role=supplier')).items).toEqual([])
  for (const action of ['issue', 'discard'])
    expect(await trade.send('supplier', `${at}/${action}`, {})).toMatchObject({
      status: 409,
      body: { code: 'invoice/not-in-this-state', facts: { status: 'issued', allowed: ['credit', 'record-payment'] } },
    })
  expect(await trade.send('buyer', `${at}/credit-notes`, { reason: 'Mine.' })).toMatchObject({
    status: 403,
    body: { code: 'invoice/other-side' },
  })
  expect(await trade.done('buyer', at)).toEqual(issued)
})

test('goods are invoiced in parts, and nobody asks twice for the same; what came over, once it was accepted', async () => {
  const { url, ship, receive } = await confirmed({ order: { charges: [{ kind: 'freight', amount: euros(10_000) }] } })
  const first = await ship(600)
  await receive(first.id, { outcome: 'accepted', quantity: 600 })
  const one = await draft(url, { kind: 'partial', ...zero })
  const two = await draft(url, { kind: 'partial', ...zero })
  expect(one).toMatchObject({ lines: [{ quantity: 600 }], charges: [], totals: { due: euros(750_000) } })
  await issue(one.id)
  const again = await trade.send('supplier', `/v1/invoices/${two.id}/issue`, {})
  expect(again).toMatchObject({
    status: 409,
    body: { code: 'invoice/more-than-agreed', facts: { invoiced: 600, atMost: 1_000 } },
  })
  await trade.done('supplier', `/v1/invoices/${two.id}/discard`, {})
  const second = await ship(400)
  await receive(second.id, { outcome: 'accepted', quantity: 400 }, { outcome: 'over', quantity: 30 })
  const lines = [{ deliveryId: '1.1', quantity: 430 }]
  expect((await trade.send('supplier', `${url}/invoices`, { ...zero, lines })).body.code).toBe(
    'invoice/more-than-agreed',
  )
  await receive(second.id, { outcome: 'accepted', of: 'over', quantity: 30 })
  // 430 × 12.50 = 5,375.00, with 100.00 freight.
  const rest = await issue((await draft(url)).id)
  expect(rest).toMatchObject({ lines: [{ quantity: 430 }], totals: { lines: euros(537_500), due: euros(547_500) } })
  expect(await match(rest.id)).toMatchObject({ outcome: 'matched' })
})

test('fifty invoices issued at once are numbered 1 to 50, and what is refused takes no number', async () => {
  const { url, ship, receive } = await confirmed()
  const { id } = await ship(1_000)
  await receive(id, { outcome: 'accepted', quantity: 1_000 })
  const lines = [{ deliveryId: '1.1', quantity: 10 }]
  const series = { series: 'RE' }
  const drafts: string[] = []
  for (let n = 0; n < 55; n += 1) drafts.push((await draft(url, { kind: 'partial', lines, ...zero })).id)
  const exported = await draft(url, { kind: 'partial', lines, tax: { category: 'G' } })
  const replies = await Promise.all(
    [...drafts.slice(0, 50), exported.id].map((each) => trade.send('supplier', `/v1/invoices/${each}/issue`, series)),
  )
  expect(replies.at(-1)).toMatchObject({ status: 409, body: { code: 'invoice/not-an-export' } })
  const numbers = replies.slice(0, 50).map(({ body }) => body.number)
  expect(numbers.toSorted()).toEqual(Array.from({ length: 50 }, (_, n) => `RE-${n + 1}`).toSorted())
  expect((await issue(drafts[50]!, series)).number).toBe('RE-51')
  expect((await issue(drafts[51]!, { number: '2027/17' })).number).toBe('2027/17')
  const refusalOf = async (draftId: string, number: string) =>
    (await trade.send('supplier', `/v1/invoices/${draftId}/issue`, { number })).body.code
  expect(await refusalOf(drafts[52]!, '2027/17')).toBe('invoice/number-taken')
  expect(await refusalOf(drafts[52]!, 'RE-52')).toBe('invoice/number-reserved')
  expect((await issue(drafts[52]!, series)).number).toBe('RE-52')
})

test('catch weight is invoiced as weighed at dispatch, or on arrival where that differs by more than the tolerance', async () => {
  const product = { soldBy: 'catch-weight', unit: { netWeightGrams: 5_000 }, packaging: [] }
  const billed = async (arrivedGrams: number) => {
    const { url, ship, receive } = await confirmed({ product, price: {}, quantity: 10 })
    const { id } = await ship(10, { grams: 50_400 })
    await receive(id, { outcome: 'accepted', quantity: 10, grams: arrivedGrams })
    return draft(url)
  }
  // 50.4 × 12.3456 = 622.21824; 49.8 × 12.3456 = 614.81088.
  expect(await billed(50_000)).toMatchObject({ lines: [{ quantity: 10, grams: 50_400, net: euros(62_222) }] })
  expect(await billed(49_800)).toMatchObject({ lines: [{ quantity: 10, grams: 49_800, net: euros(61_481) }] })
})

test('an intra-community supply needs the buyer’s registration elsewhere, another member state, and a paper that shows it', async () => {
  const { url, ship, receive } = await confirmed()
  const { id } = await ship(1_000)
  await receive(id, { outcome: 'accepted', quantity: 1_000 })
  const refusalOf = async (body: object) => {
    const drafted = await draft(url, body)
    const refused = await trade.send('supplier', `/v1/invoices/${drafted.id}/issue`, {})
    return [refused.status, refused.body.code]
  }
  const paper = { transportEvidence: [{ kind: 'CMR', reference: 'CMR-1' }] }
  expect(await refusalOf({ tax: { category: 'AE' } })).toEqual([409, 'invoice/buyer-not-registered'])
  expect(await refusalOf({ tax: { category: 'K' }, ...paper })).toEqual([409, 'invoice/buyer-not-registered'])
  await registerTax(buyer, 'DE', 'DE136695976')
  // The buyer's shop lies in the Netherlands, as the seller does.
  expect(await refusalOf({ tax: { category: 'K' }, ...paper })).toEqual([409, 'invoice/not-intra-community'])
  await registerTax(supplier, 'BE', 'BE0428759497')
  expect(await refusalOf({ tax: { category: 'K' } })).toEqual([409, 'invoice/no-transport-evidence'])
  const issued = await issue((await draft(url, { tax: { category: 'K' }, ...paper })).id)
  expect(issued).toMatchObject({
    seller: { taxId: { number: 'BE0428759497' } },
    buyer: { taxId: { number: 'DE136695976' } },
    totals: { tax: euros(0), breakdown: [{ category: 'K', ratePercent: '0', reasonCode: 'VATEX-EU-IC' }] },
  })
})

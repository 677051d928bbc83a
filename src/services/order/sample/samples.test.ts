import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestTrade, siteId, supplier, type TestTrade } from '../open-test-trade.fixture.ts'

let trade: TestTrade
beforeAll(async () => {
  trade = await openTestTrade()
})
afterAll(() => trade.dispose())

const url = '/v1/samples'
const asked = (productId: string, more: object = {}) => ({
  supplierId: supplier,
  productId,
  quantity: 3,
  shipTo: { name: 'Laboratory', address: { lines: ['Kade 9'], city: 'Urk', country: 'NL' } },
  purpose: 'Tasting.',
  ...more,
})
const carrier = { name: 'Post', reference: 'RR123' }
const available = async (productId: string) =>
  (await trade.done('supplier', `/v1/stock?productId=${productId}`)).items[0].available

test('a sample is asked for, accepted, sent from a lot that it leaves, and judged', async () => {
  const productId = await trade.product()
  const lotId = await trade.lot(productId, { quantity: 10, markedOn: '2027-05-01' })
  const { id } = await trade.done('buyer', url, asked(productId))
  const act = (as: string, action: string, body: object = {}) => trade.done(as, `${url}/${id}/${action}`, body)
  expect(await trade.done('supplier', `${url}/${id}`)).toMatchObject({
    status: 'requested',
    quantity: 3,
    shipTo: { name: 'Laboratory' },
    purpose: 'Tasting.',
  })
  expect(await trade.done('supplier', `${url}/${id}`)).not.toHaveProperty('requestedBy')
  await act('supplier', 'accept')
  const sent = await act('supplier', 'send', { carrier, lot: { lotId, siteId: siteId('store') } })
  expect(sent).toMatchObject({ status: 'sent', dispatch: { carrier, lot: { lotId, siteId: siteId('store') } } })
  expect(await available(productId)).toBe(7)
  const { dispatch } = await trade.done('buyer', `${url}/${id}`)
  expect(dispatch.lot).toEqual({ lotCode: sent.dispatch.lot.lotCode })
  expect(await act('buyer quality', 'receive', { verdict: 'fit', notes: 'Melts well.' })).toMatchObject({
    status: 'received',
    requestedBy: 'usr_buyer',
    evaluation: { verdict: 'fit', notes: 'Melts well.' },
  })
  expect((await trade.send('buyer', `${url}/${id}/receive`, { verdict: 'unfit' })).body).toMatchObject({
    code: 'sample/not-in-this-state',
    facts: { status: 'received', allowed: [] },
  })
})

test('without a lot no stock is touched; of a lot that may not leave, or has too little, nothing is sent', async () => {
  const productId = await trade.product()
  const [held, old, small] = await Promise.all([
    trade.lot(productId, { quantity: 10, markedOn: '2027-05-01' }),
    trade.lot(productId, { quantity: 10, markedOn: '2027-02-01' }),
    trade.lot(productId, { quantity: 2, markedOn: '2027-05-01' }),
  ])
  await trade.done('supplier', `/v1/lots/${held}/hold`, { reason: 'Analysis.' })
  const { id } = await trade.done('buyer', url, asked(productId))
  await trade.done('supplier', `${url}/${id}/accept`, {})
  const sent = async (lotId?: string) => {
    const lot = lotId === undefined ? {} : { lot: { lotId, siteId: siteId('store') } }
    const { status, body } = await trade.send('supplier', `${url}/${id}/send`, { carrier, ...lot })
    return [status, body.code ?? body.status]
  }
  expect(await sent(held)).toEqual([409, 'stock/lot-not-to-leave'])
  expect(await sent(old)).toEqual([409, 'stock/lot-not-to-leave'])
  expect(await sent(small)).toEqual([409, 'stock/insufficient'])
  const foreign = await trade.lot(await trade.product(), { markedOn: '2027-05-01' })
  expect(await sent(foreign)).toEqual([404, 'lot/unknown'])
  const before = await available(productId)
  expect(await sent()).toEqual([200, 'sent'])
  expect(await available(productId)).toBe(before)
})

test('each side does its own part, who takes no part sees nothing, and either may say no', async () => {
  const productId = await trade.product()
  const { id } = await trade.done('buyer', url, asked(productId, { shipTo: { siteId: siteId('shop') } }))
  for (const [as, action, body] of [
    ['buyer', 'accept', {}],
    ['buyer', 'send', { carrier }],
    ['supplier', 'withdraw', { reason: 'No.' }],
    ['supplier', 'receive', { verdict: 'fit' }],
  ] as const)
    expect((await trade.send(as, `${url}/${id}/${action}`, body)).body.code).toBe('order/other-side')
  for (const path of [`${url}/${id}`, `${url}/${id}/accept`])
    expect((await trade.send('stranger', path, path.endsWith(id) ? undefined : {})).body.code).toBe('sample/unknown')
  expect((await trade.done('stranger', url)).items).toEqual([])
  expect(await trade.done('buyer', `${url}/${id}/withdraw`, { reason: 'Found another.' })).toMatchObject({
    status: 'withdrawn',
    reason: 'Found another.',
  })
  const second = await trade.done('buyer', url, asked(productId))
  expect(await trade.done('supplier', `${url}/${second.id}/decline`, { reason: 'None left.' })).toMatchObject({
    status: 'declined',
  })
  const listed = await trade.done('supplier', `${url}?role=supplier&status=declined`)
  expect(listed.items.map((each: { id: string }) => each.id)).toEqual([second.id])
  expect((await trade.done('supplier', `${url}?role=buyer`)).items).toEqual([])
  expect((await trade.done('buyer', url)).items.map((each: { id: string }) => each.id)).toContain(id)
})

test('a sample is small, of a product for sale of its supplier, and to a place that is known', async () => {
  const productId = await trade.product()
  const bulk = await trade.product({ soldBy: 'kilogram', packaging: [] })
  const refused = async (more: object) => (await trade.send('buyer', url, asked(productId, more))).body.code
  expect(await refused({ quantity: 51 })).toBe('sample/too-much')
  expect(await refused({ productId: bulk, quantity: 25_000 })).toBeUndefined()
  expect(await refused({ quantity: 25_001 })).toBe('gateway/invalid-body')
  expect(await refused({ shipTo: { siteId: siteId('store') } })).toBe('order/unknown-site')
  expect(await refused({ productId: `prd_${'0'.repeat(32)}` })).toBe('product/unknown')
})

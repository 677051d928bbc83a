/** What cannot be, by the route that it is sent to and the field that is to be named. */
import { siteId, supplier } from '../../src/services/order/open-test-trade.fixture.ts'
import {
  ann,
  bob,
  certificateBody,
  daysOn,
  instantOn,
  listBasis,
  listBody,
  price,
  rfqBody,
  type Ids,
} from './open-market.ts'

export const kinds = ['amount', 'currency', 'unit', 'award', 'date'] as const
export type Kind = (typeof kinds)[number]

export type Refused = {
  readonly kind: Kind
  readonly operation: string
  readonly as: 'buyer' | 'supplier' | 'staff'
  readonly body: object
  readonly pointer: string
  /** Other ids than those named for the path’s parameters. */
  readonly at?: Ids
}

const most = { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR' }
const dollars = { amount: 100, currency: 'USD' }
/** Of the form of one. */
const noCurrency = 'ZZZ'
const noDay = '2027-02-30'
const dear = '99999999999999'
const pallet = { quantity: 1, level: 'pallet' }
const freight = (amount: object) => [{ kind: 'freight', amount }]
const tax = { category: 'O' }

export function refusals(ids: Ids): readonly Refused[] {
  return [...ofOrders(ids), ...ofShipments(ids), ...ofStock(ids), ...ofInvoices(ids), ...ofRfqs(ids), ...ofTheRest(ids)]
}

const rowsOf =
  (operation: string, as: Refused['as'], at: Ids = {}) =>
  (kind: Kind, pointer: string, body: object): Refused => ({ operation, as, at, kind, pointer, body })

function ofOrders({ productId, dearId, dollarsId, sentId }: Ids): readonly Refused[] {
  const line = { productId, quantity: 10, deliveryDate: daysOn(9) }
  const order = (more: object, other: object = {}) => ({
    supplierId: supplier,
    shipTo: { siteId: siteId('shop') },
    lines: [{ ...line, ...more }],
    ...other,
  })
  const inParts = (delivery: object) =>
    order({ quantity: undefined, deliveryDate: undefined, deliveries: [{ date: daysOn(9), quantity: 1, ...delivery }] })
  const place = rowsOf('placeOrder', 'buyer')
  const confirm = rowsOf('confirmOrder', 'supplier', { orderId: sentId! })
  const change = rowsOf('proposeChange', 'buyer')
  const reason = 'So many guests.'
  const standing = (more: object, other: object = {}) => ({
    supplierId: supplier,
    lines: [{ productId, quantities: { monday: 5 }, ...more }],
    shipTo: { siteId: siteId('shop') },
    from: daysOn(9),
    until: daysOn(90),
    leadDays: 2,
    cutOffHour: 12,
    ...other,
  })
  const { supplierId: _supplier, ...terms } = standing({ quantities: { friday: pallet } })
  const open = rowsOf('openStandingOrder', 'buyer')
  const replace = rowsOf('replaceStandingOrder', 'buyer')
  return [
    place('amount', '/charges/0', order({}, { charges: freight(most) })),
    place('amount', '/lines/0', order({ productId: dearId, quantity: 1e12 })),
    place('currency', '/charges/0/amount/currency', order({}, { charges: freight(dollars) })),
    place('currency', '/lines/0/productId', order({}, { currency: 'USD' })),
    place('currency', '/currency', order({}, { currency: noCurrency })),
    place('currency', '/lines/1/productId', { ...order({}), lines: [line, { ...line, productId: dollarsId }] }),
    place('unit', '/lines/0/quantity', order({ quantity: pallet })),
    place('unit', '/lines/0/quantity', order({ quantity: { quantity: 1e12, level: 'case' } })),
    place('unit', '/lines/0/deliveries/0/quantity', inParts({ quantity: pallet })),
    place('date', '/lines/0/deliveryDate', order({ deliveryDate: daysOn(-1) })),
    place('date', '/lines/0/deliveryDate', order({ deliveryDate: noDay })),
    place('date', '/lines/0/deliveries/0/date', inParts({ date: daysOn(-1) })),
    confirm('amount', '/deliveries/0', { deliveries: [{ deliveryId: '1.1', unitPrice: dear }] }),
    confirm('currency', '/deliveries/0/currency', {
      deliveries: [{ deliveryId: '1.1', unitPrice: '9', currency: 'USD' }],
    }),
    confirm('unit', '/deliveries/0/pricedPer', {
      deliveries: [{ deliveryId: '1.1', unitPrice: '9', pricedPer: 'kilogram' }],
    }),
    confirm('date', '/deliveries/0/date', { deliveries: [{ deliveryId: '1.1', date: daysOn(-1) }] }),
    change('amount', '/lines/0/unitPrice', { reason, lines: [{ lineId: '1', unitPrice: dear }] }),
    change('amount', '/deliveries/0', { reason, deliveries: [{ deliveryId: '1.1', unitPrice: dear }] }),
    change('amount', '/added/0', {
      reason,
      added: [{ lineId: '1', date: daysOn(20), quantity: 1e12, unitPrice: '99999' }],
    }),
    change('currency', '/lines/0/currency', { reason, lines: [{ lineId: '1', unitPrice: '9', currency: 'USD' }] }),
    change('unit', '/added/0/pricedPer', {
      reason,
      added: [{ lineId: '1', date: daysOn(9), quantity: 5, unitPrice: '9', pricedPer: 'litre' }],
    }),
    change('date', '/deliveries/0/date', { reason, deliveries: [{ deliveryId: '1.1', date: daysOn(-1) }] }),
    change('date', '/added/0/date', { reason, added: [{ lineId: '1', date: daysOn(-1), quantity: 5 }] }),
    open('unit', '/lines/0/quantities/friday', standing({ quantities: { friday: pallet } })),
    open('unit', '/lines/0/quantities/friday', standing({ quantities: { friday: { quantity: 1e12, level: 'case' } } })),
    open('currency', '/currency', standing({}, { currency: noCurrency })),
    open('date', '/until', standing({}, { until: daysOn(8) })),
    open('date', '/from', standing({}, { from: noDay })),
    open('date', '/until', standing({}, { from: daysOn(-30), until: daysOn(-1) })),
    open('date', '/pauses/0/until', standing({}, { pauses: [{ from: daysOn(12), until: daysOn(11) }] })),
    replace('unit', '/lines/0/quantities/friday', terms),
    replace('currency', '/currency', {
      ...terms,
      lines: [{ productId, quantities: { monday: 5 } }],
      currency: noCurrency,
    }),
    replace('date', '/until', { ...terms, lines: [{ productId, quantities: { monday: 5 } }], until: daysOn(8) }),
  ]
}

function ofShipments({ lotId, plannedId, shipmentId, weighedOrderId }: Ids): readonly Refused[] {
  const line = { deliveryId: '1.1', quantity: 1 }
  const create = rowsOf('createShipment', 'supplier')
  const weigh = rowsOf('createShipment', 'supplier', { orderId: weighedOrderId! })
  const pick = rowsOf('pickShipment', 'supplier', { shipmentId: plannedId! })
  const came = { deliveryId: '1.1', lotId, outcome: 'accepted', quantity: 5, grams: 100 }
  return [
    create('unit', '/lines/0/grams', { lines: [{ ...line, grams: 5 }] }),
    create('unit', '/lines/0/lots/0/grams', { lines: [{ ...line, lots: [{ lotId, quantity: 1, grams: 5 }] }] }),
    weigh('unit', '/lines/0/grams', { lines: [line], dispatch: true }),
    pick('unit', '/lines/0/grams', { lines: [{ deliveryId: '1.1', grams: 5 }] }),
    pick('unit', '/lines/0/lots/0/grams', {
      lines: [{ deliveryId: '1.1', lots: [{ lotId, quantity: 20, grams: 5 }] }],
    }),
    rowsOf('recordReceipt', 'buyer')('unit', '/lines/0/grams', { shipmentId, lines: [came] }),
    rowsOf('logTemperatures', 'supplier')('date', '/temperatures/1/at', {
      temperatures: [0, 1].map((day) => ({ at: instantOn(day), celsius: 4 })),
    }),
    rowsOf('logTemperatures', 'supplier')('date', '/temperatures/1/at', {
      temperatures: [0, -2].map((day) => ({ at: instantOn(day), celsius: 4 })),
    }),
    rowsOf('sendSample', 'supplier')('unit', '/lot/grams', {
      carrier: { name: 'Post', reference: 'RR1' },
      lot: { lotId, siteId: siteId('store'), grams: 9 },
    }),
  ]
}

function ofStock({ productId, weighedId, lotId }: Ids): readonly Refused[] {
  const here = { lotId, siteId: siteId('store') }
  const register = rowsOf('registerLot', 'supplier')
  const lot = (more: object) => ({
    productId,
    code: 'Z-1',
    siteId: siteId('store'),
    quantity: 5,
    producedOn: daysOn(-5),
    markedOn: daysOn(90),
    ...more,
  })
  const analysed = (issuedOn: string) => ({ certificateOfAnalysis: { reference: 'CoA-1', issuedOn } })
  const adjust = rowsOf('adjustStock', 'supplier')
  const found = { ...here, change: 'add', reason: 'found' }
  const moved = { lotId, fromSiteId: siteId('store'), toSiteId: siteId('elsewhere') }
  const certify = rowsOf('certifyLot', 'supplier')
  return [
    register('unit', '/quantity', lot({ quantity: pallet })),
    register('unit', '/grams', lot({ grams: 50 })),
    register('unit', '/grams', lot({ productId: weighedId, markedOn: undefined })),
    register('date', '/markedOn', lot({ markedOn: daysOn(-6) })),
    register('date', '/markedOn', lot({ markedOn: noDay })),
    register('date', '/producedOn', lot({ producedOn: daysOn(5) })),
    register('date', '/certificateOfAnalysis/issuedOn', lot(analysed(daysOn(-6)))),
    register('date', '/certificateOfAnalysis/issuedOn', lot(analysed(daysOn(2)))),
    certify('date', '/certificateOfAnalysis/issuedOn', analysed('2027-01-31')),
    certify('date', '/certificateOfAnalysis/issuedOn', analysed(daysOn(2))),
    adjust('unit', '/quantity', { ...found, quantity: pallet }),
    adjust('unit', '/grams', { ...found, quantity: 1, grams: 9 }),
    rowsOf('quarantineStock', 'supplier')('unit', '/quantity', { ...here, quantity: pallet, reason: 'Wet.' }),
    rowsOf('clearStock', 'supplier')('unit', '/quantity', { ...here, quantity: pallet, reason: 'Dry.' }),
    rowsOf('takeStock', 'supplier')('unit', '/counts/0/grams', {
      productId,
      siteId: siteId('store'),
      counts: [{ lotId, counted: 3, grams: 9 }],
    }),
    rowsOf('transferStock', 'supplier')('unit', '/quantity', { ...moved, quantity: pallet, toSiteId: siteId('store') }),
  ]
}

function ofInvoices(_ids: Ids): readonly Refused[] {
  const draft = rowsOf('draftInvoice', 'supplier')
  const lines = [{ deliveryId: '1.1', quantity: 1 }]
  const off = (...amounts: readonly object[]) => amounts.map((amount) => ({ reason: 'Loyalty.', amount }))
  const credit = rowsOf('issueCreditNote', 'supplier')
  const reason = 'Short.'
  const pay = rowsOf('recordPayment', 'supplier')
  const cent = { amount: 1, currency: 'EUR' }
  return [
    draft('amount', '/allowances', { tax, lines, allowances: off(most, most) }),
    draft('currency', '/allowances/1/amount/currency', { tax, lines, allowances: off(cent, dollars) }),
    draft('unit', '/lines/0/grams', { tax, lines: [{ ...lines[0], grams: 4 }] }),
    credit('currency', '/charges/0/amount/currency', { reason, charges: [{ chargeId: 'c1', amount: dollars }] }),
    credit('unit', '/lines/0/grams', { reason, lines: [{ lineId: '1', quantity: 1, grams: 4 }] }),
    pay('currency', '/amount/currency', { amount: dollars, paidOn: daysOn(0) }),
    pay('date', '/paidOn', { amount: cent, paidOn: daysOn(1) }),
    pay('date', '/paidOn', { amount: cent, paidOn: daysOn(-2) }),
    pay('date', '/paidOn', { amount: cent, paidOn: '1990-01-01' }),
    pay('date', '/paidOn', { amount: cent, paidOn: noDay }),
  ]
}

function ofRfqs({
  productId,
  kilogramsId,
  draftId,
  lateId,
  overdueId,
  closedId,
  closedQuoteId,
}: Ids): readonly Refused[] {
  const rfq = (more: object, line: object = {}) => ({
    ...rfqBody,
    lines: [{ productId, quantity: 100, ...line }],
    ...more,
  })
  const quote = (more: object, line: object = {}) => ({
    validUntil: instantOn(20),
    lines: [{ line: '1', productId, unitPrice: '9', quantity: 40, leadTimeDays: 3, ...line }],
    ...more,
  })
  const drafts = [rowsOf('draftRfq', 'buyer'), rowsOf('replaceRfq', 'buyer', { rfqId: draftId! })]
  const quotes = [rowsOf('submitQuote', 'supplier'), rowsOf('reviseQuote', 'supplier')]
  const award = (wanted: object) => ({ lines: [{ line: '1', quoteId: closedQuoteId, ...wanted }] })
  const propose = rowsOf('proposeAward', 'buyer', { rfqId: closedId! })
  return [
    ...drafts.flatMap((draft) => [
      draft('amount', '/lines/0/targetPrice', rfq({}, { targetPrice: '9'.repeat(30) })),
      draft('currency', '/currency', rfq({ currency: noCurrency })),
      draft('unit', '/lines/0/level', rfq({}, { level: 'pallet' })),
      draft('unit', '/lines/0/quantity', rfq({}, { quantity: 1e12, level: 'case' })),
      draft('date', '/deliveries/0/date', rfq({ deliveries: [{ date: noDay }] })),
      draft('date', '/deadline', rfq({ deadline: `${noDay}T08:00:00.000Z` })),
      draft('date', '/deliveries/1/date', rfq({ deliveries: [{ date: daysOn(30) }, { date: daysOn(29) }] })),
    ]),
    ...quotes.flatMap((submit) => [
      submit('amount', '/lines/0', quote({}, { unitPrice: '999999999999', quantity: 1e12 })),
      submit('currency', '/charges/0/amount/currency', quote({ charges: freight(dollars) })),
      submit('unit', '/lines/0/productId', quote({}, { productId: kilogramsId })),
      submit('unit', '/lines/0/pricedPer', quote({}, { pricedPer: 'litre' })),
      submit('date', '/validUntil', quote({ validUntil: instantOn(0) })),
      submit('date', '/validUntil', quote({ validUntil: `${noDay}T08:00:00.000Z` })),
    ]),
    rowsOf('publishRfq', 'buyer', { rfqId: lateId! })('date', '/deliveries/0/date', {}),
    rowsOf('publishRfq', 'buyer', { rfqId: overdueId! })('date', '/deadline', {}),
    rowsOf('extendRfq', 'buyer')('date', '/deadline', { deadline: instantOn(4), reason: 'Holidays.' }),
    propose('award', '/lines/0/quantity', award({ quantity: 41 })),
    propose('award', '/lines/0/share', award({ share: 50 })),
  ]
}

function ofTheRest({ productId }: Ids): readonly Refused[] {
  const backwards = { validFrom: daysOn(2), validTo: daysOn(1) }
  const certificate = { ...certificateBody, ...backwards }
  const stead = { reason: 'Holiday.', fromUserId: ann, toUserId: bob, from: daysOn(2), until: daysOn(1) }
  const { reason: _reason, ...delegation } = stead
  const rates = (more: object, rate: object = {}) => ({
    base: 'EUR',
    asOf: instantOn(0),
    rates: [{ currency: 'USD', rate: '0.92', ...rate }],
    ...more,
  })
  const set = rowsOf('setExchangeRates', 'staff')
  const rules = rowsOf('setApprovalRules', 'buyer')
  const chain = [{ kind: 'role', role: 'approver' }]
  const beyond = Number.MAX_SAFE_INTEGER + 1
  return [
    rowsOf('openPriceList', 'supplier')('date', '/validTo', {
      ...listBody,
      ...listBasis,
      currency: 'EUR',
      ...backwards,
    }),
    rowsOf('openPriceList', 'supplier')('currency', '/currency', { ...listBody, ...listBasis, currency: noCurrency }),
    rowsOf('changePriceList', 'supplier')('date', '/validTo', { ...listBody, ...backwards }),
    rowsOf('changePriceList', 'supplier')('date', '/validFrom', { ...listBody, validFrom: noDay }),
    rowsOf('setPrice', 'supplier')('amount', '/breaks/0/unitPrice', price('9'.repeat(30))),
    rowsOf('setPrices', 'supplier')('amount', '/prices/0/breaks/0/unitPrice', {
      prices: [{ productId, ...price('9'.repeat(30)) }],
    }),
    rowsOf('claimCertificate', 'supplier')('date', '/validTo', certificate),
    rowsOf('claimCertificate', 'supplier')('date', '/validFrom', { ...certificate, validFrom: noDay }),
    rowsOf('amendCertificate', 'supplier')('date', '/validTo', certificate),
    rowsOf('giveDelegation', 'buyer')('date', '/until', stead),
    rules('date', '/delegations/0/until', { thresholds: [], delegations: [delegation] }),
    rules('amount', '/thresholds/0/from', {
      thresholds: [{ currency: 'EUR', from: beyond, chain }],
      delegations: [],
    }),
    rules('currency', '/thresholds/0/currency', {
      thresholds: [{ currency: noCurrency, from: 100, chain }],
      delegations: [],
    }),
    rowsOf('setBudget', 'buyer', { currency: noCurrency })('currency', '/currency', { limit: 100 }),
    rowsOf('setBudget', 'buyer')('amount', '/limit', { limit: beyond }),
    rowsOf('issueApiKey', 'buyer')('date', '/expiresAt', { name: 'Till', role: 'buyer', expiresAt: instantOn(-1) }),
    rowsOf('rotateApiKey', 'buyer', { keyId: `key_${'0'.repeat(32)}` })('date', '/expiresAt', {
      expiresAt: instantOn(-1),
    }),
    set('amount', '/rates/0/rate', rates({}, { rate: '9'.repeat(30) })),
    set('currency', '/rates/0/currency', rates({}, { currency: 'EUR' })),
    set('currency', '/rates/0/currency', rates({}, { currency: noCurrency })),
    set('currency', '/base', rates({ base: noCurrency })),
    set('date', '/asOf', rates({ asOf: instantOn(1) })),
  ]
}

const draftOnly = 'A draft may name a day that has passed: it is refused as it is published.'
const asConflict = 'It is bounded by what is left, which another may have changed: 409, by the same field.'

/** What is taken or refused otherwise, each with the reason. */
export const otherwise: Readonly<Record<string, string>> = {
  'repeatRfq date': draftOnly,
  'draftRfqFromTemplate date': draftOnly,
  'recordPayment amount': asConflict,
  'issueCreditNote amount': asConflict,
}

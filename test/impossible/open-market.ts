/** A market in one process, with one of everything that takes amounts, quantities and days, each at a state that takes more. */
import { organisationAggregate } from '../../src/services/organisation/organisation/organisation-view.ts'
import { budgetRoutes } from '../../src/services/organisation/approval/budget-routes.ts'
import { approvalRuleRoutes } from '../../src/services/organisation/approval/approval-rule-routes.ts'
import { delegationRoutes } from '../../src/services/organisation/approval/delegation-routes.ts'
import { apiKeyRoutes } from '../../src/services/auth/api-key/api-key-routes.ts'
import { invoiceAggregates, invoiceProblems } from '../../src/services/invoice/index.ts'
import { creditNoteRoutes } from '../../src/services/invoice/document/credit-note-routes.ts'
import { invoiceRoutes } from '../../src/services/invoice/document/invoice-routes.ts'
import { certificateRoutes } from '../../src/services/product/evidence/certificate-routes.ts'
import { certificateAggregate } from '../../src/services/product/evidence/certificate-view.ts'
import { evidenceFor } from '../../src/services/product/evidence/product-evidence.ts'
import { tradedProduct, type EvidenceOf } from '../../src/services/product/contract.ts'
import { priceListRoutes } from '../../src/services/product/pricing/price-list-routes.ts'
import { priceBulkRoute } from '../../src/services/product/pricing/price-bulk-routes.ts'
import { priceRoutes } from '../../src/services/product/pricing/price-routes.ts'
import { rfqAggregates, rfqProblems } from '../../src/services/rfq/index.ts'
import { awardRoutes } from '../../src/services/rfq/award/award-routes.ts'
import { exchangeRateRoutes } from '../../src/services/rfq/comparison/exchange-rate-routes.ts'
import { quoteRoutes } from '../../src/services/rfq/quote/quote-routes.ts'
import { rfqRoutes } from '../../src/services/rfq/request/rfq-routes.ts'
import { rfqTemplateRoutes } from '../../src/services/rfq/template/rfq-template-routes.ts'
import { namedId } from '../support/named-id.ts'
import { addDays, type LocalDate } from '../../src/kernel/time.ts'
import {
  buyer,
  openTestTrade,
  placed,
  siteId,
  supplier,
  today,
  type OpenedStore,
  type TestTrade,
} from '../../src/services/order/open-test-trade.fixture.ts'

const scheme = { id: 'kosher', name: 'Kosher', scope: 'product', mustCover: 'production' } as const

/** Of the services that do not stand beside orders in their own tests. */
function otherRoutes(opened: OpenedStore, clock: () => string) {
  const evidenceOf: EvidenceOf = async (unit, id, day) => {
    const { supplierId, allergens } = await tradedProduct(unit, id)
    return evidenceFor({ id, supplierId, lineage: [], productionSites: [], allergens }, [], new Map(), day)
  }
  const needs = { ...opened, evidenceOf, clock: { now: clock, monotonicMs: () => performance.now() } }
  const schemes = () => new Map([[scheme.id, scheme]])
  return [
    ...invoiceRoutes(needs),
    ...creditNoteRoutes(needs),
    ...rfqRoutes(needs),
    ...rfqTemplateRoutes(needs),
    ...quoteRoutes(needs),
    ...awardRoutes(needs),
    ...exchangeRateRoutes(needs),
    ...certificateRoutes({ ...needs, schemes }),
    ...priceListRoutes(needs),
    ...priceRoutes({ ...needs, priceOf: async () => undefined }),
    priceBulkRoute(needs),
    ...budgetRoutes(needs),
    ...approvalRuleRoutes(needs),
    ...delegationRoutes(needs),
    ...apiKeyRoutes(needs),
  ]
}

/** One process with the routes of all that is traded through, and nothing in it yet but a buyer, a supplier and a stranger. */
export async function openEmptyMarket(): Promise<TestTrade> {
  const trade: TestTrade = await openTestTrade({
    beside: {
      aggregates: [...invoiceAggregates, ...rfqAggregates, certificateAggregate],
      problems: { ...invoiceProblems, ...rfqProblems },
      routes: (opened) => otherRoutes(opened, () => trade.at),
    },
  })
  return trade
}

export const daysOn = (days: number): string => addDays(today as LocalDate, days)
export const instantOn = (days: number): string => `${daysOn(days)}T08:00:00.000Z`
export const price = (unitPrice: string) => ({ breaks: [{ from: 1, unitPrice }], minimumQuantity: 1, increment: 1 })
export const rfqBody = {
  lines: [{ specification: 'Butter', quantity: 100, unit: 'piece' }],
  deliverTo: { siteId: siteId('shop') },
  incoterm: 'DAP',
  place: 'Rotterdam',
  deliveries: [{ date: daysOn(30) }],
  paymentTerms: { days: 30, from: 'invoice' },
  currency: 'EUR',
  deadline: instantOn(5),
  visibility: { kind: 'open' },
}
export const listBody = { name: 'List', audience: { kind: 'public' }, validFrom: today }
export const listBasis = { incoterm: 'DAP', place: 'Rotterdam' }
export const certificateBody = {
  scheme: scheme.id,
  number: 'K-1',
  issuer: 'OK',
  scope: {},
  validFrom: today,
  validTo: daysOn(300),
}
export const [ann, bob] = [namedId('usr', 'ann'), namedId('usr', 'bob')]

/** By the names of path parameters, and by what tells two of a kind apart. */
export type Ids = Readonly<Record<string, string>>

/** One of everything that takes amounts, quantities and days, at a state that takes more. */
export async function stockMarket(trade: TestTrade): Promise<Ids> {
  await trade.within(async (unit) => {
    for (const userId of [ann, bob])
      await unit.decide(organisationAggregate, buyer, {
        type: 'join',
        at: unit.at,
        userId,
        role: 'approver',
        invitationId: 'inv_1',
      })
  })
  const goods = await stockGoods(trade)
  return {
    organisationId: buyer,
    currency: 'EUR',
    period: '2027',
    ...goods,
    ...(await tradeGoods(trade, goods)),
    ...(await sourceGoods(trade, goods)),
  }
}

async function stockGoods(trade: TestTrade) {
  const productId = await trade.product({}, { unitPrice: '12.50' })
  const dearId = await trade.product({}, { unitPrice: '99999999.99' })
  const weighed = { soldBy: 'catch-weight', unit: { netWeightGrams: 5_000 }, dateMark: 'none' }
  const weighedId = await trade.product(weighed, { unitPrice: '8.40' })
  const kilogramsId = await trade.product({ soldBy: 'kilogram' }, { unitPrice: '8.40' })
  const dollarsId = await trade.product({}, {})
  const lotId = await trade.lot(productId, { markedOn: '2027-09-01', producedOn: '2027-02-01' })
  await trade.lot(weighedId, { quantity: 100, grams: 500_000 })
  const list = { ...listBody, ...listBasis, currency: 'USD' }
  const { id: priceListId } = await trade.done('supplier', '/v1/price-lists', list)
  const dollars = { prices: [{ productId: dollarsId, ...price('1') }] }
  await trade.done('supplier', `/v1/price-lists/${priceListId}/prices`, dollars)
  const { id: certificateId } = await trade.done('supplier', '/v1/certificates', certificateBody)
  return { productId, dearId, weighedId, kilogramsId, dollarsId, lotId, priceListId, certificateId }
}

async function tradeGoods(trade: TestTrade, { productId, weighedId, lotId }: Ids) {
  const { done } = trade
  const charges = [{ kind: 'freight', amount: { amount: 10_000, currency: 'EUR' } }]
  const sent = async (id: string, line: object = {}) => {
    const order = await placed(trade, id, { charges }, line)
    await done('buyer', `/v1/orders/${order.id}/send`, {})
    return order.id as string
  }
  const confirmed = async (id: string, line: object = {}) => {
    const orderId = await sent(id, line)
    await done('supplier', `/v1/orders/${orderId}/confirm`, {})
    return orderId
  }
  const sentId = await sent(productId!)
  const orderId = await confirmed(productId!)
  const weighedOrderId = await confirmed(weighedId!, { quantity: 10 })
  const lines = [{ deliveryId: '1.1', quantity: 20 }]
  const shipments = `/v1/orders/${orderId}/shipments`
  const { id: plannedId } = await done('supplier', shipments, { lines })
  const { id: arrivedId } = await done('supplier', shipments, { lines, dispatch: true })
  const received = { shipmentId: arrivedId, lines: [{ deliveryId: '1.1', lotId, outcome: 'accepted', quantity: 20 }] }
  await done('buyer', `/v1/orders/${orderId}/receipts`, received)
  const { id: shipmentId } = await done('supplier', shipments, { lines, dispatch: true })
  const { id: invoiceId } = await done('supplier', `/v1/orders/${orderId}/invoices`, { tax: { category: 'O' }, lines })
  await done('supplier', `/v1/invoices/${invoiceId}/issue`, {})
  const asked = {
    supplierId: supplier,
    productId,
    quantity: 1,
    shipTo: { siteId: siteId('shop') },
    purpose: 'Tasting.',
  }
  const { id: sampleId } = await done('buyer', '/v1/samples', asked)
  await done('supplier', `/v1/samples/${sampleId}/accept`, {})
  const quantities = { monday: 5 }
  const { id: standingOrderId } = await done('buyer', '/v1/standing-orders', {
    supplierId: supplier,
    lines: [{ productId, quantities }],
    shipTo: { siteId: siteId('shop') },
    from: daysOn(9),
    until: daysOn(90),
    leadDays: 2,
    cutOffHour: 12,
  })
  return { sentId, orderId, weighedOrderId, plannedId, shipmentId, invoiceId, sampleId, standingOrderId }
}

async function sourceGoods({ done }: TestTrade, { productId }: Ids) {
  const drafted = async (more: object = {}) => (await done('buyer', '/v1/rfqs', { ...rfqBody, ...more })).id as string
  const quoted = async (rfqId: string) => {
    await done('buyer', `/v1/rfqs/${rfqId}/publish`, {})
    const lines = [{ line: '1', productId, unitPrice: '9', quantity: 40, leadTimeDays: 3 }]
    return (await done('supplier', `/v1/rfqs/${rfqId}/quotes`, { validUntil: instantOn(20), lines })).id as string
  }
  const [draftId, rfqId, closedId] = [await drafted(), await drafted(), await drafted()]
  const lateId = await drafted({ deliveries: [{ date: daysOn(-1) }] })
  const overdueId = await drafted({ deadline: instantOn(-1) })
  const [quoteId, closedQuoteId] = [await quoted(rfqId), await quoted(closedId)]
  await done('buyer', `/v1/rfqs/${closedId}/close`, {})
  return { draftId, lateId, overdueId, rfqId, closedId, quoteId, closedQuoteId }
}

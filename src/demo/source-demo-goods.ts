/** RFQs of the demo market in every state they have, with quotes in every state. */
import type { Client, Input } from '../../sdk/v2.ts'
import type { DemoMarket } from './demo-market.ts'
import { dayFrom, priceText, type Goods } from './stock-demo-market.ts'
import type { Trader } from './open-demo-people.ts'

type RfqInput = Input<'draftRfq'>['body']
type QuoteInput = Input<'submitQuote'>['body']

const dayMs = 86_400_000
/** What is to run out does so while the rest of the market is made. */
const soonMs = 2_500

/** When the last of those that run out has done so: milliseconds since 1970. */
export type RunsOutAt = { readonly at: number }

export async function sourceDemoGoods(market: DemoMarket): Promise<RunsOutAt> {
  await draftedRfq(market)
  await publishedRfq(market)
  const closed = await closedRfq(market)
  await awardedRfq(market)
  await partAwardedRfq(market)
  await cancelledRfq(market)
  const expired = await expiredRfq(market)
  await waitingAward(market)
  return { at: Math.max(closed, expired) }
}

type Asked = Pick<RfqInput, 'title' | 'lines'> & { readonly invited: readonly string[]; readonly deadline?: number }

async function draft(market: DemoMarket, buyer: Trader, as: Client, asked: Asked): Promise<string> {
  const { title, lines, invited, deadline = market.now() + 7 * dayMs } = asked
  const { data } = await as.draftRfq({
    body: {
      ...(title !== undefined && { title }),
      lines,
      deliverTo: { siteId: buyer.siteId },
      incoterm: 'DAP',
      place: buyer.company.city,
      deliveries: [{ date: dayFrom(market.now(), 21) }],
      paymentTerms: { days: 30, from: 'invoice' },
      currency: 'EUR',
      deadline: new Date(deadline).toISOString(),
      visibility: { kind: 'invited', supplierIds: invited.map((key) => market.trader(key).id) },
      weights: { price: 60, coverage: 10, leadTime: 20, evidence: 10 },
    },
  })
  return data.id
}

async function publish(market: DemoMarket, buyer: Trader, as: Client, asked: Asked): Promise<string> {
  const rfqId = await draft(market, buyer, as, asked)
  await as.publishRfq({ params: { rfqId } })
  return rfqId
}

type Offer = {
  readonly lineId?: string
  readonly goods: Goods
  readonly quantity: number
  /** Of the list price. */
  readonly share: number
  readonly validMs?: number
  readonly freight?: number
}

async function quote(market: DemoMarket, rfqId: string, ...offers: readonly Offer[]): Promise<string> {
  const [first] = offers
  if (!first) throw new Error('A quote offers something.')
  const { validMs = 14 * dayMs, freight } = first
  const body: QuoteInput = {
    validUntil: new Date(market.now() + validMs).toISOString(),
    lines: offers.map(({ lineId = '1', goods, quantity, share }) => {
      const unitPrice = { value: priceText(Math.round(goods.price * share)), currency: 'EUR' }
      return { lineId, productId: goods.id, unitPrice, quantity, leadTimeDays: 5 }
    }),
    ...(freight !== undefined && { charges: [{ kind: 'freight', amount: { amount: freight, currency: 'EUR' } }] }),
  }
  const { data } = await market.trader(first.goods.supplier).owner.submitQuote({ params: { rfqId }, body })
  return data.id
}

const wanted = (specification: string, quantity: number) => ({ specification, quantity, unit: 'piece' as const })
const markthalle = (market: DemoMarket) => {
  const buyer = market.trader('markthalle')
  return { buyer, as: buyer.members.buyer ?? buyer.owner, approver: buyer.members.approver ?? buyer.owner }
}

async function draftedRfq(market: DemoMarket): Promise<void> {
  const { buyer, as } = markthalle(market)
  const lines = [wanted('Frozen sides for canteens, 2.5 kg bags', 4_000)]
  await draft(market, buyer, as, { title: 'Frozen sides, winter', lines, invited: ['poldervers', 'zlotyklos'] })
}

/** With a question, a quote that was revised and one that was withdrawn. */
async function publishedRfq(market: DemoMarket): Promise<void> {
  const { buyer, as } = markthalle(market)
  const lines = [{ ...wanted('Spreads for the breakfast buffet, small jars', 6_000), minimumRemainingLifeDays: 180 }]
  const asked = { title: 'Spreads for the breakfast buffet', lines, invited: ['valperdu', 'zlotyklos'] }
  const rfqId = await publish(market, buyer, as, asked)
  const params = { rfqId }
  const valperdu = market.trader('valperdu')
  await valperdu.owner.postRfqMessage({ params, body: { text: 'Faut-il des étiquettes en allemand ?' } })
  await as.postRfqMessage({ params, body: { text: 'Labels in German and English, please.' } })
  const jam = market.goods('valperdu', 'spreads/jam')
  await quote(market, rfqId, { goods: jam, quantity: 6_000, share: 0.95 })
  await quote(market, rfqId, { goods: jam, quantity: 6_000, share: 0.91, freight: 24_000 })
  const honey = market.goods('zlotyklos', 'spreads/honey')
  const quoteId = await quote(market, rfqId, { goods: honey, quantity: 2_000, share: 0.9 })
  const reason = 'The harvest is sold out.'
  await market.trader('zlotyklos').owner.withdrawQuote({ params: { quoteId }, body: { reason } })
}

/** Gives when one of its quotes runs out. */
async function closedRfq(market: DemoMarket): Promise<number> {
  const buyer = market.trader('belleville')
  const lines = [wanted('Tinned fish for the deli counter', 2_400)]
  const asked = { title: 'Conserves de poisson', lines, invited: ['costaclara', 'nordlys'] }
  const rfqId = await publish(market, buyer, buyer.owner, asked)
  await quote(market, rfqId, { goods: market.goods('costaclara', 'fish/canned-fish'), quantity: 2_400, share: 0.93 })
  const short = { goods: market.goods('nordlys', 'fish/canned-fish'), quantity: 2_400, share: 0.97, validMs: soonMs }
  await quote(market, rfqId, short)
  const runsOutAt = market.now() + soonMs
  await buyer.owner.closeRfq({ params: { rfqId } })
  return runsOutAt
}

/** Split over two suppliers, approved by somebody else; a third one lost. */
async function awardedRfq(market: DemoMarket): Promise<void> {
  const { buyer, as, approver } = markthalle(market)
  const lines = [wanted('Antipasti in jars, 300 g and smaller', 6_000)]
  const invited = ['colleargento', 'costaclara', 'zlotyklos']
  const rfqId = await publish(market, buyer, as, { title: 'Antipasti for the autumn', lines, invited })
  const olives = { goods: market.goods('colleargento', 'preserved/olives'), quantity: 6_000, share: 0.9 }
  const first = await quote(market, rfqId, { ...olives, freight: 38_000 })
  const peppers = { goods: market.goods('costaclara', 'preserved/canned-vegetables'), quantity: 4_000, share: 0.94 }
  const second = await quote(market, rfqId, peppers)
  await quote(market, rfqId, { goods: market.goods('zlotyklos', 'preserved/pickles'), quantity: 6_000, share: 1.2 })
  await as.closeRfq({ params: { rfqId } })
  const { data } = await as.proposeAward({
    params: { rfqId },
    body: {
      lines: [
        { lineId: '1', quoteId: first, quantity: 3_600 },
        { lineId: '1', quoteId: second, quantity: 2_400 },
      ],
      final: true,
      poNumber: 'MN-2041',
    },
  })
  if (data.status === 'pending-approval') await approver.approveAward({ params: { awardId: data.id } })
}

async function partAwardedRfq(market: DemoMarket): Promise<void> {
  const buyer = market.trader('belleville')
  const lines = [wanted('Pasta, 500 g', 1_200), wanted('Olive oil, 500 ml', 600)]
  const asked = { title: 'Épicerie italienne', lines, invited: ['colleargento'] }
  const rfqId = await publish(market, buyer, buyer.owner, asked)
  const pasta = { lineId: '1', goods: market.goods('colleargento', 'grains/pasta'), quantity: 1_200, share: 0.95 }
  const oil = {
    lineId: '2',
    goods: market.goods('colleargento', 'oils-and-fats/olive-oil'),
    quantity: 600,
    share: 0.98,
  }
  const quoteId = await quote(market, rfqId, pasta, oil)
  await buyer.owner.closeRfq({ params: { rfqId } })
  const body = { lines: [{ lineId: '1', quoteId, quantity: 1_200 }], final: false, poNumber: 'TB-118' }
  await buyer.owner.proposeAward({ params: { rfqId }, body })
}

async function cancelledRfq(market: DemoMarket): Promise<void> {
  const { owner } = market.trader('harbourheath')
  const lines = [wanted('Rye bread, sliced', 900)]
  const asked = { title: 'Rye bread', lines, invited: ['zlotyklos'] }
  const rfqId = await publish(market, market.trader('harbourheath'), owner, asked)
  await quote(market, rfqId, { goods: market.goods('zlotyklos', 'bakery/bread'), quantity: 900, share: 0.96 })
  await owner.cancelRfq({ params: { rfqId }, body: { reason: 'The range was changed.' } })
}

/** Nobody answers it before its deadline, which it gives. */
async function expiredRfq(market: DemoMarket): Promise<number> {
  const buyer = market.trader('harbourheath')
  const deadline = market.now() + soonMs
  const lines = [wanted('Prawns, peeled, 1 kg', 3_000)]
  await publish(market, buyer, buyer.owner, { title: 'Prawns for Christmas', lines, invited: ['nordlys'], deadline })
  return deadline
}

async function waitingAward(market: DemoMarket): Promise<void> {
  const { buyer, as } = markthalle(market)
  const lines = [wanted('Soft cheese for salads', 5_000)]
  const asked = { title: 'Soft cheese for salads', lines, invited: ['valperdu', 'wiesengrund'] }
  const rfqId = await publish(market, buyer, as, asked)
  const soft = { goods: market.goods('valperdu', 'dairy/cheese/soft-cheese'), quantity: 5_000, share: 0.92 }
  const quoteId = await quote(market, rfqId, soft)
  const quark = { goods: market.goods('wiesengrund', 'dairy/cheese/fresh-cheese'), quantity: 5_000, share: 0.97 }
  await quote(market, rfqId, quark)
  await as.closeRfq({ params: { rfqId } })
  const body = { lines: [{ lineId: '1', quoteId, quantity: 5_000 }], final: true }
  await as.proposeAward({ params: { rfqId }, body })
}

/** RFQs that two suppliers quote and revise, and two of the buyer's people award at the same moment. */
import { breatheMs, buying, instantAhead, type LoadContext, type Work } from './market.ts'
import { openRfq } from './contending-work.ts'
import { awardFact } from './order-facts.ts'
import { unlessAway, type RecordedClient } from './recorder.ts'
import type { QuoteFact } from '../trade/trade-facts.ts'

const asked = 10
/** Of it, what the supplier has to have in stock; the rest its rival makes, or itself. */
const fromStock = 2
/** Of a quote that is to expire before it is awarded. */
const shortLifeMs = 700
const longLifeMs = 3_600_000

export const source: Work = async (context) => {
  const { random, isOn, recorder } = context
  const people: readonly [RecordedClient, RecordedClient] = [recorder.client(), recorder.client()]
  while (isOn()) {
    const rfqId = await openRfq(context, asked)
    if (rfqId === undefined) await context.time.sleep(breatheMs)
    else await sourceOne(context, people, rfqId, random.percent(50))
  }
}

/** @param isSplit  between goods of the supplier's that are in stock and the rival's that are made */
async function sourceOne(
  context: LoadContext,
  people: readonly [RecordedClient, RecordedClient],
  rfqId: string,
  isSplit: boolean,
): Promise<void> {
  const { market, random } = context
  const lifeMs = random.percent(25) ? shortLifeMs : longLifeMs
  const productId = isSplit ? random.pick(market.scarce).productId : market.madeToOrder
  const fulfilment = isSplit ? 'from-stock' : 'to-be-made'
  const quote = (revision: number) =>
    submit(context, people[0], { rfqId, productId, unitPrice: `${10 + revision}.5`, lifeMs, fulfilment, supplier: 0 })
  const first = await quote(0)
  const revised = random.percent(50) ? await quote(1) : undefined
  const rivals = isSplit
    ? await submit(context, people[0], {
        rfqId,
        productId: market.rivalMadeToOrder,
        unitPrice: '11.75',
        lifeMs: longLifeMs,
        fulfilment: 'to-be-made',
        supplier: 1,
      })
    : undefined
  if (!first) return
  const params = { quoteId: first.quoteId }
  const readForeign = () => market.rival.owner.client.getQuote({ params })
  await people[1].call('read-foreign-quote', params, readForeign, 'reads')
  if (lifeMs === shortLifeMs) await context.time.sleep(random.below(2) * lifeMs)
  await close(context, rfqId)
  const versions = [revised ?? first, random.percent(50) ? first : (revised ?? first)]
  await Promise.all(
    people.map((person, n) => {
      const own = { ...versions[n]!, quantity: isSplit ? fromStock : asked }
      return award(context, person, rfqId, rivals ? [own, { ...rivals, quantity: asked - fromStock }] : [own])
    }),
  )
}

/** Unanswered, it is closed or not: the award then says which. */
const close = ({ market }: LoadContext, rfqId: string): Promise<unknown> =>
  unlessAway(market.buyer.owner.client.closeRfq({ params: { rfqId } }))

type Offer = {
  readonly rfqId: string
  readonly productId: string
  readonly unitPrice: string
  readonly lifeMs: number
  readonly fulfilment: 'from-stock' | 'to-be-made'
  /** 0, or 1 for the rival. */
  readonly supplier: 0 | 1
}

function submit(context: LoadContext, client: RecordedClient, offer: Offer) {
  const { rfqId, productId, unitPrice, lifeMs, fulfilment, supplier } = offer
  const { market, recorder } = context
  const as = (supplier === 0 ? market.supplier : market.rival).owner.client
  const key = client.newKey()
  const validUntilMs = recorder.nowMs() + lifeMs
  const body = {
    validUntil: instantAhead(context, lifeMs),
    lines: [{ line: '1', productId, unitPrice, quantity: asked, leadTimeDays: 5, fulfilment }],
  }
  return client.call('quote', { key, rfqId, supplier, validUntilMs }, async (): Promise<QuoteFact> => {
    const { data } = await as.submitQuote({ params: { rfqId }, body, idempotencyKey: key })
    return { quoteId: data.id, version: data.version, unitPrice, quantity: asked, validUntilMs }
  })
}

type Awarded = Pick<QuoteFact, 'quoteId' | 'version' | 'quantity'>

function award(context: LoadContext, client: RecordedClient, rfqId: string, quotes: readonly Awarded[]) {
  const key = client.newKey()
  const lines = quotes.map(({ quoteId, version, quantity }) => ({ line: '1', quoteId, version, quantity }))
  const named = quotes.map(({ quoteId, version }) => ({ quoteId, version }))
  return client.call('award', { key, rfqId, lines: named }, async () => {
    const { data } = await buying(context).proposeAward({
      params: { rfqId },
      body: { lines, final: true },
      idempotencyKey: key,
    })
    return awardFact(data)
  })
}

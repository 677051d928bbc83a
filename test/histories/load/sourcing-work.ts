/** RFQs that two suppliers quote and revise, and two of the buyer's people award at the same moment. */
import type { Client } from '../../../sdk/index.ts'
import { breatheMs, buying, instantAhead, type LoadContext, type Work } from './market.ts'
import { openRfq } from './contending-work.ts'
import { awardFact } from './order-facts.ts'
import { unlessAway, type RecordedClient } from './recorder.ts'
import type { QuoteFact } from '../trade/trade-facts.ts'

const asked = 10
/** Of a quote that is to expire before it is awarded. */
const shortLifeMs = 700
const longLifeMs = 3_600_000

export const source: Work = async (context) => {
  const { market, recorder, random, isOn } = context
  const people: readonly [RecordedClient, RecordedClient] = [recorder.client(), recorder.client()]
  const suppliers = [market.supplier, market.rival]
  while (isOn()) {
    const rfqId = await openRfq(context, asked)
    if (rfqId === undefined) {
      await context.time.sleep(breatheMs)
      continue
    }
    const productId = market.madeToOrder
    const lifeMs = random.percent(25) ? shortLifeMs : longLifeMs
    const quote = (revision: number) =>
      submit(context, people[0], market.supplier.owner.client, {
        rfqId,
        productId,
        unitPrice: `${10 + revision}.5`,
        lifeMs,
      })
    const first = await quote(0)
    const revised = random.percent(50) ? await quote(1) : undefined
    if (!first) continue
    await people[1].call(
      'read-foreign-quote',
      { quoteId: first.quoteId },
      () => suppliers[1]!.owner.client.getQuote({ params: { quoteId: first.quoteId } }),
      'reads',
    )
    if (lifeMs === shortLifeMs) await context.time.sleep(random.below(2) * lifeMs)
    await close(context, rfqId)
    const versions = [revised ?? first, random.percent(50) ? first : (revised ?? first)]
    await Promise.all(people.map((person, n) => award(context, person, rfqId, versions[n]!)))
  }
}

/** Unanswered, it is closed or not: the award then says which. */
const close = ({ market }: LoadContext, rfqId: string): Promise<unknown> =>
  unlessAway(market.buyer.owner.client.closeRfq({ params: { rfqId } }))

type Offer = { readonly rfqId: string; readonly productId: string; readonly unitPrice: string; readonly lifeMs: number }

function submit(
  context: LoadContext,
  client: RecordedClient,
  as: Client,
  { rfqId, productId, unitPrice, lifeMs }: Offer,
) {
  const key = client.newKey()
  const validUntilMs = context.recorder.nowMs() + lifeMs
  const body = {
    validUntil: instantAhead(context, lifeMs),
    lines: [{ line: '1', productId, unitPrice, quantity: asked, leadTimeDays: 5, fulfilment: 'to-be-made' as const }],
  }
  return client.call('quote', { key, rfqId, supplier: 0, validUntilMs }, async (): Promise<QuoteFact> => {
    const { data } = await as.submitQuote({ params: { rfqId }, body, idempotencyKey: key })
    return { quoteId: data.id, version: data.version, unitPrice, quantity: asked, validUntilMs }
  })
}

function award(context: LoadContext, client: RecordedClient, rfqId: string, { quoteId, version }: QuoteFact) {
  const key = client.newKey()
  const lines = [{ line: '1', quoteId, version, quantity: asked }]
  return client.call('award', { key, rfqId, quoteId, version }, async () => {
    const { data } = await buying(context).proposeAward({
      params: { rfqId },
      body: { lines, final: true },
      idempotencyKey: key,
    })
    return awardFact(data)
  })
}

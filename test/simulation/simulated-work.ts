/** What people do in the simulation beside the load of the histories: they approve, receive and count. */
import type { Client } from '../../sdk/index.ts'
import { buying, breatheMs, selling, type LoadContext, type Work } from '../histories/load/market.ts'
import { awardFact } from '../histories/load/order-facts.ts'
import { commandOrder, readOrder, recent } from '../histories/load/trading-work.ts'
import type { AwardFact } from '../histories/trade/trade-facts.ts'

/** The buyer's second person: says yes to what the first has asked for, and sends it. */
export const approve =
  (as: Client): Work =>
  async (context) => {
    const { recorder, random, isOn, orders, time } = context
    const client = recorder.client()
    while (isOn()) {
      await time.sleep(breatheMs)
      const orderId = orders.length > 0 ? random.pick(orders.slice(-recent)) : undefined
      const seen = orderId === undefined ? undefined : await readOrder(client, as, orderId)
      if (seen?.status === 'pending-approval') await commandOrder(client, as, 'approveOrder', seen.id)
      if (seen?.status === 'approved') await commandOrder(client, buying(context), 'sendOrder', seen.id)
      const pending = newest<AwardFact>(context, 'award', ({ status }) => status === 'pending-approval')
      if (!pending) continue
      const { awardId, rfqId } = pending
      const lines = pending.lines.map(({ quoteId, version }) => ({ quoteId, version }))
      const key = client.newKey()
      await client.call('award', { key, rfqId, lines }, async () =>
        awardFact((await as.approveAward({ params: { awardId }, idempotencyKey: key })).data),
      )
    }
  }

/** Takes what was shipped: all of it, so that orders close. */
export const receive: Work = async (context) => {
  const { recorder, isOn, time } = context
  const client = recorder.client()
  while (isOn()) {
    await time.sleep(2 * breatheMs)
    const shipped = newest<{ orderId: string; shipmentId: string; status: string }>(
      context,
      'ship',
      ({ status }) => status === 'dispatched',
    )
    if (!shipped) continue
    const { orderId, shipmentId } = shipped
    await client.call('receive', { orderId, shipmentId }, async () => {
      await buying(context).recordReceipt({ params: { orderId }, body: { shipmentId, allAccepted: true } })
      return null
    })
  }
}

/** Counts a lot, and finds more or less than the book has. */
export const count: Work = async (context) => {
  const { market, recorder, random, isOn, time } = context
  const client = recorder.client()
  while (isOn()) {
    await time.sleep(2 * breatheMs)
    const { productId, lots } = random.pick(market.scarce)
    const { lotId, siteId } = random.pick(lots)
    const body = { productId, siteId, counts: [{ lotId, counted: random.below(countedMax) }] }
    await client.call('count', body, async () => {
      await selling(context).takeStock({ body })
      return null
    })
  }
}
const countedMax = 9

/** What was told last of those that answer to a description. */
function newest<Told>({ recorder }: LoadContext, f: string, isWanted: (told: Told) => boolean): Told | undefined {
  const found = recorder.operations.findLast(
    (operation) => operation.type === 'ok' && operation.f === f && isWanted(operation.value as Told),
  )
  return found?.value as Told | undefined
}

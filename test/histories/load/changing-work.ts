/** A buyer who wants more or less of what was confirmed, and its supplier, who agrees or does not, while it ships. */
import { breatheMs, buying, selling, type LoadContext, type Work } from './market.ts'
import type { RecordedClient } from './recorder.ts'
import { commandOrder, proposeQuantity, readOrder, recent } from './trading-work.ts'

const quantityMax = 6

export const changeOrders: Work = async (context) => {
  const { recorder, random, isOn, orders, time } = context
  const [client, other] = [recorder.client(), recorder.client()]
  while (isOn()) {
    if (orders.length > 0) await changeOrder(context, client, other, random.pick(orders.slice(-recent)))
    await time.sleep(breatheMs)
  }
}

async function changeOrder(context: LoadContext, client: RecordedClient, other: RecordedClient, orderId: string) {
  const { random } = context
  const seen = await readOrder(client, buying(context), orderId)
  if (seen?.status !== 'confirmed') return
  const proposed = await proposeQuantity(client, buying(context), orderId, 1 + random.below(quantityMax))
  // One that was left without an answer before is answered now.
  const version = proposed?.order.version ?? seen.version
  const action = random.percent(80) ? 'acceptChange' : 'refuseChange'
  await commandOrder(other, selling(context), action, orderId, version)
}

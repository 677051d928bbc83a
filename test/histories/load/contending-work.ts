/** Workers who want the same record at once: compare-and-set on products and orders, and one list that all append to. */
import { breatheMs, buying, dayAhead, instantAhead, selling, type LoadContext, type Work } from './market.ts'
import { unlessAway } from './recorder.ts'
import { commandOrder, placeOrder, readOrder } from './trading-work.ts'

/** Fewer than what a register is judged by. */
const callsPerRegister = 150
/** Fewer than a page of a list: then one request reads it whole. */
const appendsPerList = 90

/** As many workers as `workers` read and change the brand of one product by its ETag, then of another. */
export function changeRegisters(workers: number): readonly Work[] {
  let current: Promise<string | undefined> | undefined
  let calls = 0
  let brands = 0
  const open = async (context: LoadContext): Promise<string | undefined> => {
    const sku = `REG-${context.recorder.newKey().slice(0, 8)}`
    const client = context.recorder.client()
    // Its first value is told with its key: until then nobody knows of it.
    const body = { sku, name: { en: 'Cheese of many brands' }, brand: 'none' }
    const drafted = await unlessAway(selling(context).draftProduct({ body }))
    if (drafted) await client.call('open-register', { key: drafted.data.id, value: 'none' }, async () => null)
    return drafted?.data.id
  }
  const work: Work = async (context) => {
    const { recorder, random, isOn } = context
    const [client, as] = [recorder.client(), selling(context)]
    while (isOn()) {
      if (!current || calls >= callsPerRegister) [current, calls] = [open(context), 0]
      const key = await current
      if (key === undefined) {
        current = undefined
        await context.time.sleep(breatheMs)
        continue
      }
      calls += 2
      const params = { productId: key }
      const read = async () => {
        const { data, etag = '' } = await as.getProduct({ params })
        return { key, value: data.brand ?? 'none', etag }
      }
      const seen = await client.call('read-register', { key }, read, 'reads')
      if (!seen || random.percent(30)) continue
      const to = `b${(brands += 1)}`
      const change = async () => void (await as.changeProduct({ params, ifMatch: seen.etag, body: { brand: to } }))
      await client.call('cas-register', { key, from: seen.value, to }, change)
    }
  }
  return Array.from({ length: workers }, () => work)
}

/** Appends messages to one RFQ and reads them, then to another. */
export function appendMessages(workers: number): readonly Work[] {
  let current: Promise<string | undefined> | undefined
  let [appends, value] = [0, 0]
  const work: Work = async (context) => {
    const { recorder, random, isOn } = context
    const [client, as] = [recorder.client(), buying(context)]
    while (isOn()) {
      if (!current || appends >= appendsPerList) [current, appends] = [openRfq(context), 0]
      const rfqId = await current
      if (rfqId === undefined) {
        current = undefined
        await context.time.sleep(breatheMs)
      } else if (random.percent(50)) {
        const next = (value += 1)
        appends += 1
        const micro = [['append', rfqId, next]]
        await client.call('txn', micro, async () => {
          await as.postRfqMessage({ params: { rfqId }, body: { text: `${next}` } })
          return micro
        })
      } else {
        const read = async () => {
          const { data } = await as.listRfqMessages({ params: { rfqId }, query: { limit: 100 } })
          return [['r', rfqId, data.items.map(({ text }) => Number(text))]]
        }
        await client.call('txn', [['r', rfqId, null]], read, 'reads')
      }
    }
  }
  return Array.from({ length: workers }, () => work)
}

/** Published to everybody, for one product of the supplier's. Undefined where the exchange does not answer. */
export async function openRfq(context: LoadContext, quantity = 10): Promise<string | undefined> {
  const { market } = context
  const as = buying(context)
  const body = {
    lines: [{ specification: 'Butter', quantity, unit: 'piece' as const }],
    deliverTo: { siteId: market.buyer.siteId },
    incoterm: 'DAP' as const,
    place: 'Rotterdam',
    deliveries: [{ date: dayAhead(context, 30) }],
    paymentTerms: { days: 30, from: 'invoice' as const },
    currency: 'EUR',
    deadline: instantAhead(context, 3 * 86_400_000),
    visibility: { kind: 'open' as const },
  }
  const drafted = await unlessAway(as.draftRfq({ body }))
  const published = drafted && (await unlessAway(as.publishRfq({ params: { rfqId: drafted.data.id } })))
  return published?.data.id
}

/** Orders of goods that are made to order, each command on the version last seen: buyer and supplier against each other. */
export const contendForOrders: Work = async (context) => {
  const { market, recorder, random, isOn } = context
  const [client, other] = [recorder.client(), recorder.client()]
  while (isOn()) {
    const placement = { key: client.newKey(), lines: [{ productId: market.madeToOrder, quantity: 2 }] }
    const placed = await placeOrder(context, client, placement)
    const orderId = placed?.order.id
    if (orderId === undefined) {
      await context.time.sleep(breatheMs)
      continue
    }
    for (const round of [0, 1, 2]) {
      const seen = await readOrder(client, buying(context), orderId)
      if (!seen || !isOn()) break
      const isSent = seen.status === 'sent'
      await Promise.all([
        commandOrder(client, buying(context), isSent || round > 1 ? 'cancelOrder' : 'sendOrder', orderId, seen.version),
        isSent
          ? commandOrder(other, selling(context), random.pick(['confirmOrder', 'declineOrder']), orderId, seen.version)
          : commandOrder(other, buying(context), 'sendOrder', orderId, seen.version),
      ])
    }
  }
}

/** What a supplier does with its goods beside selling them: finds some, loses some, moves them between sites, holds lots and releases them. */
import { everyItem, type Client } from '../../../sdk/index.ts'
import { selling, type LoadContext } from './market.ts'
import { movementFact, reservedInOrder, stockFact } from './order-facts.ts'
import type { RecordedClient } from './recorder.ts'

/** Every movement bears the key that it was asked for with, by which the ledger is held against what was told. */
export async function commandStock(context: LoadContext, client: RecordedClient): Promise<unknown> {
  const { market, random } = context
  const as = selling(context)
  const { productId, lots } = random.pick(market.scarce)
  const draw = random.below(10)
  if (draw < 5) return adjust(client, as, { productId, ...random.pick(lots), by: random.pick([3, 2, -1, -2]) })
  const [from, to] = random.percent(50) ? [lots[0]!, lots[1]!] : [lots[1]!, lots[0]!]
  if (draw < 8) return transfer(client, as, { productId, lotId: from.lotId, from: from.siteId, to: to.siteId })
  return hold(client, as, productId, from.lotId)
}

type Adjustment = { readonly productId: string; readonly lotId: string; readonly siteId: string; readonly by: number }

function adjust(client: RecordedClient, as: Client, { productId, by, ...place }: Adjustment) {
  const key = client.newKey()
  const change =
    by > 0 ? ({ change: 'add', reason: 'found' } as const) : ({ change: 'remove', reason: 'damaged' } as const)
  const body = { ...place, ...change, quantity: Math.abs(by), note: key }
  return client.call('adjust', { key, productId, by }, async () => {
    await as.adjustStock({ body, idempotencyKey: key })
    return null
  })
}

type Transfer = { readonly productId: string; readonly lotId: string; readonly from: string; readonly to: string }

function transfer(client: RecordedClient, as: Client, { productId, lotId, from, to }: Transfer) {
  const key = client.newKey()
  const body = { lotId, fromSiteId: from, toSiteId: to, quantity: 1, note: key }
  return client.call('transfer', { key, productId, by: 0 }, async () => {
    await as.transferStock({ body, idempotencyKey: key })
    return null
  })
}

/** And releases it again: what is held for long is sold to nobody. */
async function hold(client: RecordedClient, as: Client, productId: string, lotId: string): Promise<void> {
  const [held, released] = [client.newKey(), client.newKey()]
  const params = { lotId }
  await client.call('hold', { key: held, productId, by: 0 }, async () => {
    await as.holdLot({ params, body: { reason: held }, idempotencyKey: held })
    return null
  })
  // Also where nobody knows whether it is held: else it might be so for ever.
  await client.call('hold', { key: released, productId, by: 0 }, async () => {
    await as.releaseLot({ params, body: { reason: released }, idempotencyKey: released })
    return null
  })
}

export const readStock = (context: LoadContext, client: RecordedClient) => {
  const { productId } = context.random.pick(context.market.scarce)
  const read = async () => stockFact((await selling(context).listStock({ query: { productId } })).data.items[0]!)
  return client.call('read-stock', { productId }, read, 'reads')
}

/** Which orders have had goods of a product set aside, in the order of its book: later pages are older, and do not change. */
export const readLedger = (context: LoadContext, client: RecordedClient) => {
  const { productId } = context.random.pick(context.market.scarce)
  const read = async () => {
    const newestFirst = []
    for await (const movement of everyItem((page) =>
      selling(context).listStockMovements({ query: { productId, ...page } }),
    ))
      newestFirst.push(movementFact(movement))
    return { productId, orders: reservedInOrder(newestFirst.toReversed()) }
  }
  return client.call('read-ledger', { productId }, read, 'reads')
}

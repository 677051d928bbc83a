/** An exchange that pages may call, and what a page is given to trade there. */
import { Webhook } from 'standardwebhooks'
import { daysAhead, goodPassword, openTradingFloor } from '../open-trading-floor.ts'
import { startExchange, type RunningExchange } from '../start-exchange.ts'
import type { PageGiven, PageTold } from './trade-in-page.ts'

export type PageMarket = { readonly exchange: RunningExchange; readonly given: PageGiven }

const body = JSON.stringify({ type: 'order.sent', data: { orderId: 'ord_1' } })

/** @param origin  of pages elsewhere that may call it; none where absent */
export async function openPageMarket(origin?: string): Promise<PageMarket> {
  const exchange = await startExchange(origin === undefined ? {} : { environment: { FX_ORIGINS: origin } })
  const floor = await openTradingFloor(exchange, { suppliers: 1 })
  const { productId } = await floor.offer(floor.suppliers[0]!)
  const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, all').toString('base64')}`
  const at = new Date()
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  }
  const { id: organisation, siteId, owner } = floor.buyer
  const order = { supplierId: floor.suppliers[0]!.id, productId, siteId, deliveryDate: daysAhead(20) }
  return {
    exchange,
    given: {
      baseUrl: exchange.url,
      email: owner.email,
      password: goodPassword,
      organisation,
      order,
      webhook: { secret, headers, body },
    },
  }
}

/** What every page has to tell. */
export const wanted: PageTold = {
  strange: [],
  statuses: ['sent'],
  etag: true,
  refusedWith: 'order/not-in-this-state',
  heard: [1, 1],
  sockets: 2,
  webhook: body,
  forged: 'refused',
}

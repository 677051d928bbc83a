/** The market that a load is let loose on: one buyer, two suppliers, little stock, and records to contend for. */
import type { Client } from '../../../sdk/index.ts'
import { daysAhead, openTradingFloor } from '../../support/open-trading-floor.ts'
import type { SeededRandom } from '../seeded-random.ts'
import type { ExchangeRig } from './exchange-rig.ts'
import type { Recorder } from './recorder.ts'

/** A company, by the one who acts for it. */
export type Trader = { readonly id: string; readonly siteId: string; readonly owner: { readonly client: Client } }

export type Market = {
  readonly buyer: Trader
  readonly supplier: Trader
  readonly rival: Trader
  /** Little of each, in two lots at two of the supplier's sites. */
  readonly scarce: readonly ScarceGoods[]
  /** Of which as much is made as is ordered: nothing moves its orders but commands. */
  readonly madeToOrder: string
  /** The same of the rival's. */
  readonly rivalMadeToOrder: string
}

export type ScarceGoods = {
  readonly productId: string
  readonly lots: readonly { readonly lotId: string; readonly siteId: string }[]
}

const unitPrices = ['12.345', '0.627', '3.33'] as const
const lotQuantities = [12, 9] as const

export async function openMarket({ exchange }: ExchangeRig): Promise<Market> {
  const { buyer, suppliers, offer } = await openTradingFloor(exchange)
  const [supplier, rival] = suppliers as [(typeof suppliers)[0], (typeof suppliers)[0]]
  const { client } = supplier.owner
  const address = { lines: ['Havenweg 2'], postalCode: '3011 AB', city: 'Rotterdam', country: 'NL' }
  const second = await client.addSite({
    params: { organisationId: supplier.id },
    body: { name: 'Cold store', address },
  })
  const scarce = await Promise.all(
    unitPrices.map(async (unitPrice, n): Promise<ScarceGoods> => {
      const { productId, lotIds } = await offer(supplier, { unitPrice, lots: [{ quantity: lotQuantities[0] }] })
      const stored = { siteId: second.data.id, quantity: lotQuantities[1], code: `C${n}`, markedOn: daysAhead(365) }
      const lot = await client.registerLot({ body: { productId, ...stored } })
      return {
        productId,
        lots: [
          { lotId: lotIds[0]!, siteId: supplier.siteId },
          { lotId: lot.data.id, siteId: second.data.id },
        ],
      }
    }),
  )
  const [made, rivals] = [await offer(supplier, { lots: [] }), await offer(rival, { lots: [] })]
  return {
    buyer,
    supplier,
    rival,
    scarce,
    madeToOrder: made.productId,
    rivalMadeToOrder: rivals.productId,
  }
}

/** What every worker has. */
export type LoadContext = {
  readonly market: Market
  readonly recorder: Recorder
  readonly random: SeededRandom
  /** The machine's, or one that only passes because everybody waits. */
  readonly time: LoadTime
  /** True until the load is over. */
  readonly isOn: () => boolean
  /** Orders that workers know of, the newest last; bounded. */
  readonly orders: string[]
  /** Of placements: what was asked under which key. */
  readonly placements: Placement[]
}

export type Placement = {
  readonly key: string
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[]
}

export type LoadTime = {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
  readonly sleep: (delayMs: number) => Promise<unknown>
}

/** `YYYY-MM-DD`, so many days from today, UTC. */
export const dayAhead = ({ time }: Pick<LoadContext, 'time'>, days: number): string =>
  instantAhead({ time }, days * 86_400_000).slice(0, 10)

/** ISO 8601, so many milliseconds from now. */
export const instantAhead = ({ time }: Pick<LoadContext, 'time'>, ms: number): string =>
  new Date(time.nowMs() + ms).toISOString()

/** A worker, until the load is over. */
export type Work = (context: LoadContext) => Promise<void>

export const buying = ({ market }: LoadContext): Client => market.buyer.owner.client
export const selling = ({ market }: LoadContext): Client => market.supplier.owner.client

/** After what was refused or lost, so that a server that is away is not asked a thousand times a second. */
export const breatheMs = 25

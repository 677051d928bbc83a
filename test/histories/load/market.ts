/** The market that a load is let loose on: one buyer, two suppliers, little stock, and records to contend for. */
import type { Client } from '../../../sdk/index.ts'
import { openTradingFloor, type Company } from '../../support/open-trading-floor.ts'
import type { SeededRandom } from '../seeded-random.ts'
import type { ExchangeRig } from './exchange-rig.ts'
import type { Recorder } from './recorder.ts'

export type Market = {
  readonly buyer: Company
  readonly supplier: Company
  readonly rival: Company
  /** Little of each. */
  readonly scarce: readonly { readonly productId: string; readonly lotId: string }[]
  /** Of which as much is made as is ordered: nothing moves its orders but commands. */
  readonly madeToOrder: string
}

const unitPrices = ['12.345', '0.627', '3.33'] as const
const lotQuantities = [12, 9]

export async function openMarket({ exchange }: ExchangeRig): Promise<Market> {
  const { buyer, suppliers, offer } = await openTradingFloor(exchange)
  const [supplier, rival] = suppliers as [Company, Company]
  const scarce = await Promise.all(
    unitPrices.map((unitPrice) =>
      offer(supplier, { unitPrice, lots: lotQuantities.map((quantity) => ({ quantity })) }),
    ),
  )
  const made = await offer(supplier, { lots: [] })
  return {
    buyer,
    supplier,
    rival,
    scarce: scarce.map(({ productId, lotIds }) => ({ productId, lotId: lotIds[0]! })),
    madeToOrder: made.productId,
  }
}

/** What every worker has. */
export type LoadContext = {
  readonly market: Market
  readonly recorder: Recorder
  readonly random: SeededRandom
  /** True until the load is over. */
  readonly isOn: () => boolean
  /** Orders that workers know of, the newest last; bounded. */
  readonly orders: string[]
  /** Of placements: what was asked under which key. */
  readonly placements: Placement[]
}

export type Placement = { readonly key: string; readonly productId: string; readonly quantity: number }

/** A worker, until the load is over. */
export type Work = (context: LoadContext) => Promise<void>

export const buying = ({ market }: LoadContext): Client => market.buyer.owner.client
export const selling = ({ market }: LoadContext): Client => market.supplier.owner.client

/** After what was refused or lost, so that a server that is away is not asked a thousand times a second. */
export const breatheMs = 25

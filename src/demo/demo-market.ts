/** The demo market as those parts see it that let its people trade: who there is, and what there is to trade. */
import type { Client } from '../../sdk/v2.ts'
import type { Goods } from './stock-demo-market.ts'
import type { Trader } from './open-demo-people.ts'

export type DemoMarket = {
  readonly staff: Client
  /** By the company's key. Throws for one that there is not. */
  readonly trader: (key: string) => Trader
  /** The nth product (from 0) of a supplier in a category. Throws where there is none. */
  readonly goods: (supplier: string, category: string, nth?: number) => Goods
  readonly now: () => number
}

export function demoMarket(
  staff: Client,
  traders: readonly Trader[],
  goods: readonly Goods[],
  now: () => number,
): DemoMarket {
  const byKey = new Map(traders.map((trader) => [trader.company.key, trader]))
  return {
    staff,
    now,
    trader(key) {
      const found = byKey.get(key)
      if (!found) throw new Error(`There is no company "${key}" in the demo.`)
      return found
    },
    goods(supplier, category, nth = 0) {
      const found = goods.filter((one) => one.supplier === supplier && one.draft.category === category)[nth]
      if (!found) throw new Error(`"${supplier}" has no product ${nth} of ${category} in the demo.`)
      return found
    },
  }
}

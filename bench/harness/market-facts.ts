/** What a bench knows of the market it asks: who trades there, and what there is to ask for. */

export type Party = { readonly id: string; readonly siteId: string; readonly email: string }

/** What a bench must know of the market to ask for it. */
export type MarketFacts = {
  readonly supplier: Party
  readonly buyer: Party
  readonly staffEmail: string
  /** Ids and names of all products, side by side. */
  readonly productIds: readonly string[]
  readonly names: readonly string[]
  /** Those with lots in stock, as places in the lists above. */
  readonly stocked: readonly number[]
  /** Categories with 20 products or more. */
  readonly categories: readonly string[]
  readonly countries: readonly string[]
  /** How many of the products are real ones. */
  readonly real: number
}

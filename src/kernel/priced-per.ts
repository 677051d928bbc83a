/** What one unit price buys, which is not always what is counted: a wheel of cheese is one piece, and costs so much a kilogram. */

export const pricedPers = ['piece', 'kilogram', 'litre'] as const
export type PricedPer = (typeof pricedPers)[number]

/** Of what a product is sold by. */
export const pricedPerOf = (soldBy: PricedPer | 'catch-weight'): PricedPer =>
  soldBy === 'catch-weight' ? 'kilogram' : soldBy

/** What a buyer pays, in /v2: the price says its currency and its measure itself. */
import { priced, type PriceTerms } from '../shapes/shape-changes.ts'
import type { Json } from '../shapes/json-paths.ts'

const beside = ({ currency, pricedPer }: Json): PriceTerms => ({ currency, per: pricedPer })
const said = { absorbed: ['currency', 'pricedPer'] } as const

export const priceShown = priced('', beside, said)
export const basketShown = priced('items[].price', beside, said)
export const summaryShown = priced('price', beside, said)
export const similarShown = priced('items[].price', beside, said)

/** All properties of a trade, judged over one history. */
import type { Operation } from '../checker/history.ts'
import { acknowledgedProperties } from './acknowledged-properties.ts'
import { auditProperties } from './audit-properties.ts'
import { eventProperties } from './event-properties.ts'
import { livenessProperties } from './liveness-properties.ts'
import { orderProperties } from './order-properties.ts'
import { quoteProperties } from './quote-properties.ts'
import { stockProperties } from './stock-properties.ts'
import { readTrade, type Finding } from './trade-facts.ts'

export const tradeProperties = [
  ...stockProperties,
  ...acknowledgedProperties,
  ...orderProperties,
  ...quoteProperties,
  ...eventProperties,
  ...auditProperties,
  ...livenessProperties,
]

export type TradeFinding = Finding & { readonly name: string; readonly says: string }

export function checkTrade(history: readonly Operation[]): readonly TradeFinding[] {
  const trade = readTrade(history)
  return tradeProperties.map(({ name, says, judge }) => ({ name, says, ...judge(trade) }))
}

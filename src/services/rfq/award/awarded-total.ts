/** What an award comes to in the buyer's currency, with freight and charges: what its approval is judged by. */
import { addMoney, sumMoney, type Money } from '../../../kernel/money.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Allotment } from './allotment.ts'
import { atField } from '../request/rfq-checks.ts'
import { inSnapshot, rateOf, type RateSnapshot } from '../comparison/exchange-rates.ts'
import type { Charge } from '../quote/quote-details.ts'

/** One quote's part, which becomes one order. */
export type AwardedQuote = {
  readonly quoteId: string
  readonly version: number
  readonly supplierId: string
  readonly charges: readonly Charge[]
  /** In the quote's currency, with charges. */
  readonly total: Money
  /** In the buyer's. */
  readonly converted: Money
}

export type AwardedTotal = { readonly total: Money; readonly quotes: readonly AwardedQuote[] }

/**
 * Each quote is summed in its own currency and converted once. Refuses a currency without a rate: what cannot be
 * reckoned cannot be approved; and, by the line that makes it so, what money cannot hold.
 * @param allotments  one for each line of the award, in its order
 */
export function awardedTotal(
  allotments: readonly Allotment[],
  chargesOf: (quoteId: string) => readonly Charge[],
  rates: RateSnapshot,
): Result<AwardedTotal> {
  const quotes: AwardedQuote[] = []
  for (const [quoteId, parts] of Map.groupBy(allotments, (part) => part.quoteId)) {
    const { currency, version, supplierId } = parts[0]!
    const charges = chargesOf(quoteId)
    const field = `/lines/${allotments.indexOf(parts.at(-1)!)}`
    const amounts = [...parts.map(({ net }) => net), ...charges.map(({ amount }) => amount)]
    const total = sumMoney(currency, amounts)
    if (!total.ok) return reject(atField(field, total.rejection))
    if (rateOf(rates, currency) === undefined) return reject(noExchangeRate(currency, rates.to))
    const converted = inSnapshot(rates, total.value)
    if (converted === undefined) return reject(atField(field, tooLarge))
    quotes.push({ quoteId, version, supplierId, charges, total: total.value, converted })
  }
  const total = sumMoney(
    rates.to,
    quotes.map(({ converted }) => converted),
  )
  return total.ok ? accept({ total: total.value, quotes }) : reject(atField('/lines', total.rejection))
}

/** What thresholds are held against: this award, and what else of the RFQ was awarded. Splitting evades nothing. */
export const judgedTotal = (total: Money, others: readonly Money[]): Result<Money> => {
  const sum = sumMoney(total.currency, others)
  const judged = sum.ok ? addMoney(sum.value, total) : sum
  return judged.ok ? judged : reject(atField('/lines', judged.rejection))
}

const noExchangeRate = (from: string, to: string): Rejection => ({
  kind: 'conflict',
  code: 'award/no-exchange-rate',
  detail: `Nobody has said what ${from} is worth in ${to}; the platform sets exchange rates.`,
  facts: { from, to },
})
const tooLarge: Rejection = {
  kind: 'invalid',
  code: 'money/overflow',
  detail: `An amount has at most ${Number.MAX_SAFE_INTEGER} minor units.`,
}

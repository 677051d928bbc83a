/** What claimed goods come to: the agreed price, rounded as an invoice's line is. */
import { divideRounded } from '../../../kernel/decimal.ts'
import type { Money } from '../../../kernel/money.ts'
import type { Result } from '../../../kernel/result.ts'
import { lineNet } from '../order/order-pricing.ts'
import type { ClaimDetails } from './claim-details.ts'

/** So much of the line, before tax, rounded once, half up to the minor unit; catch weight by its share of the grams. */
export function creditFor({ of, price }: Pick<ClaimDetails, 'of' | 'price'>, quantity: number): Result<Money> {
  const measured = of.grams === undefined ? quantity : shareOf(of.grams, quantity, of.quantity)
  return lineNet(price, measured, price.currency)
}

/** So many of so many pieces by weight, to the gram, half up. */
export const shareOf = (grams: number, pieces: number, of: number): number =>
  of === 0 ? 0 : Number(divideRounded(BigInt(grams) * BigInt(pieces), BigInt(of), 'half-up'))

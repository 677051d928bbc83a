/** What a quantity of a quoted line costs: the break it reaches, reckoned as its order will be. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { fromUnscaled, type Decimal } from '../../../kernel/decimal.ts'
import { multiplyUnitPrice, type Money } from '../../../kernel/money.ts'
import type { Result } from '../../../kernel/result.ts'
import type { Break, OfferedProduct } from './quote-details.ts'

/** The price from the last break that the quantity reaches; undefined below the least that is sold. */
export const unitPriceAt = (breaks: readonly Break[], quantity: number): Decimal | undefined =>
  breaks.findLast(({ from }) => from <= quantity)?.unitPrice

type Measured = Pick<OfferedProduct, 'pricedPer' | 'nominalGrams'>

/** By what a unit price is multiplied: pieces, or kilograms or litres; catch weight by its expected weight. */
export const pricedQuantity = ({ pricedPer, nominalGrams = 1 }: Measured, quantity: number): Decimal =>
  pricedPer === 'piece' ? fromUnscaled(BigInt(quantity), 0) : fromUnscaled(BigInt(quantity) * BigInt(nominalGrams), 3)

/** The net of a line, half up to the minor unit. Refuses what money cannot hold. */
export const netOf = (
  product: Measured,
  { unitPrice, quantity }: { readonly unitPrice: Decimal; readonly quantity: number },
  currency: CurrencyCode,
): Result<Money> => multiplyUnitPrice(unitPrice, pricedQuantity(product, quantity), currency)

/**
 * What a quoted line is worth by the buyer's weights. Each criterion gives 0 to 100 points, a score is their weighted
 * sum over 100, with two decimals, half up:
 *
 * - price: 100 × lowest landed price ÷ this one; what costs nothing gets 100, and all others then 0
 * - leadTime: 100 × (shortest days + 1) ÷ (these days + 1), so that "at once" divides nothing by zero
 * - evidence: 100 × requirements met ÷ requirements asked; 100 where nothing was asked
 * - coverage: 100 × quantity offered, at most what was asked, ÷ quantity asked
 *
 * A price that is unknown gets no points and is no yardstick for others.
 */
import {
  addDecimals,
  compareDecimals,
  decimal,
  divideDecimals,
  multiplyDecimals,
  roundDecimal,
  signOf,
  type Decimal,
} from '../../../kernel/decimal.ts'
import { criteria, type Criterion, type Weights } from '../request/rfq-details.ts'

export type Scorable = {
  /** Landed, for the RFQ's unit, in the buyer's currency; undefined where it is unknown. */
  readonly price: Decimal | undefined
  readonly leadTimeDays: number
  readonly evidence: { readonly met: number; readonly asked: number }
  readonly coverage: { readonly offered: number; readonly asked: number }
}

export type Points = { readonly [C in Criterion]: Decimal }
export type Score = { readonly score: Decimal; readonly points: Points }

/** Scores of the lines that compete, in their order. */
export function scoresOf(lines: readonly Scorable[], weights: Weights): readonly Score[] {
  const lowest = lines
    .map(({ price }) => price)
    .filter((price) => price !== undefined)
    .reduce<Decimal | undefined>((a, b) => (a !== undefined && compareDecimals(a, b) <= 0 ? a : b), undefined)
  const shortest = Math.min(...lines.map(({ leadTimeDays }) => leadTimeDays))
  return lines.map((line) => {
    const points: Points = {
      price: pricePoints(line.price, lowest),
      leadTime: share(shortest + 1, line.leadTimeDays + 1),
      evidence: line.evidence.asked === 0 ? full : share(line.evidence.met, line.evidence.asked),
      coverage: share(Math.min(line.coverage.offered, line.coverage.asked), line.coverage.asked),
    }
    const sum = criteria.reduce(
      (total, criterion) => addDecimals(total, multiplyDecimals(points[criterion], decimal(weights[criterion]))),
      decimal('0'),
    )
    return { score: quotient(sum, decimal('100'), 2), points }
  })
}

const full = decimal('100')
const none = decimal('0')

function pricePoints(price: Decimal | undefined, lowest: Decimal | undefined): Decimal {
  if (price === undefined || lowest === undefined) return none
  if (signOf(price) === 0) return full
  return quotient(multiplyDecimals(lowest, full), price, 2)
}

const share = (part: number, whole: number): Decimal =>
  quotient(multiplyDecimals(decimal(part), full), decimal(whole), 2)

/** The divisor is never zero: prices are checked above, quantities and days are 1 or more. */
const quotient = (a: Decimal, b: Decimal, scale: number): Decimal => {
  const result = divideDecimals(a, b, scale, 'half-up')
  if (!result.ok) throw new RangeError(result.rejection.detail)
  return roundDecimal(result.value, scale, 'half-up')
}

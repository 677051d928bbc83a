/** How an amount is taxed, in the words of EN 16931: a category, a rate, and why where there is no tax. */
import { compareDecimals, decimal, signOf, type Decimal } from '../../../kernel/decimal.ts'
import { invalidField } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'

/**
 * UNCL 5305 as EN 16931 narrows it: S standard (any rate above zero), Z zero rated, E exempt, AE reverse charge,
 * K intra-community supply, G export, O not subject to tax, L and M the taxes of the Canary Islands and of Ceuta and
 * Melilla.
 */
export const taxCategories = ['S', 'Z', 'E', 'AE', 'K', 'G', 'O', 'L', 'M'] as const
export type TaxCategory = (typeof taxCategories)[number]

export type TaxTreatment = {
  /** BT-151 of a line, BT-95 of an allowance, BT-102 of a charge. */
  readonly category: TaxCategory
  /** Percent, such as '21' or '5.5' (BT-152, BT-96, BT-103); none where nothing is subject to tax. */
  readonly ratePercent?: Decimal
  /** In words (BT-120) and as a code of the VATEX list (BT-121). */
  readonly reason?: string
  readonly reasonCode?: string
}

/** What stands on the paper where nobody says it otherwise. */
const reasonCodes: Readonly<Partial<Record<TaxCategory, string>>> = {
  AE: 'VATEX-EU-AE',
  K: 'VATEX-EU-IC',
  G: 'VATEX-EU-G',
  O: 'VATEX-EU-O',
}

const zero = decimal('0')
const hundred = decimal('100')

/**
 * Completes a treatment: the zero rate and the code of the reason where the category has only one. Refuses, by the
 * field below `pointer`, a rate that the category does not have (BR-S-05, BR-Z-05, BR-E-05, BR-AE-05, BR-IC-05,
 * BR-G-05, BR-O-05) and a reason that is missing (BR-E-10) or has no place (BR-S-10, BR-Z-10).
 */
export function taxTreatment(given: TaxTreatment, pointer: string): Result<TaxTreatment> {
  const { category, ratePercent, reason, reasonCode = reasonCodes[category] } = given
  const problem = problemOfRate(given)
  if (problem !== undefined) return reject(invalidField('invoice/tax-rate', `${pointer}/ratePercent`, problem))
  const says = reason !== undefined || reasonCode !== undefined
  if (isTaxed(category) && says)
    return reject(invalidField('invoice/tax-reason', `${pointer}/reason`, `Category ${category} carries no reason.`))
  if (category === 'E' && !says)
    return reject(invalidField('invoice/tax-reason', `${pointer}/reason`, 'An exemption says why (category E).'))
  return accept({
    category,
    ...(category !== 'O' && { ratePercent: ratePercent ?? zero }),
    ...(reason !== undefined && { reason }),
    ...(reasonCode !== undefined && { reasonCode }),
  })
}

/** Whether tax of a category is reckoned by its rate, which may be zero for Z, L and M. */
const isTaxed = (category: TaxCategory): boolean => ['S', 'Z', 'L', 'M'].includes(category)

function problemOfRate({ category, ratePercent }: TaxTreatment): string | undefined {
  switch (category) {
    case 'S':
      if (ratePercent === undefined || signOf(ratePercent) <= 0) return 'The standard category has a rate above zero.'
      break
    case 'L':
    case 'M':
      if (ratePercent === undefined || signOf(ratePercent) < 0)
        return `Category ${category} has a rate of zero or more.`
      break
    case 'O':
      if (ratePercent !== undefined) return 'What is not subject to tax has no rate, not even zero.'
      break
    case 'Z':
    case 'E':
    case 'AE':
    case 'K':
    case 'G':
      if (ratePercent !== undefined && ratePercent !== zero) return `Category ${category} has the rate zero.`
  }
  return ratePercent !== undefined && compareDecimals(ratePercent, hundred) > 0 ? 'A rate is at most 100 %.' : undefined
}

/** Amounts with one key are taxed together: a category at a rate (BG-23). */
export const taxKey = ({ category, ratePercent }: TaxTreatment): string => `${category} ${ratePercent ?? '-'}`

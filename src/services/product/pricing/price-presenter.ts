/** What a buyer pays, as it is shown: with whether so much can be ordered, or with why there is no price. */
import type { PricedPer } from '../../../kernel/priced-per.ts'
import { stepViolation, type AppliedPrice } from './applicable-price.ts'

/** A price as it is shown for a quantity; without one, for the least that can be ordered. */
export function presentApplied(price: AppliedPrice, quantity: number | undefined, pricedPer: PricedPer) {
  const wanted = quantity ?? price.minimumQuantity
  const violation = stepViolation(price, wanted)
  return {
    quantity: wanted,
    ...price,
    pricedPer,
    orderable: violation === undefined,
    ...(violation && { violation: presentRefusal(violation) }),
  }
}

type Refusal = { readonly code: string; readonly detail: string; readonly facts?: Readonly<Record<string, unknown>> }
export const presentRefusal = ({ code, detail, facts }: Refusal): Refusal => ({ code, detail, ...(facts && { facts }) })

/** What a receipt says comes to: which portions it judges, what changes on the order, what goes back to the supplier. */
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { QuantityChange } from '../order/fulfilment.ts'
import type { Judged, Outcome, Portion, ReceiptLine } from './shipment-details.ts'
import { unjudged } from './shipment-state.ts'

/**
 * Goods that go back into the supplier's book: from which portion, how many, why. What came beyond what was shipped is
 * none of them: it never left the book, and a buyer could write any number into it.
 */
export type Returned = {
  readonly portion: Portion
  readonly quantity: number
  readonly grams?: number
  readonly why: Outcome
}

/** What the buyer takes of what came beyond what was shipped, by the portion it was found with. */
export type TakenOver = { readonly portion: Portion; readonly quantity: number; readonly grams?: number }

export type Judgement = {
  /** The portions after it. */
  readonly portions: readonly Portion[]
  /** Sums by delivery. */
  readonly changes: readonly QuantityChange[]
  readonly returned: readonly Returned[]
  readonly takenOver: readonly TakenOver[]
}

type Parts = { -readonly [Part in keyof Judged]?: number }

/** What one unit of a line does to the portion it judges. */
function effectOf({ outcome, of }: Pick<ReceiptLine, 'outcome' | 'of'>): Parts {
  const taken: Parts = of === undefined ? {} : { [of]: -1 }
  switch (outcome) {
    case 'accepted':
      return { ...taken, accepted: 1, ...(of === 'over' && { overAccepted: 1 }) }
    case 'short':
      return { ...taken, missing: 1 }
    case 'over':
      return { over: 1 }
    case 'held':
      return { held: 1 }
    case 'damaged':
    case 'short-dated':
    case 'temperature-excursion':
      // What came beyond what was shipped was never counted as shipped, so refusing it changes nothing else.
      return of === 'over' ? taken : { ...taken, refused: 1 }
  }
}

const isRefusal = (outcome: Outcome): boolean =>
  outcome === 'damaged' || outcome === 'short-dated' || outcome === 'temperature-excursion'

/** Applies the lines of a receipt in order. Refuses, by its field, a line that judges what is not there. */
export function judge(portions: readonly Portion[], lines: readonly ReceiptLine[]): Result<Judgement> {
  const after = [...portions]
  const changes = new Map<string, Parts>()
  const returned: Returned[] = []
  const takenOver: TakenOver[] = []
  for (const [index, line] of lines.entries()) {
    const problem = problemOf(line, after)
    if (problem) return reject(atLine(problem, index))
    let left = line.quantity
    for (const [at, portion] of after.entries()) {
      if (left === 0) break
      if (!isOf(portion, line)) continue
      const quantity = Math.min(left, line.outcome === 'over' ? left : judgeable(portion, line.of))
      if (quantity === 0) continue
      left -= quantity
      const effect = effectOf(line)
      const judged = { ...portion, judged: sumOf(portion.judged, effect, quantity) }
      after[at] = judged
      changes.set(portion.deliveryId, sumOf(changes.get(portion.deliveryId) ?? {}, effect, quantity))
      if (line.of === 'over' && line.outcome === 'accepted') {
        const weighed = quantity === line.quantity ? line.grams : undefined
        takenOver.push({ portion, quantity, ...(weighed !== undefined && { grams: weighed }) })
      }
      if (!isRefusal(line.outcome) || line.disposition === 'disposed' || line.of === 'over') continue
      const grams = gramsOf(line, portion, quantity)
      returned.push({ portion, quantity, why: line.outcome, ...(grams !== undefined && { grams }) })
      if (grams !== undefined) after[at] = { ...judged, gramsBack: (portion.gramsBack ?? 0) + grams }
    }
    if (left > 0) return reject(atLine(tooMuch(line, line.quantity - left), index))
  }
  return accept({
    portions: after,
    changes: [...changes].map(([deliveryId, parts]) => ({ deliveryId, ...parts })),
    returned,
    takenOver,
  })
}

/** The lines that accept all that nobody has judged. */
export const acceptingAll = (portions: readonly Portion[]): readonly ReceiptLine[] =>
  portions.flatMap((portion) => {
    const quantity = unjudged(portion)
    const { deliveryId, lotId } = portion
    return quantity > 0 ? [{ deliveryId, lotId, outcome: 'accepted' as const, quantity }] : []
  })

/** All that nobody has judged, as one outcome: a refused or lost shipment. */
export const judgingAll = (portions: readonly Portion[], outcome: 'damaged' | 'short'): Judgement => {
  const lines = acceptingAll(portions).map((line) => ({ ...line, outcome }))
  const judged = judge(portions, lines)
  if (!judged.ok) throw new Error(`What is left of a shipment cannot be judged: ${judged.rejection.detail}`)
  return judged.value
}

const isOf = (portion: Portion, { deliveryId, lotId }: ReceiptLine): boolean =>
  portion.deliveryId === deliveryId && portion.lotId === lotId

const judgeable = (portion: Portion, of: ReceiptLine['of']): number =>
  of === undefined ? unjudged(portion) : portion.judged[of]

function sumOf<Sum extends Parts>(sum: Sum, effect: Parts, quantity: number): Sum {
  const next: Parts = { ...sum }
  for (const [part, each] of Object.entries(effect) as [keyof Judged, number][])
    next[part] = (next[part] ?? 0) + each * quantity
  return next as Sum
}

/**
 * Catch weight comes back by what was weighed, or else by its share of what left; never more than is left of what left,
 * with a gram for each piece that may still come back.
 */
function gramsOf(line: ReceiptLine, portion: Portion, quantity: number): number | undefined {
  const { grams, gramsBack = 0, judged } = portion
  if (grams === undefined) return undefined
  const weighed = quantity === line.quantity ? line.grams : undefined
  const share = Math.max(quantity, Math.round((grams * quantity) / portion.quantity))
  const staying = portion.quantity - judged.refused - quantity
  return Math.min(weighed ?? share, grams - gramsBack - staying)
}

function problemOf(line: ReceiptLine, portions: readonly Portion[]): Rejection | undefined {
  if (!Number.isSafeInteger(line.quantity) || line.quantity < 1)
    return invalidField('order/quantity', '/quantity', 'A quantity is a whole number of 1 or more.')
  const portion = portions.find((each) => isOf(each, line))
  if (!portion) return invalidField('shipment/unknown-lot', '/lotId', 'The shipment has no such lot for this delivery.')
  if (line.grams !== undefined && portion.grams === undefined) return notWeighed('/grams')
  const senseless =
    line.of !== undefined && (line.outcome === 'over' || line.outcome === 'held' || line.outcome === 'short')
  if (senseless)
    return invalidField('shipment/judged-otherwise', '/outcome', `What was ${line.of} is accepted now, or refused.`)
  return undefined
}

/** A second weight is for what has two measures; anything else is weighed as it is counted, or not at all. */
export const notWeighed = (pointer: string): Rejection =>
  invalidField(
    'shipment/weight-unexpected',
    pointer,
    'These goods are not sold by catch weight: leave their weight out.',
  )

const tooMuch = ({ of, quantity }: ReceiptLine, there: number): Rejection => {
  const what = of === undefined ? 'shipped and not judged yet' : of
  return {
    kind: 'conflict',
    code: 'shipment/more-than-there',
    detail: `Of this lot ${there} are ${what}; ${quantity} is more. What came beyond it is "over".`,
    errors: [{ pointer: '/quantity', detail: `At most ${there}.` }],
    facts: { there, asked: quantity },
  }
}

const atLine = (rejection: Rejection, index: number): Rejection => ({
  ...rejection,
  errors: (rejection.errors ?? []).map(({ pointer, detail }) => ({ pointer: `/lines/${index}${pointer}`, detail })),
})

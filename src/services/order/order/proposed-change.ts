/** A change order on its way: proposed by one side, agreed by the other, approved where it costs the buyer more. */
import { signOf } from '../../../kernel/decimal.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { utcDate, type Instant } from '../../../kernel/time.ts'
import { closing, otherPartysAnswer } from './cancellation.ts'
import { dueOf, type Delivery } from './fulfilment.ts'
import { isPriceable, outcomeOf, withTerms, type ChangedOrder } from './order-change.ts'
import { atAsked, isQuantity, notAQuantity, problemOfAdvance, problemOfChanges } from './order-checks.ts'
import type { PaymentTerms } from './order-details.ts'
import type { AskedChange, DeliveryChange, OrderChange, OrderCommandOf, OrderEvent } from './order-events.ts'
import { proposedChange, type KnownOrder, type ProposedChange } from './order-state.ts'

type Decision = Result<readonly OrderEvent[]>

/** They stand in the order with what each of them touched. */
export const changesMax = 50
/** Deliveries in one change, each by itself: what a line's price is for counts too. */
export const touchedMax = 200

/** Whatever is said about a change order by the two sides. */
export function talkOfChange(
  command: OrderCommandOf<'propose-change' | 'accept-change' | 'refuse-change' | 'withdraw-change'>,
  state: KnownOrder,
): Decision {
  switch (command.type) {
    case 'propose-change':
      return proposeChange(command, state)
    case 'accept-change':
      return acceptChange(command, state)
    case 'refuse-change':
      return refuseChange(command, state)
    case 'withdraw-change':
      return withdrawChange(command, state)
  }
}

function proposeChange(command: OrderCommandOf<'propose-change'>, state: KnownOrder): Decision {
  const { at, by, side, reason, change: asked } = command
  if ((state.changes?.length ?? 0) >= changesMax) return reject(tooManyChanges)
  const problem = problemOfAsked(asked, state, utcDate(at as Instant))
  if (problem) return reject(problem)
  const change = explicitChange(asked, state)
  const touched = change.deliveries.length + change.added.length
  if (touched === 0 && !change.paymentTerms) return reject(nothingNew)
  if (touched > touchedMax) return reject(tooMuchAtOnce(touched))
  const outcome = outcomeOf(state, change)
  if (!outcome.ok) return reject(atAsked(outcome.rejection, state, asked))
  return accept([{ type: 'order/change-proposed', at, by, side, reason, change, total: outcome.value.total }])
}

function acceptChange(command: OrderCommandOf<'accept-change'>, state: KnownOrder): Decision {
  const { at, by, side, steps } = command
  const proposed = proposedChange(state)
  if (!proposed) return accept([])
  if (proposed.side === side) return reject(otherPartysAnswer)
  if (steps.length === 0) return takeChange({ at, by }, state)
  const outcome = outcomeNow(state, proposed)
  if (!outcome.ok) return outcome
  return accept([{ type: 'order/change-submitted', at, by, steps, total: outcome.value.total }])
}

/** Goods move while a change is talked about; what it comes to is reckoned as it takes effect. */
export function takeChange({ at, by }: { at: string; by: string }, state: KnownOrder): Decision {
  const proposed = proposedChange(state)
  if (!proposed) return accept([])
  const outcome = outcomeNow(state, proposed)
  if (!outcome.ok) return outcome
  const { deliveries } = outcome.value
  const { paymentTerms } = proposed.change
  const number = (state.changes?.length ?? 0) + 1
  const terms = paymentTerms ? { paymentTerms } : {}
  return accept([
    { type: 'order/changed', at, by, number, deliveries, ...terms },
    ...closing(at, withTerms(state.deliveries, deliveries)),
  ])
}

function refuseChange({ at, by, side, reason }: OrderCommandOf<'refuse-change'>, state: KnownOrder): Decision {
  if (proposedChange(state)?.side === side) return reject(withdrawInstead)
  return accept(withoutChange({ type: 'order/change-refused', at, by, reason }, state))
}

/** Who proposed it may take it back for as long as it has no effect. */
function withdrawChange({ at, by, side, reason }: OrderCommandOf<'withdraw-change'>, state: KnownOrder): Decision {
  if (proposedChange(state)?.side !== side) return reject(refuseInstead)
  return accept(withoutChange({ type: 'order/change-withdrawn', at, by, reason }, state))
}

/** The order is as it was; where all of it has come meanwhile, it closes now. */
export const withoutChange = (
  dropped: Extract<OrderEvent, { type: 'order/change-refused' | 'order/change-withdrawn' }>,
  { deliveries }: KnownOrder,
): readonly OrderEvent[] => [dropped, ...closing(dropped.at, deliveries)]

/** Whoever agreed knew a total; it does not rise behind their backs, by goods that left at the old price since. */
function outcomeNow(state: KnownOrder, { change, total }: ProposedChange): Result<ChangedOrder> {
  const outcome = outcomeOf(state, change)
  if (!outcome.ok || outcome.value.total.amount <= total.amount) return outcome
  return reject(overtaken(total.amount, outcome.value.total.amount))
}

function problemOfAsked(asked: AskedChange, { lines, deliveries }: KnownOrder, today: string): Rejection | undefined {
  const problem = problemOfChanges(asked.deliveries, deliveries)
  if (problem) return problem
  const known = new Set(lines.map(({ id }) => id))
  const twice = asked.lines.findIndex(({ lineId }, index) =>
    asked.lines.slice(0, index).some((each) => each.lineId === lineId),
  )
  if (twice >= 0) return invalidField('order/line-twice', `/lines/${twice}/lineId`, 'This line is named twice.')
  for (const field of ['lines', 'added'] as const)
    for (const [index, { lineId, unitPrice }] of asked[field].entries()) {
      if (!known.has(lineId)) return unknownLine(`/${field}/${index}/lineId`, lineId)
      if (unitPrice !== undefined && signOf(unitPrice) < 0)
        return invalidField('order/negative-price', `/${field}/${index}/unitPrice`, 'A price is not negative.')
    }
  for (const [index, { quantity }] of asked.added.entries())
    if (!isQuantity(quantity)) return notAQuantity(`/added/${index}/quantity`)
  for (const field of ['deliveries', 'added'] as const) {
    const past = asked[field].findIndex(({ date }) => date !== undefined && date < today)
    if (past >= 0) return invalidField('order/date-past', `/${field}/${past}/date`, 'This day is over.')
  }
  return asked.paymentTerms && problemOfAdvance(asked.paymentTerms)
}

/** Each delivery by itself, with what differs from now; a line's price is for all that is still to come of it. */
function explicitChange(asked: AskedChange, state: KnownOrder): OrderChange {
  const prices = new Map(asked.lines.map(({ lineId, unitPrice }) => [lineId, unitPrice]))
  const named = new Set(asked.deliveries.map(({ deliveryId }) => deliveryId))
  const priced = state.deliveries
    .filter(({ id, lineId }) => prices.has(lineId) && !named.has(id))
    .map(({ id }): DeliveryChange => ({ deliveryId: id }))
  const deliveries = [...asked.deliveries, ...priced].flatMap((each) => {
    const delivery = state.deliveries.find(({ id }) => id === each.deliveryId)!
    const unitPrice = isPriceable(delivery, each.quantity) ? prices.get(delivery.lineId) : undefined
    return realChange(unitPrice === undefined ? each : { unitPrice, ...each }, delivery)
  })
  const added = asked.added.map((each) => ({
    unitPrice: prices.get(each.lineId) ?? priceOf(state, each.lineId),
    ...each,
  }))
  const { paymentTerms: terms } = asked
  const isNew = terms && !isSameTerms(terms, state.terms.paymentTerms)
  return { deliveries, added, ...(isNew && { paymentTerms: terms }) }
}

/** What was agreed of a line last. */
const priceOf = ({ lines, deliveries }: KnownOrder, lineId: string) =>
  deliveries.findLast((delivery) => delivery.lineId === lineId)?.unitPrice ??
  lines.find(({ id }) => id === lineId)!.unitPrice

const isSameTerms = (a: PaymentTerms, b: PaymentTerms): boolean =>
  a.days === b.days && a.from === b.from && (a.advanceBasisPoints ?? 0) === (b.advanceBasisPoints ?? 0)

function realChange({ deliveryId, quantity, date, unitPrice }: DeliveryChange, delivery: Delivery): DeliveryChange[] {
  const real = {
    ...(quantity !== undefined && quantity !== dueOf(delivery) && { quantity }),
    ...(date !== undefined && date !== delivery.date && { date }),
    ...(unitPrice !== undefined && unitPrice !== delivery.unitPrice && { unitPrice }),
  }
  return Object.keys(real).length > 0 ? [{ deliveryId, ...real }] : []
}

const unknownLine = (pointer: string, lineId: string): Rejection =>
  invalidField('order/unknown-line', pointer, `This order has no line "${lineId}".`)
const nothingNew: Rejection = {
  kind: 'invalid',
  code: 'order/nothing-changed',
  detail: 'This is what the order says already.',
  errors: [{ pointer: '/deliveries', detail: 'Nothing here differs from what is agreed.' }],
}
const tooManyChanges: Rejection = {
  kind: 'conflict',
  code: 'order/too-many-changes',
  detail: `An order is changed at most ${changesMax} times. Place another one.`,
}
const tooMuchAtOnce = (touched: number): Rejection => ({
  kind: 'invalid',
  code: 'order/too-much-at-once',
  detail: `A change is for at most ${touchedMax} deliveries; this one is for ${touched}. Agree on a part of them first.`,
  errors: [{ pointer: '/lines', detail: `With all deliveries of these lines it is for ${touched}.` }],
})
const withdrawInstead: Rejection = {
  kind: 'forbidden',
  code: 'order/own-proposal',
  detail: 'Your side proposed this change: withdraw it instead.',
}
const refuseInstead: Rejection = {
  kind: 'forbidden',
  code: 'order/other-partys-proposal',
  detail: 'The other party proposed this change: refuse it instead.',
}
const overtaken = (agreed: number, now: number): Rejection => ({
  kind: 'conflict',
  code: 'order/change-overtaken',
  detail:
    'Goods have left at the former price since this was agreed, and the order would come to more than was agreed. Withdraw the change and propose it anew.',
  facts: { agreed, now },
})

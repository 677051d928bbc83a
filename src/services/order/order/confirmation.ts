/** The supplier's answer: as ordered, or otherwise, which then needs the buyer's yes. */
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { utcDate, type Instant } from '../../../kernel/time.ts'
import type { Delivery } from './fulfilment.ts'
import { atAsked, problemOfChanges } from './order-checks.ts'
import type { DeliveryChange, OrderCommandOf, OrderEvent } from './order-events.ts'
import { changedDeliveries, totalWith, type KnownOrder } from './order-state.ts'

type Decision = Result<readonly OrderEvent[]>

export function confirm(command: OrderCommandOf<'confirm'>, state: KnownOrder): Decision {
  const { at, by, note } = command
  const problem = problemOfChanges(command.changes, state.deliveries)
  if (problem) return reject(problem)
  const changes = realChanges(command.changes, state.deliveries)
  const noted = note === undefined ? {} : { note }
  if (changes.length === 0) return accept([{ type: 'order/confirmed', at, by, changes, ...noted }])
  const past = changes.find(({ date }) => date !== undefined && date < utcDate(at as Instant))
  if (past) return reject(datePast(command.changes.findIndex(({ deliveryId }) => deliveryId === past.deliveryId)))
  const proposed = changedDeliveries(state.deliveries, changes)
  if (proposed.every(({ confirmed }) => confirmed === 0)) return reject(nothingConfirmed)
  const total = totalWith(state, proposed)
  if (!total.ok) return reject(atAsked(total.rejection, state, { lines: [], deliveries: command.changes, added: [] }))
  return accept([{ type: 'order/deviation-proposed', at, by, changes, ...noted }])
}

export function acceptDeviation(command: OrderCommandOf<'accept-deviation'>, state: KnownOrder): Decision {
  const { at, by, steps } = command
  const deviation = state.stage.status === 'sent' ? state.stage.deviation : undefined
  if (!deviation) return accept([])
  if (steps.length > 0) return accept([{ type: 'order/deviation-submitted', at, by, steps }])
  const { changes, note } = deviation
  return accept([{ type: 'order/confirmed', at, by, changes, ...(note !== undefined && { note }) }])
}

/** What repeats the order is no deviation from it. */
const realChanges = (changes: readonly DeliveryChange[], deliveries: readonly Delivery[]): readonly DeliveryChange[] =>
  changes.flatMap(({ deliveryId, quantity, date, unitPrice }) => {
    const delivery = deliveries.find(({ id }) => id === deliveryId)
    const real = {
      ...(quantity !== undefined && quantity !== delivery?.ordered && { quantity }),
      ...(date !== undefined && date !== delivery?.date && { date }),
      ...(unitPrice !== undefined && unitPrice !== delivery?.unitPrice && { unitPrice }),
    }
    return Object.keys(real).length > 0 ? [{ deliveryId, ...real }] : []
  })

const datePast = (index: number): Rejection =>
  invalidField('order/date-past', `/deliveries/${index}/date`, 'This day is over.')
const nothingConfirmed: Rejection = {
  kind: 'invalid',
  code: 'order/nothing-confirmed',
  detail: 'A confirmation of nothing is a refusal: decline the order instead.',
  errors: [{ pointer: '/deliveries', detail: 'At least one delivery has a quantity.' }],
}

/** A standing order as its buyer sees it. */
import type { Static } from 'typebox'
import { Rejected } from '../../../kernel/rejection.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { cutOffOf, deliveriesAfter, nextDelivery, triedFrom } from './schedule.ts'
import type { OccurrenceBody, StandingOrderBody } from './standing-order-schemas.ts'
import type { KnownStandingOrder, StandingOrder } from './standing-order-state.ts'
import type { StandingOrderDocument } from './standing-order-view.ts'
import { isOpened, unknownStandingOrder } from './standing-order.ts'

/** The standing order of a snapshot, for its buyer; throws the same for one that is another's as for none. */
export function ownStandingOrder({ state }: Snapshot<StandingOrder>, organisationId: string): KnownStandingOrder {
  if (!isOpened(state) || state.buyerId !== organisationId) throw new Rejected(unknownStandingOrder)
  return state
}

export const presentSnapshot = (
  snapshot: Snapshot<StandingOrder>,
  organisationId: string,
): Static<typeof StandingOrderBody> => {
  const { id, createdAt, updatedAt } = snapshot
  return presentStandingOrder({ ...ownStandingOrder(snapshot, organisationId), id, createdAt, updatedAt })
}

export function presentStandingOrder(document: StandingOrderDocument): Static<typeof StandingOrderBody> {
  const { id, stage, buyerId, supplierId, terms, requestedBy, describedBy, createdAt, updatedAt } = document
  const reason = 'reason' in stage ? stage.reason : undefined
  const body = {
    id,
    status: stage.status,
    buyerId,
    supplierId,
    ...terms,
    requestedBy,
    describedBy,
    ...(reason !== undefined && { reason }),
    ...nextOf(document),
    createdAt,
    updatedAt,
  }
  // Read-only lists of the core, shown as lists.
  return body as unknown as Static<typeof StandingOrderBody>
}

type Planned = Pick<KnownStandingOrder, 'stage' | 'terms' | 'settledThrough'>

function nextOf({ stage, terms, settledThrough }: Planned) {
  const date = stage.status === 'active' ? nextDelivery(terms, settledThrough) : undefined
  if (date === undefined) return {}
  const next = { date, triedFrom: triedFrom(terms, date), cutOff: cutOffOf(terms, date) }
  const obstacle = obstacleOf({ stage }, date)
  return { next: obstacle ? { ...next, obstacle } : next }
}

function obstacleOf({ stage }: Pick<KnownStandingOrder, 'stage'>, date: LocalDate) {
  if (stage.status !== 'active' || stage.trying?.date !== date) return undefined
  const { code, detail, since } = stage.trying
  return { code, detail, since }
}

/** What became of its deliveries and what is still planned, by date; a paused or ended one plans nothing. */
export function occurrencesOf(state: KnownStandingOrder): readonly Static<typeof OccurrenceBody>[] {
  const { occurrences, stage, terms, settledThrough } = state
  const settled = occurrences.map((occurrence) => {
    const { date, at, outcome } = occurrence
    const shared = { date, cutOff: cutOffOf(terms, date), status: outcome, at }
    if (occurrence.outcome === 'placed') return { ...shared, orderId: occurrence.orderId }
    return { ...shared, obstacle: { code: occurrence.code, detail: occurrence.detail } }
  })
  if (stage.status !== 'active') return settled
  const planned = deliveriesAfter(terms, settledThrough).map((date) => {
    const { since, ...obstacle } = obstacleOf(state, date) ?? {}
    const shared = { date, cutOff: cutOffOf(terms, date) }
    if (since === undefined) return { ...shared, status: 'planned' as const }
    return {
      ...shared,
      status: 'obstructed' as const,
      obstacle: obstacle as { code: string; detail: string },
      at: since,
    }
  })
  return [...settled, ...planned]
}

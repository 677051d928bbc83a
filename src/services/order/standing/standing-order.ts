/** A standing order: which deliveries it orders when, and what becomes of those that it cannot. */
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Instant, LocalDate } from '../../../kernel/time.ts'
import { cutOffOf, deliveriesAfter, lastCutOff, nextDelivery, triedFrom } from './schedule.ts'
import { evolveStandingOrder } from './evolve-standing-order.ts'
import { problemOfTerms } from './standing-order-checks.ts'
import type {
  KnownStandingOrder,
  StandingOrder,
  StandingOrderCommand,
  StandingOrderCommandOf,
  StandingOrderEvent,
  StandingOrderStatus,
} from './standing-order-state.ts'
import type { StandingTerms } from './standing-terms.ts'

type Decision = Result<readonly StandingOrderEvent[]>
type KnownCommand = Exclude<StandingOrderCommand, { type: 'open' }>

export const standingOrder: Decider<StandingOrder, StandingOrderCommand, StandingOrderEvent> = {
  initialState: { stage: { status: 'absent' } },
  evolve: evolveStandingOrder,
  decide(command, state): Decision {
    if (command.type === 'open') return isOpened(state) ? reject(notNow(command.type, state)) : open(command)
    if (!isOpened(state)) return reject(unknownStandingOrder)
    if (actionsIn[state.stage.status].includes(command.type)) return decideOpened(command, state)
    // Whoever places what is due may come late: then there is nothing to note.
    const isNote = command.type === 'give-up' || command.type === 'note-obstacle'
    return isNote ? accept([]) : reject(notNow(command.type, state))
  },
}

export const isOpened = (state: StandingOrder): state is KnownStandingOrder => state.stage.status !== 'absent'

/** The delivery that is to be ordered at an instant, if its time has come and is not over. */
export function dueAt(state: StandingOrder, at: string): LocalDate | undefined {
  if (!isOpened(state) || state.stage.status !== 'active') return undefined
  const { terms } = state
  const date = nextDelivery(terms, state.settledThrough)
  return date !== undefined && triedFrom(terms, date) <= at && at < cutOffOf(terms, date) ? date : undefined
}

function open({ at, by, buyerId, supplierId, terms }: StandingOrderCommandOf<'open'>): Decision {
  if (buyerId === supplierId) return reject(sameParty)
  const settledThrough = lastCutOff(terms, at as Instant)
  const problem = problemOfTerms(terms, settledThrough)
  if (problem) return reject(problem)
  return accept([{ type: 'standing-order/opened', at, by, buyerId, supplierId, terms, settledThrough }])
}

function decideOpened(command: KnownCommand, state: KnownStandingOrder): Decision {
  const { at } = command
  switch (command.type) {
    case 'change':
      return change(command, state)
    case 'pause':
      return accept([
        ...missedBy(state, at),
        { type: 'standing-order/paused', at, by: command.by, ...reasonOf(command) },
      ])
    case 'resume': {
      const { terms } = state
      const settledThrough = later(state.settledThrough, lastCutOff(terms, at as Instant))
      const resumed: StandingOrderEvent = { type: 'standing-order/resumed', at, by: command.by, settledThrough }
      return accept([resumed, ...ending(terms, settledThrough, at)])
    }
    case 'end':
      return accept([
        ...missedBy(state, at),
        { type: 'standing-order/ended', at, by: command.by, ...reasonOf(command) },
      ])
    case 'place': {
      const { date, orderId } = command
      if (dueAt(state, at) !== date) return reject(notDue)
      return accept([{ type: 'standing-order/placed', at, date, orderId }, ...ending(state.terms, date, at)])
    }
    case 'note-obstacle':
      return accept(noteObstacle(command, state))
    case 'give-up': {
      const missed = missedBy(state, at)
      const last = missed.at(-1)
      return accept(last ? [...missed, ...ending(state.terms, last.date, at)] : [])
    }
  }
}

/** What has begun keeps its first day, so that a term is never longer than one. */
function change({ at, by, terms }: StandingOrderCommandOf<'change'>, state: KnownStandingOrder): Decision {
  const missed = missedBy(state, at)
  const hasBegun = state.occurrences.length + missed.length > 0
  if (hasBegun && terms.from !== state.terms.from) return reject(begun)
  // What earlier terms only passed over may be in time under these.
  const settled = (missed.at(-1) ?? state.occurrences.at(-1))?.date
  const settledThrough = later(settled, lastCutOff(terms, at as Instant))
  const problem = problemOfTerms(terms, settledThrough)
  if (problem) return reject(problem)
  return accept([...missed, { type: 'standing-order/changed', at, by, terms, settledThrough }])
}

/** The same obstacle again is no news; nor is one of a delivery that was settled meanwhile. */
function noteObstacle(
  { at, date, code, detail }: StandingOrderCommandOf<'note-obstacle'>,
  state: KnownStandingOrder,
): readonly StandingOrderEvent[] {
  const trying = state.stage.status === 'active' ? state.stage.trying : undefined
  const isKnown = trying?.date === date && trying.code === code && trying.detail === detail
  return dueAt(state, at) !== date || isKnown ? [] : [{ type: 'standing-order/obstructed', at, date, code, detail }]
}

type Missed = Extract<StandingOrderEvent, { type: 'standing-order/missed' }>

/** Deliveries that came to their cut-off without an order while it was active, each with what stood in its way. */
function missedBy({ stage, terms, settledThrough }: KnownStandingOrder, at: string): readonly Missed[] {
  if (stage.status !== 'active') return []
  const { trying } = stage
  return deliveriesAfter(terms, settledThrough)
    .filter((date) => cutOffOf(terms, date) <= at)
    .map((date) => {
      const { code, detail } = trying?.date === date ? trying : notTried
      return { type: 'standing-order/missed', at, date, code, detail }
    })
}

/** It ends by itself once nothing is left of it. */
const ending = (terms: StandingTerms, settledThrough: LocalDate, at: string): readonly StandingOrderEvent[] =>
  nextDelivery(terms, settledThrough) === undefined ? [{ type: 'standing-order/ended', at }] : []

const reasonOf = ({ reason }: { readonly reason?: string }) => (reason === undefined ? {} : { reason })
const later = (a: LocalDate | undefined, b: LocalDate): LocalDate => (a === undefined || a < b ? b : a)

type Action = StandingOrderCommand['type']

const actionsIn: Readonly<Record<StandingOrderStatus, readonly Action[]>> = {
  active: ['change', 'pause', 'end', 'place', 'note-obstacle', 'give-up'],
  paused: ['change', 'resume', 'end'],
  ended: [],
}
/** The exchange's own: no client is told of them. */
const inner: ReadonlySet<Action> = new Set(['place', 'note-obstacle', 'give-up'])

const notNow = (action: Action, { stage: { status } }: KnownStandingOrder): Rejection => ({
  kind: 'conflict',
  code: 'standing-order/not-in-this-state',
  detail: `A standing order that is ${status} does not take "${action}".`,
  facts: { status, allowed: actionsIn[status].filter((each) => !inner.has(each)) },
})

export const unknownStandingOrder: Rejection = {
  kind: 'not-found',
  code: 'standing-order/unknown',
  detail: 'Your organisation has no such standing order.',
}
const notDue: Rejection = {
  kind: 'conflict',
  code: 'standing-order/not-due',
  detail: 'This delivery is not to be ordered now: it is settled, too early or too late.',
}
const notTried = {
  code: 'standing-order/not-tried',
  detail: 'The exchange did not come to place it before its cut-off.',
} as const
const begun: Rejection = invalidField(
  'standing-order/begun',
  '/from',
  'Its first day is fixed once a delivery is settled. End it and open another one.',
)
const sameParty: Rejection = invalidField('order/same-party', '/supplierId', 'Nobody orders from themselves.')

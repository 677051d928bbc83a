/** A claim: submitted in time, answered by the supplier, and, where goods go back, ended by their return. */
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { creditFor } from './claim-credit.ts'
import { creditsOfClaimMax, type ClaimDetails } from './claim-details.ts'
import type { Claim, ClaimCommand, ClaimEvent, Granted, KnownClaim } from './claim-state.ts'
import { problemOfWish } from './received-line.ts'

type Decision = Result<readonly ClaimEvent[]>
export type ClaimAction = ClaimCommand['type']
type LaterCommand = Exclude<ClaimCommand, { type: 'submit' | 'credit' }>
type CommandOf<Type extends ClaimAction> = Extract<ClaimCommand, { type: Type }>

/** The one table of a claim's life, as its parties live it; a credit follows from a credit note. */
export function actionsIn({ status }: Pick<Claim, 'status'>): readonly ClaimAction[] {
  switch (status) {
    case 'absent':
      return ['submit']
    case 'submitted':
      return ['accept', 'reject', 'withdraw']
    case 'return-expected':
      return ['receive-return', 'withdraw']
    case 'accepted':
    case 'part-accepted':
    case 'rejected':
    case 'withdrawn':
    case 'returned':
      return []
  }
}

export const claim: Decider<Claim, ClaimCommand, ClaimEvent> = {
  initialState: { status: 'absent' },
  decide(command, state): Decision {
    if (command.type === 'submit') return state.status === 'absent' ? submit(command) : reject(notNow('submit', state))
    if (state.status === 'absent') return reject(unknownClaim)
    if (command.type === 'credit') return credit(command, state)
    return actionsIn(state).includes(command.type) ? decideKnown(command, state) : reject(notNow(command.type, state))
  },
  evolve(state, event): Claim {
    if (event.type === 'claim/submitted') return { ...event.details, status: 'submitted' }
    return state.status === 'absent' ? state : evolveKnown(state, event)
  },
}

function submit({ at, by, details }: CommandOf<'submit'>): Decision {
  const { of, kind, remedy, quantity, claimBy } = details
  if (at > claimBy) return reject(tooLate(details))
  const problem = problemOfWish(of, kind, remedy)
  if (problem) return reject(problem)
  if (!isPartOf(quantity, of.quantity)) return reject(badQuantity(of.quantity))
  return accept([{ type: 'claim/submitted', at, by, details }])
}

function decideKnown(command: LaterCommand, state: KnownClaim): Decision {
  const { at, by } = command
  switch (command.type) {
    case 'accept':
      return concede(command, state)
    case 'reject':
      return accept([{ type: 'claim/rejected', at, by, reason: command.reason }])
    case 'withdraw':
      return accept([{ type: 'claim/withdrawn', at, by }])
    case 'receive-return':
      return takeBack(command, state)
  }
}

function concede({ at, by, quantity, reason }: CommandOf<'accept'>, state: KnownClaim): Decision {
  const granted = grantedOf(state, quantity ?? state.quantity, state.quantity)
  if (!granted.ok) return granted
  if (granted.value.quantity < state.quantity && reason === undefined) return reject(reasonMissing)
  const said = reason === undefined ? {} : { reason }
  return accept([{ type: 'claim/accepted', at, by, granted: granted.value, ...said }])
}

function takeBack({ at, by, quantity }: CommandOf<'receive-return'>, state: KnownClaim): Decision {
  const expected = grantedIn(state)
  const granted = grantedOf(state, quantity ?? expected, expected)
  return granted.ok ? accept([{ type: 'claim/returned', at, by, granted: granted.value }]) : granted
}

/** Never more than is due: so that two notes do not answer one claim twice. */
function credit({ at, creditNoteId, quantity }: CommandOf<'credit'>, state: KnownClaim): Decision {
  if (!isCreditDue(state)) return reject(noCreditDue(state))
  if (quantity < 1) return reject(creditMismatch)
  const { credits = [] } = state
  if (credits.length >= creditsOfClaimMax) return reject(tooManyCredits)
  const credited = credits.reduce((sum, each) => sum + each.quantity, 0)
  const { quantity: conceded } = state.granted
  if (credited + quantity > conceded) return reject(moreThanConceded({ conceded, credited, asked: quantity }))
  return accept([{ type: 'claim/credited', at, creditNoteId, quantity }])
}

type Due = Extract<KnownClaim, { status: 'accepted' | 'part-accepted' | 'return-expected' | 'returned' }>
const isCreditDue = (state: KnownClaim): state is Due =>
  'granted' in state && state.status !== 'return-expected' && state.granted.amountDue !== undefined

function grantedOf(details: ClaimDetails, quantity: number, atMost: number): Result<Granted> {
  if (!isPartOf(quantity, atMost)) return reject(badQuantity(atMost))
  if (details.remedy === 'replacement') return accept({ quantity })
  const amountDue = creditFor(details, quantity)
  return amountDue.ok ? accept({ quantity, amountDue: amountDue.value }) : amountDue
}

const isPartOf = (quantity: number, whole: number): boolean =>
  Number.isSafeInteger(quantity) && quantity >= 1 && quantity <= whole

/** What the supplier has conceded of it, in base units. */
export const grantedIn = (state: KnownClaim): number => ('granted' in state ? state.granted.quantity : 0)

/** How much of its line a claim keeps from other claims. */
export function standingFor(state: KnownClaim): number {
  switch (state.status) {
    case 'submitted':
      return state.quantity
    case 'rejected':
    case 'withdrawn':
      return 0
    case 'accepted':
    case 'part-accepted':
    case 'return-expected':
    case 'returned':
      return state.granted.quantity
  }
}

function evolveKnown(state: KnownClaim, event: Exclude<ClaimEvent, { type: 'claim/submitted' }>): KnownClaim {
  const details = detailsOf(state)
  switch (event.type) {
    case 'claim/accepted': {
      const { at: answeredAt, granted, reason } = event
      const whole = granted.quantity === state.quantity ? 'accepted' : 'part-accepted'
      const status = state.remedy === 'return' ? 'return-expected' : whole
      return { ...details, status, answeredAt, granted, ...(reason !== undefined && { reason }) }
    }
    case 'claim/rejected':
      return { ...details, status: 'rejected', answeredAt: event.at, reason: event.reason }
    case 'claim/withdrawn':
      return { ...details, status: 'withdrawn' }
    case 'claim/returned':
      if (state.status !== 'return-expected') throw new Error('A claim holds a return that nobody expected.')
      return { ...state, status: 'returned', granted: event.granted, returnedAt: event.at }
    case 'claim/credited': {
      if (!isCreditDue(state)) throw new Error('A claim holds a credit that was not due.')
      const { creditNoteId, quantity } = event
      return { ...state, credits: [...(state.credits ?? []), { creditNoteId, quantity }] }
    }
  }
}

function detailsOf(state: KnownClaim): ClaimDetails {
  const { orderId, buyerId, supplierId, of, price, kind, remedy, quantity, description, evidence, claimBy } = state
  return { orderId, buyerId, supplierId, of, price, kind, remedy, quantity, description, evidence, claimBy }
}

export const unknownClaim: Rejection = {
  kind: 'not-found',
  code: 'claim/unknown',
  detail: 'There is no such claim, or you do not take part in it.',
}
const notNow = (action: ClaimAction, { status }: KnownClaim): Rejection => ({
  kind: 'conflict',
  code: 'claim/not-in-this-state',
  detail: `A claim that is ${status} does not take "${action}".`,
  facts: { status, allowed: actionsIn({ status }) },
})
const tooLate = ({ kind, claimBy, of: { receivedAt } }: ClaimDetails): Rejection => ({
  kind: 'conflict',
  code: 'claim/too-late',
  detail: `Goods received at ${receivedAt} could be claimed as "${kind}" until ${claimBy}.`,
  facts: { kind, receivedAt, claimBy },
})
const badQuantity = (atMost: number): Rejection =>
  invalidField('claim/quantity', '/quantity', `A whole number from 1 to ${atMost}.`)
const noCreditDue = (state: KnownClaim): Rejection => ({
  kind: 'conflict',
  code: 'claim/no-credit-due',
  detail: `No credit is due of a claim for a ${state.remedy} that is ${state.status}.`,
  facts: { status: state.status, remedy: state.remedy, allowed: actionsIn(state) },
})
const moreThanConceded = (facts: { conceded: number; credited: number; asked: number }): Rejection => ({
  kind: 'conflict',
  code: 'claim/more-than-conceded',
  detail: `Of this claim ${facts.conceded} were conceded and ${facts.credited} are credited; ${facts.asked} more is too much.`,
  facts,
})
const tooManyCredits: Rejection = {
  kind: 'conflict',
  code: 'claim/too-many-credits',
  detail: `A claim is answered by at most ${creditsOfClaimMax} credit notes.`,
}
const creditMismatch: Rejection = invalidField(
  'claim/credit-mismatch',
  '/claimId',
  'The note takes back nothing of the delivery that this claim is over.',
)
const reasonMissing: Rejection = invalidField(
  'claim/reason-missing',
  '/reason',
  'Who accepts less than was claimed says why.',
)

/** An award: proposed, approved by a chain of others, and only then anybody's order. */
import type { Role } from '../../../kernel/caller.ts'
import type { Decider } from '../../../kernel/decider.ts'
import type { Money } from '../../../kernel/money.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Allotment } from './allotment.ts'
import type { AwardedQuote } from './awarded-total.ts'
import type { RateSnapshot } from '../comparison/exchange-rates.ts'

/** One link of the chain, as it was when the award was proposed. */
export type ApprovalStep =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'user'; readonly userId: string }

export type AwardContent = {
  readonly rfqId: string
  readonly buyerId: string
  readonly lines: readonly Allotment[]
  readonly quotes: readonly AwardedQuote[]
  /** In the buyer's currency, with charges. */
  readonly total: Money
  /** With what else of the RFQ was awarded: what the chain was chosen by. */
  readonly judged: Money
  readonly rates: RateSnapshot
  /** Nobody where it is empty. */
  readonly chain: readonly ApprovalStep[]
  readonly final: boolean
  readonly poNumber?: string
  readonly note?: string
}

export type AwardOrder = { readonly orderId: string; readonly supplierId: string; readonly total: Money }
/** `inSteadOf`: whoever had delegated the step to who took it. */
export type Approval = { readonly by: string; readonly at: string; readonly inSteadOf?: string }
type By = { readonly at: string; readonly by: string }

export type AwardCommand =
  | (By & { readonly type: 'propose'; readonly content: AwardContent })
  | (By & {
      readonly type: 'approve'
      /** Whether the organisation's rules let this person take the step. */
      readonly entitled: boolean
      readonly inSteadOf?: string
    })
  | { readonly type: 'order'; readonly at: string; readonly orders: readonly AwardOrder[] }
  | (By & { readonly type: 'reject'; readonly entitled: boolean; readonly reason: string })

export type AwardEvent =
  | (By & { readonly type: 'award/proposed' } & AwardContent)
  | (By & { readonly type: 'award/approval-given'; readonly step: number; readonly inSteadOf?: string })
  | { readonly type: 'award/approved'; readonly at: string; readonly orders: readonly AwardOrder[] }
  | (By & { readonly type: 'award/rejected'; readonly reason: string })

type Proposed = AwardContent & {
  readonly proposedBy: string
  readonly proposedAt: string
  readonly approvals: readonly Approval[]
}
export type KnownAward =
  | (Proposed & { readonly status: 'pending-approval' })
  | (Proposed & { readonly status: 'approved'; readonly approvedAt: string; readonly orders: readonly AwardOrder[] })
  | (Proposed & { readonly status: 'rejected'; readonly rejection: By & { readonly reason: string } })
export type Award = { readonly status: 'absent' } | KnownAward

/** The link that comes next; undefined when all have said yes. */
export const nextStep = ({ chain, approvals }: KnownAward): ApprovalStep | undefined => chain[approvals.length]

type Decision = Result<readonly AwardEvent[]>

export const award: Decider<Award, AwardCommand, AwardEvent> = {
  initialState: { status: 'absent' },
  decide(command, state): Decision {
    if (command.type === 'propose') {
      if (state.status !== 'absent') return reject(alreadyProposed(state.status))
      const { at, by, content } = command
      return accept([{ type: 'award/proposed', at, by, ...content }])
    }
    if (state.status === 'absent') return reject(unknownAward)
    if (state.status !== 'pending-approval') return reject(notPending(state.status))
    const { at } = command
    switch (command.type) {
      case 'approve': {
        const { by, entitled, inSteadOf } = command
        if (by === state.proposedBy) return reject(tellingWhatElse(selfApproval, 'approve'))
        if (!entitled || !nextStep(state)) return reject(tellingWhatElse(notAnApprover, 'approve'))
        const stead = inSteadOf === undefined ? {} : { inSteadOf }
        return accept([{ type: 'award/approval-given', at, by, step: state.approvals.length + 1, ...stead }])
      }
      case 'order':
        if (nextStep(state)) return reject(notYetApproved)
        return accept([{ type: 'award/approved', at, orders: command.orders }])
      case 'reject': {
        const { by, entitled, reason } = command
        // Whoever proposed it may take it back.
        if (by !== state.proposedBy && !entitled) return reject(tellingWhatElse(notAnApprover, 'reject'))
        return accept([{ type: 'award/rejected', at, by, reason }])
      }
    }
  },
  evolve(state, event): Award {
    if (event.type === 'award/proposed') {
      const { type: _type, at, by, ...content } = event
      return { status: 'pending-approval', ...content, proposedBy: by, proposedAt: at, approvals: [] }
    }
    if (state.status === 'absent') return state
    const { at } = event
    switch (event.type) {
      case 'award/approval-given': {
        const { by, inSteadOf } = event
        const approval = { by, at, ...(inSteadOf !== undefined && { inSteadOf }) }
        return { ...state, approvals: [...state.approvals, approval] }
      }
      case 'award/approved':
        return { ...state, status: 'approved', approvedAt: at, orders: event.orders }
      case 'award/rejected':
        return { ...state, status: 'rejected', rejection: { at, by: event.by, reason: event.reason } }
    }
  },
}

export const unknownAward: Rejection = {
  kind: 'not-found',
  code: 'award/unknown',
  detail: 'There is no such award, or it is not your organisation’s.',
}
/** What people may ask of an award; that it becomes orders follows from the last approval. */
const allowedIn = (status: KnownAward['status']): readonly AwardCommand['type'][] =>
  status === 'pending-approval' ? ['approve', 'reject'] : []
const alreadyProposed = (status: KnownAward['status']): Rejection => ({
  kind: 'conflict',
  code: 'award/already-proposed',
  detail: 'This award exists already.',
  facts: { status, allowed: allowedIn(status) },
})
const notPending = (status: KnownAward['status']): Rejection => ({
  kind: 'conflict',
  code: 'award/not-pending',
  detail: `This award does not wait for approval: it is ${status}.`,
  facts: { status, allowed: allowedIn(status) },
})
/** A refusal because of who asks, while the award waits. */
const tellingWhatElse = (rejection: Rejection, action: AwardCommand['type']): Rejection => ({
  ...rejection,
  facts: {
    status: 'pending-approval',
    allowed: allowedIn('pending-approval').filter((other) => other !== action),
  },
})
const selfApproval: Rejection = {
  kind: 'forbidden',
  code: 'award/self-approval',
  detail: 'Nobody approves what they proposed. Somebody else has to.',
}
const notAnApprover: Rejection = {
  kind: 'forbidden',
  code: 'award/not-an-approver',
  detail: 'The next approval of this award is not yours to give, or you have given one already.',
}
const notYetApproved: Rejection = {
  kind: 'conflict',
  code: 'award/not-yet-approved',
  detail: 'Not everybody whose approval it takes has given it.',
  facts: { status: 'pending-approval', allowed: allowedIn('pending-approval') },
}

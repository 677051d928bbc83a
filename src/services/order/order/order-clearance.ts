/** How a buyer comes to stand behind its order: submitted, approved by those its rules ask, sent. */
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { approveStep, notAnApprover, type PendingApproval } from './approval.ts'
import type { OrderCommandOf, OrderEvent } from './order-events.ts'
import type { KnownOrder } from './order-state.ts'
import { takeChange, withoutChange } from './proposed-change.ts'

type Decision = Result<readonly OrderEvent[]>

/** Where no rule asks anybody, submitting is approving. */
export function submit({ at, by, steps, budget }: OrderCommandOf<'submit' | 'send'>): readonly OrderEvent[] {
  const submitted: OrderEvent = { type: 'order/submitted', at, by, steps, ...(budget && { budget }) }
  return steps.length === 0 ? [submitted, { type: 'order/approved', at }] : [submitted]
}

export function send(command: OrderCommandOf<'send'>, { stage }: KnownOrder): readonly OrderEvent[] {
  const { at, by, steps, answerWithinMs } = command
  const sent: OrderEvent = { type: 'order/sent', at, by, answerWithinMs }
  if (stage.status === 'approved') return [sent]
  return steps.length === 0 ? [...submit(command), sent] : submit(command)
}

export const sendAwarded = ({
  at,
  by,
  approvedBy,
  budget,
  answerWithinMs,
}: OrderCommandOf<'send-awarded'>): readonly OrderEvent[] => [
  { type: 'order/approved', at, approvedBy, ...(budget && { budget }) },
  { type: 'order/sent', at, by, answerWithinMs },
]

/** The chain that waits for an answer: of the order itself, or of a deviation or a change that makes it dearer. */
export function pendingApproval({ stage }: Pick<KnownOrder, 'stage'>): PendingApproval | undefined {
  if (stage.status === 'pending-approval') return stage.approval
  if (stage.status === 'sent') return stage.deviation?.approval
  return stage.status === 'confirmed' ? stage.change?.approval : undefined
}

/**
 * Who asked for what is to be approved, each in their way: who drafted the order, who submitted it, who proposed the
 * change to it. None of them approves it, nor what becomes of it later.
 */
export const requestersOf = ({
  stage,
  requestedBy,
  submittedBy,
}: Pick<KnownOrder, 'stage' | 'requestedBy' | 'submittedBy'>): readonly string[] => [
  requestedBy,
  ...(submittedBy === undefined ? [] : [submittedBy]),
  ...(stage.status === 'confirmed' && stage.change ? [stage.change.by] : []),
]

export function approve(command: OrderCommandOf<'approve'>, state: KnownOrder): Decision {
  const pending = pendingApproval(state)
  if (!pending) return reject(notAnApprover)
  const { at, by, entitled, inSteadOf } = command
  const step = approveStep(pending, { by, entitled, requesters: requestersOf(state) })
  if (!step.ok) return step
  const given: OrderEvent = { type: 'order/approval-given', at, by, ...(inSteadOf !== undefined && { inSteadOf }) }
  if (!step.value.complete) return accept([given])
  const { stage } = state
  if (stage.status === 'confirmed') {
    const taken = takeChange({ at, by: pending.requestedBy }, state)
    return taken.ok ? accept([given, ...taken.value]) : taken
  }
  if (stage.status !== 'sent') return accept([given, { type: 'order/approved', at }])
  const { changes = [], note } = stage.deviation ?? {}
  return accept([
    given,
    { type: 'order/confirmed', at, by: pending.requestedBy, changes, ...(note !== undefined && { note }) },
  ])
}

/** A no ends the chain: the order is rejected, or the deviation or the change refused. Who may say yes may say no. */
export function rejectApproval(command: OrderCommandOf<'reject'>, state: KnownOrder): Decision {
  const { at, by, entitled, reason } = command
  if (!entitled) return reject(notAnApprover)
  if (state.stage.status === 'confirmed')
    return accept(withoutChange({ type: 'order/change-refused', at, by, reason }, state))
  const type = state.stage.status === 'sent' ? 'order/deviation-refused' : 'order/rejected'
  return accept([{ type, at, by, reason }])
}

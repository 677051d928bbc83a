/** How a buyer comes to stand behind its order: submitted, approved by those its rules ask, sent. */
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { approveStep, notAnApprover, type PendingApproval } from './approval.ts'
import type { OrderCommandOf, OrderEvent } from './order-events.ts'
import type { KnownOrder } from './order-state.ts'

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

/** The chain that waits for an answer: of the order itself, or of a deviation that makes it dearer. */
export const pendingApproval = ({ stage }: Pick<KnownOrder, 'stage'>): PendingApproval | undefined =>
  stage.status === 'pending-approval' ? stage.approval : stage.status === 'sent' ? stage.deviation?.approval : undefined

export function approve(command: OrderCommandOf<'approve'>, state: KnownOrder): Decision {
  const pending = pendingApproval(state)
  if (!pending) return reject(notAnApprover)
  const { at, by, entitled, inSteadOf } = command
  const step = approveStep(pending, { by, entitled, requesters: [state.requestedBy] })
  if (!step.ok) return step
  const given: OrderEvent = { type: 'order/approval-given', at, by, ...(inSteadOf !== undefined && { inSteadOf }) }
  if (!step.value.complete) return accept([given])
  if (state.stage.status !== 'sent') return accept([given, { type: 'order/approved', at }])
  const { changes = [], note } = state.stage.deviation ?? {}
  return accept([
    given,
    { type: 'order/confirmed', at, by: pending.requestedBy, changes, ...(note !== undefined && { note }) },
  ])
}

/** A no ends the chain: the order is rejected, or the deviation refused. Who may say yes may say no. */
export function rejectApproval(command: OrderCommandOf<'reject'>, state: KnownOrder): Decision {
  const { at, by, entitled, reason } = command
  if (!entitled) return reject(notAnApprover)
  const type = state.stage.status === 'sent' ? 'order/deviation-refused' : 'order/rejected'
  return accept([{ type, at, by, reason }])
}

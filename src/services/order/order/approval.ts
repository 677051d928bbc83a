/** A chain of approvals under way: who asked, which steps, who has said yes. Nobody approves what they asked for. */
import type { Role } from '../../../kernel/caller.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'

/** One link of a chain: any member of the buyer with the role, or one person. */
export type ApprovalStep =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'user'; readonly userId: string }

/** `inSteadOf`: whoever had delegated the step to who took it. */
export type Approval = { readonly by: string; readonly at: string; readonly inSteadOf?: string }

/** A chain that is not at its end. */
export type PendingApproval = {
  readonly requestedBy: string
  readonly steps: readonly ApprovalStep[]
  /** Fewer than there are steps. */
  readonly given: readonly Approval[]
}

export const nextStep = ({ steps, given }: PendingApproval): ApprovalStep => steps[given.length]!

/**
 * One more yes. `entitled`: whether the rules let this person take the next step, which the caller looked up. Gives
 * whether the chain is complete.
 */
export function approveStep(
  pending: PendingApproval,
  { by, entitled, requesters }: { by: string; entitled: boolean; requesters: readonly string[] },
): Result<{ readonly complete: boolean }> {
  if (by === pending.requestedBy || requesters.includes(by)) return reject(ownApproval)
  if (!entitled) return reject(notAnApprover)
  return accept({ complete: pending.given.length + 1 === pending.steps.length })
}

const ownApproval: Rejection = {
  kind: 'forbidden',
  code: 'order/own-approval',
  detail: 'Nobody approves what they asked for. Somebody else has to.',
}
export const notAnApprover: Rejection = {
  kind: 'forbidden',
  code: 'order/not-an-approver',
  detail: 'The next approval of this order is not yours to give, or you have given one already.',
}

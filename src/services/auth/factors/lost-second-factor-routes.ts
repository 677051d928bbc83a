/** The REST face of help for whoever has lost their second factor: it is taken away for them. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { Reason, StaffId, UserId } from '../account/account-schemas.ts'
import { secondFactorAggregate } from '../second-factor/second-factor-view.ts'
import type { SecondFactorNotices } from './send-second-factor-notice.ts'
import type { SessionSubject } from '../session/session.ts'

export type LostSecondFactorNeeds = { readonly execute: Execute; readonly secondFactorNotices: SecondFactorNotices }

/** Whoever has lost app and paper is known to somebody else by other means: what these are is not for software to say. */
export const lostSecondFactorRoutes = (needs: LostSecondFactorNeeds): Route[] => {
  const takeAway = async (subject: SessionSubject, by: string, reason: string, intent: Intent) => {
    const { replayed } = await needs.execute(secondFactorAggregate, intent, async (unit) => {
      await unit.decide(secondFactorAggregate, subject.id, { type: 'remove', at: unit.at, by, reason })
      return subject.id
    })
    if (!replayed) needs.secondFactorNotices.removed(subject)
    return { replayed }
  }
  const described = {
    method: 'POST',
    tag: 'Staff',
    description:
      'For whoever has lost app and recovery codes, and was recognised by other means. They are told by mail.',
    body: Type.Object({ reason: Reason }),
    refusals: ['auth/no-second-factor'],
  } as const
  return [
    route({
      ...described,
      path: '/v1/users/{userId}/second-factor/remove',
      operationId: 'removeSecondFactorOfUser',
      summary: 'Remove a user’s second factor',
      access: { kind: 'staff' },
      params: Type.Object({ userId: UserId }),
      handle: ({ params: { userId: id }, caller, body: { reason }, intent }) =>
        takeAway({ kind: 'user', id }, caller.staffId, reason, intent),
    }),
    route({
      ...described,
      path: '/v1/staff/{staffId}/second-factor/remove',
      operationId: 'removeSecondFactorOfStaff',
      summary: 'Remove the second factor of a member of staff',
      access: { kind: 'operator' },
      params: Type.Object({ staffId: StaffId }),
      handle: ({ params: { staffId: id }, body: { reason }, intent }) =>
        takeAway({ kind: 'staff', id }, 'operator', reason, intent),
    }),
  ]
}

/** The REST face of erasure: people end their own account, the platform those it is asked to, the operator those of its staff. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { Password, Reason, StaffId, UserId } from '../account/account-schemas.ts'
import type { EraseAccount } from './erase-account.ts'
import { verifyOwnPassword, type OwnPasswordNeeds } from '../password/verify-own-password.ts'

const description =
  'For good: all sessions end, memberships and delegations too, and the key is destroyed that name, address and ' +
  'password were kept under, so that no copy of them opens again: in no log, backup or history. What the person did ' +
  'stays, under an id that names nobody. The address is free to register anew.'

const refusals = ['auth/unknown-account', 'organisation/last-owner']

export type ErasureRoutesNeeds = OwnPasswordNeeds & { readonly eraseAccount: EraseAccount }

export const erasureRoutes = (needs: ErasureRoutesNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/me/erase',
    operationId: 'eraseMe',
    tag: 'Accounts',
    summary: 'Erase my account',
    description,
    access: { kind: 'account' },
    body: Type.Object({ password: Password }),
    refusals: [...refusals, 'auth/wrong-password'],
    async handle({ caller: { userId }, body: { password }, intent, ifMatch, remoteAddress: address }) {
      await verifyOwnPassword(needs, { kind: 'user', id: userId }, { address, password })
      return needs.eraseAccount(intent, {
        kind: 'user',
        accountId: userId,
        by: userId,
        reason: 'asked for it',
        ifMatch,
      })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/users/{userId}/erase',
    operationId: 'eraseUser',
    tag: 'Staff',
    summary: 'Erase a person who asked the platform for it',
    description,
    access: { kind: 'staff' },
    params: Type.Object({ userId: UserId }),
    body: Type.Object({ reason: Reason }),
    refusals,
    handle: ({ params: { userId }, body: { reason }, caller, intent, ifMatch }) =>
      needs.eraseAccount(intent, { kind: 'user', accountId: userId, by: caller.staffId, reason, ifMatch }),
  }),
  route({
    method: 'POST',
    path: '/v1/staff/{staffId}/erase',
    operationId: 'eraseStaff',
    tag: 'Staff',
    summary: 'Erase a member of platform staff',
    description,
    access: { kind: 'operator' },
    params: Type.Object({ staffId: StaffId }),
    body: Type.Object({ reason: Reason }),
    refusals: ['auth/unknown-account'],
    handle: ({ params: { staffId }, body: { reason }, intent, ifMatch }) =>
      needs.eraseAccount(intent, { kind: 'staff', accountId: staffId, by: 'operator', reason, ifMatch }),
  }),
]

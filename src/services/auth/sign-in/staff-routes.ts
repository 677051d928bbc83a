/** The REST face of platform staff: accounts that only the operator opens, and what staff may do to users' accounts. */
import { Type, type Static } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { unknownAccount, type Account } from '../account/account.ts'
import { Email, Instant, Locale, Password, PersonName, Reason, StaffId, UserId } from '../account/account-schemas.ts'
import { staffAggregate, userAggregate, type AccountAggregate } from '../account/account-view.ts'
import type { RegisterAccount } from './register-account.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'

export type StaffRoutesNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly registerAccount: RegisterAccount
  readonly personalData: PersonalData
}

const StaffBody = Type.Object(
  {
    id: Type.String(),
    email: Type.String(),
    name: Type.String(),
    status: Type.Enum(['active', 'disabled']),
    createdAt: Instant,
  },
  { title: 'Staff' },
)

export const staffRoutes = (needs: StaffRoutesNeeds): Route[] => [...ownRoutes(needs), ...userRoutes(needs)]

const ownRoutes = (needs: StaffRoutesNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/staff',
    operationId: 'createStaff',
    tag: 'Staff',
    summary: 'Open an account of platform staff',
    description:
      'For the operator at the command line: `Authorization: Operator …` and a token of some minutes (`fx operator token`).',
    access: { kind: 'operator' },
    body: Type.Object({ email: Email, password: Password, name: PersonName, locale: Type.Optional(Locale) }),
    reply: StaffBody,
    success: 201,
    refusals: ['auth/email-taken', 'auth/weak-password'],
    async handle({ body, intent }) {
      const { accountId, replayed } = await needs.registerAccount('staff', intent, body)
      const snapshot = await needs.readState(staffAggregate, accountId)
      return { body: await presentStaff(needs, snapshot), version: snapshot.version, replayed }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/staff/me',
    operationId: 'getStaffMe',
    tag: 'Staff',
    summary: 'Who I am, as staff',
    access: { kind: 'staff' },
    reply: StaffBody,
    async handle({ caller }) {
      const snapshot = await needs.readState(staffAggregate, caller.staffId)
      return { body: await presentStaff(needs, snapshot), version: snapshot.version }
    },
  }),
  route({
    method: 'POST',
    path: '/v1/staff/{staffId}/disable',
    operationId: 'disableStaff',
    tag: 'Staff',
    summary: 'Disable an account of platform staff',
    access: { kind: 'operator' },
    params: Type.Object({ staffId: StaffId }),
    body: Type.Object({ reason: Reason }),
    handle: ({ params, body, intent, ifMatch }) =>
      turn(needs, staffAggregate, { accountId: params.staffId, ifMatch }, intent, {
        type: 'disable',
        by: 'operator',
        ...body,
      }),
  }),
]

const userRoutes = (needs: StaffRoutesNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/users/{userId}/disable',
    operationId: 'disableUser',
    tag: 'Staff',
    summary: 'Disable a user’s account',
    description: 'Its sessions are refused from now on.',
    access: { kind: 'staff' },
    params: Type.Object({ userId: UserId }),
    body: Type.Object({ reason: Reason }),
    handle: ({ params, body, caller, intent, ifMatch }) =>
      turn(needs, userAggregate, { accountId: params.userId, ifMatch }, intent, {
        type: 'disable',
        by: caller.staffId,
        ...body,
      }),
  }),
  route({
    method: 'POST',
    path: '/v1/users/{userId}/enable',
    operationId: 'enableUser',
    tag: 'Staff',
    summary: 'Enable a user’s account again',
    access: { kind: 'staff' },
    params: Type.Object({ userId: UserId }),
    handle: ({ params, caller, intent, ifMatch }) =>
      turn(needs, userAggregate, { accountId: params.userId, ifMatch }, intent, { type: 'enable', by: caller.staffId }),
  }),
]

type Turn = { type: 'disable'; by: string; reason: string } | { type: 'enable'; by: string }

async function turn(
  { execute }: StaffRoutesNeeds,
  accounts: AccountAggregate,
  { accountId, ifMatch }: { readonly accountId: string; readonly ifMatch?: number | undefined },
  intent: Parameters<Execute>[1],
  command: Turn,
): Promise<{ replayed: boolean }> {
  const { replayed } = await execute(accounts, intent, async (unit) => {
    requireVersion(await unit.load(accounts, accountId), ifMatch)
    await unit.decide(accounts, accountId, { ...command, at: unit.at })
    return accountId
  })
  return { replayed }
}

async function presentStaff(
  { personalData }: StaffRoutesNeeds,
  { id, state, createdAt }: Snapshot<Account>,
): Promise<Static<typeof StaffBody>> {
  if (state.status !== 'active' && state.status !== 'disabled') throw new Rejected(unknownAccount)
  const [email = '', name = ''] = await Promise.all(
    [state.email, state.name].map((sealed) => personalData.open(sealed)),
  )
  return { id, email, name, status: state.status, createdAt }
}

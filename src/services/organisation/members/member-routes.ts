/** The REST face of members: who belongs, as what; people leave, owners and admins change the rest. */
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import { hasRole } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { peopleOf } from '../../auth/contract.ts'
import { unknownMember } from '../organisation/organisation.ts'
import { ownersAndAdmins, ownInside, ownPerson } from '../organisation/organisation-policies.ts'
import { accepted, registered } from '../organisation/organisation-presenter.ts'
import { MemberBody, OrganisationParams, RoleName, UserId } from '../organisation/organisation-schemas.ts'
import { delegationsAggregate } from '../approval/approval-view.ts'
import { membershipAggregate, organisationAggregate } from '../organisation/organisation-view.ts'

export type MemberRoutesNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly personalData: PersonalData
}

const MemberParams = Type.Object({ ...OrganisationParams.properties, userId: UserId })
const path = '/v1/organisations/{organisationId}/members'

export const memberRoutes = (needs: MemberRoutesNeeds): Route[] => [listMembers(needs), ...changeRoutes(needs)]

const listMembers = ({ readState, personalData }: MemberRoutesNeeds): Route =>
  listRoute({
    path,
    operationId: 'listMembers',
    tag: 'Organisations',
    summary: 'List the organisation’s members',
    access: { kind: 'member-or-staff' },
    params: OrganisationParams,
    reply: MemberBody,
    async handle({ params: { organisationId }, caller, page: { limit, after = '' } }) {
      accepted(ownInside(caller, organisationId))
      const { members } = registered((await readState(organisationAggregate, organisationId)).state)
      const later = Object.keys(members)
        .filter((id) => id > after)
        .sort()
      const shown = later.slice(0, limit)
      const people = await peopleOf({ readState, personalData }, shown)
      const items = shown.map((userId) => {
        const { name = '', email = '' } = people.get(userId) ?? {}
        return { userId, name, email, role: members[userId]! }
      })
      return { items, total: Object.keys(members).length, ...(later.length > limit && { next: shown.at(-1)! }) }
    },
  })

const changeRoutes = ({ execute }: MemberRoutesNeeds): Route[] => [
  route({
    method: 'PATCH',
    path: `${path}/{userId}`,
    operationId: 'changeMemberRole',
    tag: 'Organisations',
    summary: 'Change a member’s role',
    description: 'Only an owner makes or changes an owner; the last owner stays one. It takes effect at once.',
    access: { kind: 'member', roles: ownersAndAdmins },
    guard: 'optional',
    params: MemberParams,
    body: Type.Object({ role: RoleName }),
    refusals: ['organisation/last-owner', 'organisation/owners-only'],
    async handle({ params: { organisationId, userId }, body: { role }, caller, intent, ifMatch }) {
      const { role: by } = accepted(ownPerson(caller, organisationId))
      const { replayed } = await execute(organisationAggregate, intent, async (unit) => {
        const { at } = unit
        requireVersion(await unit.load(organisationAggregate, organisationId), ifMatch)
        await unit.decide(organisationAggregate, organisationId, { type: 'change-role', at, userId, role, by })
        await unit.decide(membershipAggregate, userId, { type: 'hold', at, organisationId, role })
        return organisationId
      })
      return { replayed }
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/{userId}`,
    operationId: 'removeMember',
    tag: 'Organisations',
    summary: 'Remove a member, or leave',
    description: 'Anybody may leave but the last owner. Delegations from or to them end.',
    access: { kind: 'member' },
    guard: 'optional',
    params: MemberParams,
    refusals: ['organisation/last-owner', 'organisation/owners-only'],
    async handle({ params: { organisationId, userId }, caller, intent, ifMatch }) {
      const person = accepted(ownPerson(caller, organisationId))
      const by = person.userId === userId ? 'self' : person.role
      if (by !== 'self' && !hasRole(by, ownersAndAdmins)) throw new Rejected(removeNotAllowed)
      const { replayed } = await execute(organisationAggregate, intent, async (unit) => {
        const { at } = unit
        requireVersion(await unit.load(organisationAggregate, organisationId), ifMatch)
        await unit.decide(organisationAggregate, organisationId, { type: 'leave', at, userId, by })
        await unit.decide(membershipAggregate, userId, { type: 'end', at, organisationId })
        await unit.decide(delegationsAggregate, organisationId, { type: 'end-with-member', at, userId })
        return organisationId
      })
      return { replayed }
    },
  }),
]

const removeNotAllowed = {
  ...unknownMember,
  kind: 'forbidden',
  code: 'organisation/remove-not-allowed',
  detail: 'Only an owner or an admin removes other members.',
} as const

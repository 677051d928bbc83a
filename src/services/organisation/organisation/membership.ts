/** The organisations a person belongs to: extended in the same commit as the organisation's own members. */
import type { Role } from '../../../kernel/caller.ts'
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

export type Membership = { readonly roles: Readonly<Record<string, Role>> }

export type MembershipCommand =
  | { readonly type: 'hold'; readonly at: string; readonly organisationId: string; readonly role: Role }
  | { readonly type: 'end'; readonly at: string; readonly organisationId: string }

export type MembershipEvent =
  | { readonly type: 'membership/held'; readonly at: string; readonly organisationId: string; readonly role: Role }
  | { readonly type: 'membership/ended'; readonly at: string; readonly organisationId: string }

export const membershipsMax = 100

export const membership: Decider<Membership, MembershipCommand, MembershipEvent> = {
  initialState: { roles: {} },
  decide(command, { roles }) {
    const { at, organisationId } = command
    switch (command.type) {
      case 'hold': {
        if (roles[organisationId] === command.role) return accept([])
        const held = Object.keys(roles)
        if (!held.includes(organisationId) && held.length >= membershipsMax) return reject(tooManyMemberships)
        return accept([{ type: 'membership/held', at, organisationId, role: command.role }])
      }
      case 'end':
        return accept(roles[organisationId] === undefined ? [] : [{ type: 'membership/ended', at, organisationId }])
    }
  },
  evolve({ roles }, event) {
    switch (event.type) {
      case 'membership/held':
        return { roles: { ...roles, [event.organisationId]: event.role } }
      case 'membership/ended': {
        const { [event.organisationId]: _ended, ...rest } = roles
        return { roles: rest }
      }
    }
  },
}

const tooManyMemberships: Rejection = {
  kind: 'conflict',
  code: 'organisation/too-many-memberships',
  detail: `A person belongs to at most ${membershipsMax} organisations.`,
}

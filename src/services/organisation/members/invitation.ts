/** An invitation: the only way for a person to come into an organisation that somebody else registered. */
import type { Role } from '../../../kernel/caller.ts'
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import { dayMs } from '../../../kernel/time.ts'

export const invitationLifeMs = 7 * dayMs
/** Of one organisation in a day: room for a whole branch, none for mailing the world. */
export const invitationsPerDay = 100

type Sent = {
  readonly organisationId: string
  readonly email: Sealed
  readonly emailDigest: string
  readonly role: Role
  readonly invitedBy: string
  /** Of the secret that stands in the mail alone. */
  readonly digest: string
  readonly expiresAt: string
}

export type Invitation = { readonly status: 'absent' } | ({ readonly status: 'open' | 'accepted' | 'revoked' } & Sent)

type At = { readonly at: string }
export type InvitationCommand = At &
  (
    | ({ readonly type: 'send' } & Sent)
    | { readonly type: 'accept'; readonly userId: string; readonly emailDigest: string; readonly digest: string }
    /** By who has proven the address otherwise than by the mail. */
    | { readonly type: 'admit'; readonly userId: string; readonly emailDigest: string }
    | { readonly type: 'revoke'; readonly by: string }
  )
export type InvitationEvent = At &
  (
    | ({ readonly type: 'invitation/sent' } & Sent)
    | { readonly type: 'invitation/accepted'; readonly userId: string }
    | { readonly type: 'invitation/revoked'; readonly by: string }
  )

export const invitation: Decider<Invitation, InvitationCommand, InvitationEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    const { at } = command
    switch (command.type) {
      case 'send': {
        const { type: _type, ...sent } = command
        return state.status === 'absent' ? accept([{ type: 'invitation/sent', ...sent }]) : reject(invitationOver)
      }
      case 'accept':
        if (state.status !== 'open' || command.digest !== state.digest || at >= state.expiresAt)
          return reject(invitationOver)
        if (command.emailDigest !== state.emailDigest) return reject(forAnother)
        return accept([{ type: 'invitation/accepted', at, userId: command.userId }])
      case 'admit':
        if (state.status !== 'open' || at >= state.expiresAt) return reject(invitationOver)
        if (command.emailDigest !== state.emailDigest) return reject(forAnother)
        return accept([{ type: 'invitation/accepted', at, userId: command.userId }])
      case 'revoke':
        if (state.status === 'absent') return reject(unknownInvitation)
        if (state.status === 'accepted') return reject(invitationOver)
        return accept(state.status === 'revoked' ? [] : [{ type: 'invitation/revoked', at, by: command.by }])
    }
  },
  evolve(state, event): Invitation {
    if (event.type === 'invitation/sent') {
      const { type: _type, at: _at, ...sent } = event
      return { status: 'open', ...sent }
    }
    if (state.status === 'absent') return state
    switch (event.type) {
      case 'invitation/accepted':
        return { ...state, status: 'accepted' }
      case 'invitation/revoked':
        return { ...state, status: 'revoked' }
    }
  },
}

export const invitationOver: Rejection = {
  kind: 'conflict',
  code: 'organisation/invitation-over',
  detail:
    'This invitation is not whole, was accepted or withdrawn, has expired, or its sender left. Ask for another one.',
  facts: { status: 'over', allowed: [] },
}
export const tooManyInvitations: Rejection = {
  kind: 'too-many',
  code: 'organisation/too-many-invitations',
  detail: `An organisation sends at most ${invitationsPerDay} invitations in 24 hours.`,
  facts: { retryAfterSeconds: 3_600 },
}
export const unknownInvitation: Rejection = {
  kind: 'not-found',
  code: 'organisation/unknown-invitation',
  detail: 'The organisation has no such invitation.',
}
const forAnother: Rejection = {
  kind: 'forbidden',
  code: 'organisation/invitation-for-another',
  detail: 'This invitation was sent to another e-mail address than your account has.',
  facts: { status: 'open', allowed: [] },
}

/** How invitations are kept for reading: found by who sent them and by whose address they went to. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { invitation, type Invitation, type InvitationCommand, type InvitationEvent } from './invitation.ts'

export type InvitationDocument = Omit<Exclude<Invitation, { status: 'absent' }>, 'digest'> & {
  readonly id: string
  readonly sentAt: string
}

export const invitations = collection<InvitationDocument>()({
  name: 'invitations',
  indexes: {
    byOrganisation: ({ organisationId, sentAt }) => [[organisationId, sentAt]],
    byEmail: ({ emailDigest, id }) => [[emailDigest, id]],
  },
})

export const projectInvitation = ({ id, createdAt }: Subject, state: Invitation): InvitationDocument | null => {
  if (state.status === 'absent') return null
  const { digest: _digest, ...shown } = state
  return { id, sentAt: createdAt, ...shown }
}

export const invitationAggregate: Aggregate<Invitation, InvitationCommand, InvitationEvent> = {
  kind: 'invitation',
  decider: invitation,
  organisations: (state) => (state.status === 'absent' ? [] : [state.organisationId]),
  readModels: [
    readModel({
      collection: invitations,
      project: (subject, state) => [{ id: subject.id, document: projectInvitation(subject, state) }],
    }),
  ],
}

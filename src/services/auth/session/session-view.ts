/** The streams of sessions, and how a person's are kept to be listed. */
import { readModel, type Aggregate } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import type { PersonCaller } from '../../../kernel/caller.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import {
  session,
  type Session,
  type SessionCommand,
  type SessionEvent,
  type SessionSubject,
  type SessionThrough,
} from './session.ts'

/** Whose account it is that a person signed in to. */
export const subjectOf = (caller: PersonCaller): SessionSubject =>
  caller.kind === 'user' ? { kind: 'user', id: caller.userId } : { kind: 'staff', id: caller.staffId }

/** Throws `Rejected` for who came through an organisation's provider: their account is more than that organisation's. */
export function assertOwnSession(caller: PersonCaller): void {
  if (caller.kind === 'user' && caller.boundTo !== undefined) throw new Rejected(ownSignInNeeded)
}

const ownSignInNeeded: Rejection = {
  kind: 'forbidden',
  code: 'auth/own-sign-in-needed',
  detail:
    'You signed in through your organisation, which changes nothing of your account. Sign in with your password or passkey.',
}

export type SessionDocument = {
  readonly id: string
  readonly subject: SessionSubject
  /** As the account's were when it was opened: where that has others now, the session is over. */
  readonly credentials: number
  readonly openedAt: string
  readonly refreshedAt: string
  readonly through?: SessionThrough
}

export const sessions = collection<SessionDocument>()({
  name: 'sessions',
  indexes: { bySubject: ({ subject, openedAt }) => [[subject.id, openedAt]] },
})

export const sessionAggregate: Aggregate<Session, SessionCommand, SessionEvent> = {
  kind: 'session',
  decider: session,
  organisations: () => [],
  readModels: [
    readModel({
      collection: sessions,
      project: ({ id }, state) => {
        if (state.status === 'absent') return []
        if (state.status === 'ended') return [{ id, document: null }]
        const { subject, credentials, openedAt, refreshedAt, through } = state
        const document = { id, subject, credentials, openedAt, refreshedAt, ...(through && { through }) }
        return [{ id, document }]
      },
    }),
  ],
}

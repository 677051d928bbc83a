/** The streams of accounts, sessions and keys, and how a person's sessions are kept to be listed. */
import { readModel, type Aggregate, type Subject } from '../../infrastructure/store/aggregate.ts'
import { collection } from '../../infrastructure/store/documents.ts'
import type { PersonCaller } from '../../kernel/caller.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { account, type Account, type AccountCommand, type AccountEvent } from './account.ts'
import { apiKey, type ApiKey, type ApiKeyCommand, type ApiKeyEvent } from './api-key.ts'
import { emailClaim, type EmailClaim, type EmailClaimCommand, type EmailClaimEvent } from './email-claim.ts'
import {
  session,
  type Session,
  type SessionCommand,
  type SessionEvent,
  type SessionSubject,
  type SessionThrough,
} from './session.ts'
import { signingKeys, type SigningKeys, type SigningKeysCommand, type SigningKeysEvent } from './signing-keys.ts'

export type AccountAggregate = Aggregate<Account, AccountCommand, AccountEvent>
export type EmailAggregate = Aggregate<EmailClaim, EmailClaimCommand, EmailClaimEvent>

const ofNoOrganisation = { organisations: () => [], readModels: [] }

export const userAggregate: AccountAggregate = { kind: 'user', decider: account, stateRevision: 1, ...ofNoOrganisation }
export const staffAggregate: AccountAggregate = {
  kind: 'staff',
  decider: account,
  stateRevision: 1,
  ...ofNoOrganisation,
}
export const userEmailAggregate: EmailAggregate = {
  kind: 'email',
  decider: emailClaim,
  stateRevision: 1,
  ...ofNoOrganisation,
}
export const staffEmailAggregate: EmailAggregate = {
  kind: 'staffemail',
  decider: emailClaim,
  stateRevision: 1,
  ...ofNoOrganisation,
}
export const signingKeysAggregate: Aggregate<SigningKeys, SigningKeysCommand, SigningKeysEvent> = {
  kind: 'signingkeys',
  decider: signingKeys,
  ...ofNoOrganisation,
}

/** Which streams hold an account of a kind and its e-mail. */
export const accountsOf = {
  user: { accounts: userAggregate, emails: userEmailAggregate, prefix: 'usr' },
  staff: { accounts: staffAggregate, emails: staffEmailAggregate, prefix: 'stf' },
} as const

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

/** What an organisation may see of its key: all but what proves it. */
export type ApiKeyDocument = {
  readonly id: string
  readonly organisationId: string
  readonly name: string
  readonly role: string
  readonly status: 'active' | 'revoked'
  readonly issuedBy: string
  readonly issuedAt: string
  readonly expiresAt: string
  readonly lastUsedOn: string | null
  /** Until when the secret before the present one is taken beside it. */
  readonly previousUntil: string | null
}

export const apiKeys = collection<ApiKeyDocument>()({
  name: 'api_keys',
  indexes: {
    byOrganisation: ({ organisationId, issuedAt }) => [[organisationId, issuedAt]],
    active: ({ organisationId, status }) => (status === 'active' ? [[organisationId]] : []),
  },
})

export const projectApiKey = ({ id, createdAt }: Subject, state: ApiKey): ApiKeyDocument | null => {
  if (state.status === 'absent') return null
  const { digest: _digest, generation: _generation, makers: _makers, previous, ...shown } = state
  return { id, issuedAt: createdAt, ...shown, previousUntil: previous?.until ?? null }
}

export const apiKeyAggregate: Aggregate<ApiKey, ApiKeyCommand, ApiKeyEvent> = {
  kind: 'apikey',
  decider: apiKey,
  stateRevision: 2,
  organisations: (state) => (state.status === 'absent' ? [] : [state.organisationId]),
  readModels: [
    readModel({
      collection: apiKeys,
      project: (subject, state) => [{ id: subject.id, document: projectApiKey(subject, state) }],
    }),
  ],
}

/** A session: one sign-in on one device, kept alive by refresh tokens of which each is good for one use. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { addMs, dayMs, type Instant } from '../../../kernel/time.ts'

export const sessionLifeMs = 30 * dayMs
export const sessionIdleMs = 7 * dayMs
/** How long the token before the newest still gives the same successor: requests that crossed on the way. */
export const refreshGraceMs = 10_000

export type SessionSubject = { readonly kind: 'user' | 'staff'; readonly id: string }
export type SessionEnd = 'signed-out' | 'revoked' | 'refresh-token-reused'

/** Through whose provider, at which of its generations. */
export type SessionThrough = {
  readonly organisationId: string
  readonly generation: number
  /** The generation of the link to the provider's person; the first when absent. */
  readonly link?: number
}

export type OpenSession = {
  readonly status: 'open'
  readonly subject: SessionSubject
  /** The generation of the password it was opened with. */
  readonly credentials: number
  /** Of one that an organisation's provider has vouched for: it acts for that organisation alone. */
  readonly through?: SessionThrough
  /** How often it was refreshed, and the digests of the newest refresh token and the one before. */
  readonly generation: number
  readonly digest: string
  readonly previousDigest: string | null
  readonly openedAt: string
  readonly refreshedAt: string
}

export type Session =
  | { readonly status: 'absent' }
  | OpenSession
  | { readonly status: 'ended'; readonly subject: SessionSubject; readonly reason: SessionEnd }

type At = { readonly at: string }
type Opening = Pick<OpenSession, 'subject' | 'credentials' | 'digest' | 'through'>

export type SessionCommand = At &
  (
    | ({ readonly type: 'open' } & Opening)
    /** With a token known to be genuine: its generation and digest, and the digest of what would follow it. */
    | { readonly type: 'refresh'; readonly generation: number; readonly digest: string; readonly successor: string }
    | { readonly type: 'adopt'; readonly credentials: number }
    | { readonly type: 'end'; readonly reason: SessionEnd }
  )

export type SessionEvent = At &
  (
    | ({ readonly type: 'session/opened' } & Opening)
    | { readonly type: 'session/refreshed'; readonly digest: string }
    | { readonly type: 'session/adopted'; readonly credentials: number }
    | { readonly type: 'session/ended'; readonly reason: SessionEnd }
  )

export const session: Decider<Session, SessionCommand, SessionEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    const { at } = command
    if (command.type === 'open') {
      const { subject, credentials, digest, through } = command
      return state.status === 'absent'
        ? accept([{ type: 'session/opened', at, subject, credentials, digest, ...(through && { through }) }])
        : reject(state.status === 'ended' ? unknownSession : alreadyOpen)
    }
    if (state.status !== 'open') {
      if (command.type === 'end' && state.status === 'ended') return accept([])
      return reject(command.type === 'refresh' ? invalidGrant : unknownSession)
    }
    switch (command.type) {
      case 'refresh':
        return refresh(command, state)
      case 'adopt':
        return accept([{ type: 'session/adopted', at, credentials: command.credentials }])
      case 'end':
        return accept([{ type: 'session/ended', at, reason: command.reason }])
    }
  },
  evolve(state, event): Session {
    if (event.type === 'session/opened') {
      const { subject, credentials, digest, through, at } = event
      const first = { generation: 0, digest, previousDigest: null, openedAt: at, refreshedAt: at }
      return { status: 'open', subject, credentials, ...(through && { through }), ...first }
    }
    if (state.status !== 'open') return state
    switch (event.type) {
      case 'session/refreshed': {
        const { generation, digest: previousDigest } = state
        const { digest, at: refreshedAt } = event
        return { ...state, generation: generation + 1, digest, previousDigest, refreshedAt }
      }
      case 'session/adopted':
        return { ...state, credentials: event.credentials }
      case 'session/ended':
        return { status: 'ended', subject: state.subject, reason: event.reason }
    }
  },
}

type Refresh = Extract<SessionCommand, { type: 'refresh' }>

/** No event means that the one before the newest was used within its grace: its successor is the newest. */
function refresh(command: Refresh, state: OpenSession): Result<readonly SessionEvent[]> {
  const { at, generation, digest, successor } = command
  if (at >= endOfSession(state)) return reject(invalidGrant)
  if (generation === state.generation && digest === state.digest)
    return accept([{ type: 'session/refreshed', at, digest: successor }])
  const crossed = generation === state.generation - 1 && digest === state.previousDigest
  if (crossed && at <= addMs(state.refreshedAt as Instant, refreshGraceMs)) return accept([])
  // Used before: somebody else has it. Nobody can tell who, so both lose the session.
  if (generation < state.generation) return accept([{ type: 'session/ended', at, reason: 'refresh-token-reused' }])
  return reject(invalidGrant)
}

/** When a session is over if nothing happens: a week without use, or a month after it was opened. */
export function endOfSession({ openedAt, refreshedAt }: Pick<OpenSession, 'openedAt' | 'refreshedAt'>): string {
  const idle = addMs(refreshedAt as Instant, sessionIdleMs)
  const absolute = addMs(openedAt as Instant, sessionLifeMs)
  return idle < absolute ? idle : absolute
}

export const invalidGrant: Rejection = {
  kind: 'malformed',
  code: 'auth/invalid-grant',
  detail: 'This refresh token is not valid, was used before, or has expired. Sign in again.',
}
const alreadyOpen: Rejection = {
  kind: 'conflict',
  code: 'auth/session-exists',
  detail: 'This session is open already.',
  facts: { status: 'open', allowed: ['refresh', 'end'] },
}
export const unknownSession: Rejection = {
  kind: 'not-found',
  code: 'auth/unknown-session',
  detail: 'You have no such session.',
}

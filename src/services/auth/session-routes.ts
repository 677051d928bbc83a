/** The REST face of sessions: who is signed in, where else, and how to end it. */
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../gateway/route.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute } from '../../infrastructure/store/execute.ts'
import type { Clock } from '../../kernel/clock.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { sessionAggregate, sessions, type SessionDocument } from './auth-view.ts'
import { Instant } from './auth-schemas.ts'
import { endOfSession, unknownSession } from './session.ts'

const SessionBody = Type.Object(
  {
    id: Type.String(),
    openedAt: Instant,
    refreshedAt: Instant,
    expiresAt: Type.String({ format: 'date-time', description: 'When it ends if it is not refreshed.' }),
    current: Type.Boolean({ description: 'Whether this is the session that asks.' }),
  },
  { title: 'Session' },
)

export type SessionRoutesNeeds = { readonly execute: Execute; readonly documents: Documents; readonly clock: Clock }

export const sessionRoutes = ({ execute, documents, clock }: SessionRoutesNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/auth/logout',
    operationId: 'signOut',
    tag: 'Accounts',
    summary: 'End this session',
    description: 'Its refresh token and its access tokens are refused from now on. Staff sign out here, too.',
    access: { kind: 'public' },
    idempotency: 'optional',
    async handle({ caller, intent }) {
      if (caller.kind !== 'user' && caller.kind !== 'staff') return {}
      await execute(sessionAggregate, intent, async (unit) => {
        await unit.decide(sessionAggregate, caller.sessionId, { type: 'end', at: unit.at, reason: 'signed-out' })
        return caller.sessionId
      })
      return {}
    },
  }),
  listRoute({
    path: '/v1/auth/sessions',
    operationId: 'listSessions',
    tag: 'Accounts',
    summary: 'List your sessions',
    access: { kind: 'account' },
    reply: SessionBody,
    async handle({ caller, page }) {
      const found = await documents.find(sessions, {
        index: 'bySubject',
        equals: [caller.userId],
        order: 'descending',
        ...page,
      })
      const open = found.items
        .map(({ body }) => JSON.parse(body) as SessionDocument)
        .filter((session) => endOfSession(session) > clock.now())
      const items = open.map((session) => {
        const { id, openedAt, refreshedAt } = session
        return { id, openedAt, refreshedAt, expiresAt: endOfSession(session), current: id === caller.sessionId }
      })
      return { ...found, items }
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/auth/sessions/{sessionId}',
    operationId: 'revokeSession',
    tag: 'Accounts',
    summary: 'End one of your sessions',
    access: { kind: 'account' },
    guard: 'none',
    params: Type.Object({ sessionId: Type.String({ pattern: '^ses_[0-9a-f]{32}$' }) }),
    async handle({ caller, params: { sessionId }, intent }) {
      await execute(sessionAggregate, intent, async (unit) => {
        const { state } = await unit.load(sessionAggregate, sessionId)
        if (state.status === 'absent' || state.subject.kind !== 'user' || state.subject.id !== caller.userId)
          throw new Rejected(unknownSession)
        await unit.decide(sessionAggregate, sessionId, { type: 'end', at: unit.at, reason: 'revoked' })
        return sessionId
      })
      return {}
    },
  }),
]

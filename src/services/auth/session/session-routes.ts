/** The REST face of sessions: where a person is signed in, and how to end it, here, there or everywhere. */
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { accountsOf } from '../account/account-view.ts'
import { sessionAggregate, sessions, subjectOf, type SessionDocument } from './session-view.ts'
import { Instant } from '../account/account-schemas.ts'
import type { RefreshTokens } from '../tokens/issue-refresh-token.ts'
import { endOfSession, invalidGrant, unknownSession } from './session.ts'

const SessionBody = Type.Object(
  {
    id: Type.String(),
    openedAt: Instant,
    refreshedAt: Instant,
    expiresAt: Type.String({ format: 'date-time', description: 'When it ends if it is not refreshed.' }),
    current: Type.Boolean({ description: 'Whether this is the session that asks.' }),
    organisationId: Type.Optional(
      Type.String({ description: 'The organisation whose identity provider opened it, and for which alone it acts.' }),
    ),
  },
  { title: 'Session' },
)

export type SessionRoutesNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
  readonly refreshTokens: RefreshTokens
  readonly clock: Clock
}

export const sessionRoutes = (needs: SessionRoutesNeeds): Route[] => [
  signOutRoute(needs),
  listSessionsRoute(needs),
  ...endRoutes(needs),
]

const signOutRoute = ({ execute, refreshTokens }: SessionRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/auth/logout',
    operationId: 'signOut',
    tag: 'Accounts',
    summary: 'End this session',
    description:
      'Its refresh token and its access tokens are refused from now on. Staff sign out here, too. An access token that has ended is refused and ends nothing: whoever has a `refreshToken` sends that, without `Authorization`.',
    access: { kind: 'public' },
    refusesBadCredentials: true,
    body: Type.Object(
      { refreshToken: Type.Optional(Type.String({ maxLength: 512, description: 'Its session ends, too.' })) },
      { title: 'SignOut' },
    ),
    bodyIsOptional: true,
    idempotency: 'optional',
    refusals: ['auth/invalid-grant'],
    async handle({ caller, body: { refreshToken }, intent }) {
      const named = refreshToken === undefined ? undefined : refreshTokens.read(refreshToken)
      if (refreshToken !== undefined && !named) throw new Rejected(invalidGrant)
      const ofCaller = caller.kind === 'user' || caller.kind === 'staff' ? caller.sessionId : undefined
      const ending = [...new Set([ofCaller, named?.sessionId])].filter((id) => id !== undefined)
      const [first] = ending
      if (first === undefined) return {}
      await execute(sessionAggregate, intent, async (unit) => {
        for (const id of ending)
          await unit.decide(sessionAggregate, id, { type: 'end', at: unit.at, reason: 'signed-out' })
        return first
      })
      return {}
    },
  })

const listSessionsRoute = ({ readState, documents, clock }: SessionRoutesNeeds): Route =>
  listRoute({
    path: '/v1/auth/sessions',
    operationId: 'listSessions',
    tag: 'Accounts',
    summary: 'List your sessions',
    access: { kind: 'person' },
    reply: SessionBody,
    async handle({ caller, page }) {
      const { kind, id } = subjectOf(caller)
      const boundTo = caller.kind === 'user' ? caller.boundTo : undefined
      const { state: account } = await readState(accountsOf[kind].accounts, id)
      const found = await documents.find(sessions, { index: 'bySubject', equals: [id], order: 'descending', ...page })
      const open = found.items
        .map(({ body }) => JSON.parse(body) as SessionDocument)
        .filter((each) => account.status === 'active' && each.credentials === account.credentials)
        .filter((each) => endOfSession(each) > clock.now())
        // Where else somebody is signed in, the provider of one organisation does not learn.
        .filter(({ through }) => boundTo === undefined || through?.organisationId === boundTo)
      const items = open.map((each) => {
        const { openedAt, refreshedAt } = each
        return {
          id: each.id,
          openedAt,
          refreshedAt,
          expiresAt: endOfSession(each),
          current: each.id === caller.sessionId,
          ...(each.through && { organisationId: each.through.organisationId }),
        }
      })
      return { ...found, items }
    },
  })

const endRoutes = ({ execute }: SessionRoutesNeeds): Route[] => [
  route({
    method: 'DELETE',
    path: '/v1/auth/sessions/{sessionId}',
    operationId: 'revokeSession',
    tag: 'Accounts',
    summary: 'End one of your sessions',
    access: { kind: 'person' },
    guard: 'none',
    params: Type.Object({ sessionId: Type.String({ pattern: '^ses_[0-9a-f]{32}$' }) }),
    async handle({ caller, params: { sessionId }, intent }) {
      const own = subjectOf(caller)
      await execute(sessionAggregate, intent, async (unit) => {
        const { state } = await unit.load(sessionAggregate, sessionId)
        if (state.status === 'absent' || state.subject.kind !== own.kind || state.subject.id !== own.id)
          throw new Rejected(unknownSession)
        await unit.decide(sessionAggregate, sessionId, { type: 'end', at: unit.at, reason: 'revoked' })
        return sessionId
      })
      return {}
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/auth/sessions',
    operationId: 'endSessions',
    tag: 'Accounts',
    summary: 'Sign out everywhere',
    description:
      'Ends all your sessions with one stroke, this one with them unless `keep` says otherwise. Within five seconds no process takes their tokens, and live connections that they opened are closed. API keys go on: they are the organisation’s.',
    access: { kind: 'person' },
    guard: 'none',
    query: Type.Object({
      keep: Type.Optional(Type.Literal('current', { description: 'Ends all other sessions; this one goes on.' })),
    }),
    async handle({ caller, query: { keep }, intent }) {
      const { kind, id } = subjectOf(caller)
      const { accounts } = accountsOf[kind]
      const { replayed } = await execute(accounts, intent, async (unit) => {
        const { at } = unit
        // One event of the account, however many sessions there are: each rests on its credentials.
        const account = await unit.decide(accounts, id, { type: 'end-sessions', at })
        if (keep === 'current' && account.status === 'active') {
          const { credentials } = account
          await unit.decide(sessionAggregate, caller.sessionId, { type: 'adopt', at, credentials })
        }
        return id
      })
      return { replayed }
    },
  }),
]

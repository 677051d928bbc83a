/** The REST face of an organisation's API keys; they are exchanged for access tokens and never sent with other requests. */
import { randomBytes } from 'node:crypto'
import { Type, type Static } from 'typebox'
import { listRoute, route, type Reply, type Route } from '../../../gateway/route.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Committed, Execute } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { roles, type MemberCaller } from '../../../kernel/caller.ts'
import { invalidField, Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { addMs, dayMs, hourMs, type Instant as InstantText } from '../../../kernel/time.ts'
import { unknownKey, type ApiKey, type KeyRole } from './api-key.ts'
import { Instant } from '../account/account-schemas.ts'
import { apiKeyAggregate, apiKeys, projectApiKey, type ApiKeyDocument } from './api-key-view.ts'
import { secretDigest } from './verify-key-secret.ts'

export type ApiKeyRoutesNeeds = { readonly execute: Execute; readonly documents: Documents }

const keysMax = 50
const lifeMaxMs = 366 * dayMs
const keyRoles = roles.filter((role): role is KeyRole => role !== 'owner')
const KeyParams = Type.Object({ organisationId: Type.String({ pattern: '^org_[0-9a-f]{32}$' }) })

const OneKeyParams = Type.Object({ ...KeyParams.properties, keyId: Type.String({ pattern: '^key_[0-9a-f]{32}$' }) })
const ExpiresAt = Type.String({ format: 'date-time', description: 'Within 366 days, which is the default.' })

const ApiKeyBody = Type.Object(
  {
    id: Type.String({ description: 'The `clientId` at POST /v1/auth/token.' }),
    name: Type.String(),
    role: Type.Enum(keyRoles),
    status: Type.Enum(['active', 'revoked']),
    issuedBy: Type.String(),
    issuedAt: Instant,
    expiresAt: Instant,
    previousUntil: Type.Union([Instant, Type.Null()], {
      description: 'Until when the secret before the present one is taken beside it.',
    }),
    lastUsedOn: Type.Union([Type.String({ format: 'date' }), Type.Null()], { description: 'The day, in UTC.' }),
    clientSecret: Type.Optional(
      Type.String({ description: 'Only in the first answer to the request that made it; it is not kept.' }),
    ),
  },
  { title: 'ApiKey' },
)

/** Owners and admins, as people: a key that could make keys would outlive its own revocation. */
const access = { kind: 'member', roles: [] } as const

const present = ({ organisationId: _id, ...shown }: ApiKeyDocument) => shown as Static<typeof ApiKeyBody>

export const apiKeyRoutes = (needs: ApiKeyRoutesNeeds): Route[] => [
  issueRoute(needs),
  rotateRoute(needs),
  listRoute({
    path: '/v1/organisations/{organisationId}/api-keys',
    operationId: 'listApiKeys',
    tag: 'Organisations',
    summary: 'List the organisation’s API keys',
    access,
    params: KeyParams,
    reply: ApiKeyBody,
    async handle({ caller, params: { organisationId }, page }) {
      assertPerson(caller, organisationId)
      const found = await needs.documents.find(apiKeys, {
        index: 'byOrganisation',
        equals: [organisationId],
        order: 'descending',
        ...page,
      })
      return { ...found, items: found.items.map(({ body }) => present(JSON.parse(body) as ApiKeyDocument)) }
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/organisations/{organisationId}/api-keys/{keyId}',
    operationId: 'revokeApiKey',
    tag: 'Organisations',
    summary: 'Revoke an API key',
    description: 'Its access tokens are refused from now on.',
    access,
    guard: 'optional',
    params: OneKeyParams,
    async handle({ caller, params: { organisationId, keyId }, intent, ifMatch }) {
      const by = assertPerson(caller, organisationId)
      const { replayed } = await needs.execute(apiKeyAggregate, intent, async (unit) => {
        const snapshot = await unit.load(apiKeyAggregate, keyId)
        const { state } = snapshot
        if (state.status === 'absent' || state.organisationId !== organisationId) throw new Rejected(unknownKey)
        requireVersion(snapshot, ifMatch)
        await unit.decide(apiKeyAggregate, keyId, { type: 'revoke', at: unit.at, by })
        return keyId
      })
      return { replayed }
    },
  }),
]

const issueRoute = ({ execute, documents }: ApiKeyRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/organisations/{organisationId}/api-keys',
    operationId: 'issueApiKey',
    tag: 'Organisations',
    summary: 'Make an API key',
    description:
      'Exchange it at POST /v1/auth/token (`grantType` `client_credentials`) for access tokens that act for the organisation with the key’s role. The secret is shown once. It works while whoever made it is a member with its role, an owner or an admin: before such a person leaves, somebody else makes another.',
    access,
    params: KeyParams,
    body: Type.Object({
      name: Type.String({ minLength: 1, maxLength: 100, description: 'What it is for.' }),
      role: Type.Enum(keyRoles),
      expiresAt: Type.Optional(ExpiresAt),
    }),
    reply: ApiKeyBody,
    success: 201,
    refusals: ['auth/too-many-api-keys', 'auth/api-key-expiry'],
    async handle({ caller, params: { organisationId }, body: { name, role, expiresAt }, intent }) {
      const issuedBy = assertPerson(caller, organisationId)
      const kept = await documents.count(apiKeys, { index: 'active', equals: [organisationId], atMost: keysMax })
      if (kept >= keysMax) throw new Rejected(tooManyKeys)
      const ends = endOf(expiresAt, intent.at)
      const clientSecret = newSecret()
      const issued = { organisationId, name, role, digest: secretDigest(clientSecret), issuedBy, expiresAt: ends }
      const done = await execute(apiKeyAggregate, intent, async (unit) => {
        const keyId = unit.newId('key')
        await unit.decide(apiKeyAggregate, keyId, { type: 'issue', at: unit.at, ...issued })
        return keyId
      })
      return replyWith(done, clientSecret)
    },
  })

const rotateRoute = ({ execute }: ApiKeyRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/organisations/{organisationId}/api-keys/{keyId}/rotate',
    operationId: 'rotateApiKey',
    tag: 'Organisations',
    summary: 'Give an API key another secret',
    description:
      'The secret before it is taken beside it for `overlapHours`, never beyond its own end, and its access tokens so long: tell your systems the new one meanwhile. A second rotation ends the first secret at once. From now on the key works while whoever rotated it could make it. Nobody who ever made a secret of it approves what is asked for by it: to be free of that, make another key.',
    access,
    guard: 'optional',
    params: OneKeyParams,
    body: Type.Object({
      overlapHours: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 168, description: '24 unless said; 0 for a secret that others know.' }),
      ),
      expiresAt: Type.Optional(ExpiresAt),
    }),
    reply: ApiKeyBody,
    success: 200,
    refusals: ['auth/unknown-api-key', 'auth/api-key-over', 'auth/api-key-expiry'],
    async handle({ caller, params: { organisationId, keyId }, body, intent, ifMatch }) {
      const issuedBy = assertPerson(caller, organisationId)
      const expiresAt = endOf(body.expiresAt, intent.at)
      const clientSecret = newSecret()
      const previousUntil = addMs(intent.at as InstantText, (body.overlapHours ?? 24) * hourMs)
      const next = { digest: secretDigest(clientSecret), issuedBy, expiresAt, previousUntil }
      const done = await execute(apiKeyAggregate, intent, async (unit) => {
        const snapshot = await unit.load(apiKeyAggregate, keyId)
        const { state } = snapshot
        if (state.status === 'absent' || state.organisationId !== organisationId) throw new Rejected(unknownKey)
        requireVersion(snapshot, ifMatch)
        await unit.decide(apiKeyAggregate, keyId, { type: 'rotate', at: unit.at, ...next })
        return keyId
      })
      return replyWith(done, clientSecret)
    },
  })

const newSecret = (): string => `fxs_${randomBytes(32).toString('base64url')}`

/** Throws `Rejected` for an end that lies behind us or too far ahead. */
function endOf(expiresAt: string | undefined, at: string): string {
  const latest = addMs(at as InstantText, lifeMaxMs)
  const ends = expiresAt === undefined ? latest : new Date(expiresAt).toISOString()
  if (ends > at && ends <= latest) return ends
  throw new Rejected(invalidField('auth/api-key-expiry', '/expiresAt', 'must lie within the next 366 days'))
}

function replyWith(done: Committed<ApiKey>, clientSecret: string): Reply {
  const shown = present(projectApiKey(done, done.state)!)
  // The secret of a repeated request was another one, and nobody kept it.
  const body = done.replayed ? shown : { ...shown, clientSecret }
  return { body, version: done.version, replayed: done.replayed, headers: { 'cache-control': 'no-store' } }
}

function assertPerson(caller: MemberCaller, organisationId: string): string {
  if (caller.acting.organisationId !== organisationId) throw new Rejected(unknownOrganisation)
  if (caller.kind !== 'user') throw new Rejected(peopleOnly)
  return caller.userId
}

const unknownOrganisation: Rejection = {
  kind: 'not-found',
  code: 'organisation/unknown',
  detail: 'There is no such organisation, or you do not take part in it.',
}
const peopleOnly: Rejection = {
  kind: 'forbidden',
  code: 'auth/people-only',
  detail: 'API keys are made and revoked by people, not by other keys.',
}
const tooManyKeys: Rejection = {
  kind: 'conflict',
  code: 'auth/too-many-api-keys',
  detail: `An organisation has at most ${keysMax} API keys in use. Revoke one that is not used.`,
}

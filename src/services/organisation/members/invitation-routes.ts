/** The REST face of invitations: sent by mail to an address, accepted by the account that has it. */
import { createHash, randomBytes } from 'node:crypto'
import { Type, type Static } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import type { Mailer } from '../../../infrastructure/mail/mail.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { addMs, dayMs, type Instant } from '../../../kernel/time.ts'
import type { Log } from '../../../telemetry/log.ts'
import { assertEmailVerified, assertOwnSession, digestOfEmail, emailDigestOf } from '../../auth/contract.ts'
import {
  invitationLifeMs,
  invitationOver,
  invitationsPerDay,
  tooManyInvitations,
  unknownInvitation,
} from './invitation.ts'
import { onlyOwners } from '../organisation/organisation.ts'
import { mayInvite, ownersAndAdmins, ownInside, ownPerson } from '../organisation/organisation-policies.ts'
import { accepted, registered } from '../organisation/organisation-presenter.ts'
import { InvitationBody, OrganisationId, OrganisationParams, RoleName } from '../organisation/organisation-schemas.ts'
import { invitationAggregate, invitations, projectInvitation, type InvitationDocument } from './invitation-view.ts'
import { membershipAggregate, organisationAggregate } from '../organisation/organisation-view.ts'

export type InvitationRoutesNeeds = {
  readonly execute: Execute
  readonly documents: Documents
  readonly personalData: PersonalData
  readonly mailer: Mailer
  readonly log: Log
  readonly clock: Clock
}

const path = '/v1/organisations/{organisationId}/invitations'
const access = { kind: 'member', roles: ownersAndAdmins } as const
const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
const TOKEN = /^(inv_[0-9a-f]{32})\.([\w-]{43})$/

export const invitationRoutes = (needs: InvitationRoutesNeeds): Route[] => [
  sendRoute(needs),
  ...keepRoutes(needs),
  acceptRoute(needs),
]

const presentFor = async (
  { personalData, clock }: InvitationRoutesNeeds,
  document: InvitationDocument,
): Promise<Static<typeof InvitationBody>> => {
  const { id, role, status, invitedBy, sentAt, expiresAt } = document
  const email = (await personalData.open(document.email)) ?? ''
  const over = status === 'open' && clock.now() >= expiresAt
  return { id, email, role, status: over ? 'expired' : status, invitedBy, sentAt, expiresAt }
}

const sendRoute = (needs: InvitationRoutesNeeds): Route =>
  route({
    method: 'POST',
    path,
    operationId: 'inviteMember',
    tag: 'Organisations',
    summary: 'Invite somebody into the organisation',
    description:
      'By mail, good for seven days. Takes a confirmed e-mail address of one’s own; only owners invite owners.',
    access,
    params: OrganisationParams,
    body: Type.Object({
      email: Type.String({ pattern: '^[^\\s@]{1,64}@[^\\s@.]{1,63}(\\.[^\\s@.]{1,63}){1,8}$', maxLength: 254 }),
      role: RoleName,
    }),
    reply: InvitationBody,
    success: 201,
    refusals: ['auth/email-not-verified', 'organisation/owners-only', 'organisation/too-many-invitations'],
    async handle({ params: { organisationId }, body: { email, role }, caller, intent }) {
      const { execute, personalData, mailer, log } = needs
      const person = accepted(ownPerson(caller, organisationId))
      if (!mayInvite(person.role, role)) throw new Rejected(onlyOwners)
      const secret = randomBytes(32).toString('base64url')
      let legalName = ''
      const done = await execute(invitationAggregate, intent, async (unit) => {
        await assertEmailVerified(unit, person.userId)
        await assertRoomToday(needs.documents, organisationId, unit.at)
        const { at } = unit
        legalName = registered((await unit.read(organisationAggregate, organisationId)).state).legalName
        const invitationId = unit.newId('inv')
        await unit.decide(invitationAggregate, invitationId, {
          type: 'send',
          at,
          organisationId,
          email: await personalData.seal(invitationId, email.trim()),
          emailDigest: digestOfEmail(personalData, email),
          role,
          invitedBy: person.userId,
          digest: digestOf(secret),
          expiresAt: addMs(at as Instant, invitationLifeMs),
        })
        return invitationId
      })
      if (!done.replayed) {
        const subject = `${legalName} invites you to FoodXchange`
        const text = `You are invited to join ${legalName} as ${role}. Register with this address or sign in, then send this token\nto POST /v1/invitations/accept within 7 days:\n\n${done.id}.${secret}\n\nIf you do not know ${legalName}, do nothing.\n\nFoodXchange`
        mailer
          .send({ to: email.trim(), subject, text }, done.id)
          .catch((error: unknown) => log.error({ err: error }, 'an invitation was not sent'))
      }
      const body = await presentFor(needs, projectInvitation(done, done.state)!)
      return { body, version: done.version, replayed: done.replayed }
    },
  })

async function assertRoomToday(documents: Documents, organisationId: string, at: string): Promise<void> {
  const from = addMs(at as Instant, -dayMs)
  const ofOrganisation = { index: 'byOrganisation', equals: [organisationId], from } as const
  const sent = await documents.count(invitations, { ...ofOrganisation, atMost: invitationsPerDay })
  if (sent >= invitationsPerDay) throw new Rejected(tooManyInvitations)
}

const keepRoutes = (needs: InvitationRoutesNeeds): Route[] => [
  listRoute({
    path,
    operationId: 'listInvitations',
    tag: 'Organisations',
    summary: 'List the organisation’s invitations',
    access,
    params: OrganisationParams,
    reply: InvitationBody,
    async handle({ params: { organisationId }, caller, page }) {
      accepted(ownInside(caller, organisationId))
      const found = await needs.documents.find(invitations, {
        index: 'byOrganisation',
        equals: [organisationId],
        order: 'descending',
        ...page,
      })
      const items = found.items.map(({ body }) => presentFor(needs, JSON.parse(body) as InvitationDocument))
      return { ...found, items: await Promise.all(items) }
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/{invitationId}`,
    operationId: 'revokeInvitation',
    tag: 'Organisations',
    summary: 'Withdraw an invitation',
    access,
    guard: 'optional',
    params: Type.Object({
      organisationId: OrganisationId,
      invitationId: Type.String({ pattern: '^inv_[0-9a-f]{32}$' }),
    }),
    async handle({ params: { organisationId, invitationId }, caller, intent, ifMatch }) {
      const { userId: by } = accepted(ownPerson(caller, organisationId))
      const { replayed } = await needs.execute(invitationAggregate, intent, async (unit) => {
        const snapshot = await unit.load(invitationAggregate, invitationId)
        const { state } = snapshot
        if (state.status === 'absent' || state.organisationId !== organisationId) throw new Rejected(unknownInvitation)
        requireVersion(snapshot, ifMatch)
        await unit.decide(invitationAggregate, invitationId, { type: 'revoke', at: unit.at, by })
        return invitationId
      })
      return { replayed }
    },
  }),
]

const acceptRoute = ({ execute }: InvitationRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/invitations/accept',
    operationId: 'acceptInvitation',
    tag: 'Organisations',
    summary: 'Accept an invitation',
    description: 'With the token from the mail, by the account with the address that was invited.',
    access: { kind: 'account' },
    body: Type.Object({ token: Type.String({ maxLength: 200 }) }),
    reply: Type.Object({ organisationId: OrganisationId, role: RoleName }, { title: 'JoinedOrganisation' }),
    refusals: ['organisation/invitation-over', 'organisation/invitation-for-another', 'auth/own-sign-in-needed'],
    async handle({ body: { token }, caller, intent }) {
      assertOwnSession(caller)
      const { userId } = caller
      const [, invitationId, secret] = TOKEN.exec(token) ?? []
      if (invitationId === undefined || secret === undefined) throw new Rejected(invitationOver)
      const done = await execute(invitationAggregate, intent, async (unit) => {
        const { at } = unit
        const { state: invited } = await unit.load(invitationAggregate, invitationId)
        if (invited.status === 'absent') throw new Rejected(invitationOver)
        const { organisationId, role, invitedBy } = invited
        const { members } = registered((await unit.load(organisationAggregate, organisationId)).state)
        // Who is gone, or is less than they were, lets nobody in any more.
        if (!mayInvite(members[invitedBy], role)) throw new Rejected(invitationOver)
        const emailDigest = (await emailDigestOf(unit, userId)) ?? ''
        const accepting = { userId, emailDigest, digest: digestOf(secret) }
        await unit.decide(invitationAggregate, invitationId, { type: 'accept', at, ...accepting })
        await unit.decide(organisationAggregate, organisationId, { type: 'join', at, userId, role, invitationId })
        await unit.decide(membershipAggregate, userId, { type: 'hold', at, organisationId, role })
        return invitationId
      })
      if (done.state.status === 'absent') throw new Rejected(invitationOver)
      const { organisationId, role } = done.state
      return { body: { organisationId, role }, replayed: done.replayed }
    },
  })

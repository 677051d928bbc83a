/** The REST face of one's own account: who I am, and for whom I may act. */
import { Type, type Static } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { roles } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { MembershipsOf, OrganisationNames } from '../../organisation/contract.ts'
import { unknownAccount, type Account } from '../account/account.ts'
import { AccountBody, Locale, PersonName } from '../account/account-schemas.ts'
import { assertOwnSession } from '../session/session-view.ts'
import { userAggregate } from '../account/account-view.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'

const MeBody = Type.Object(
  {
    ...AccountBody.properties,
    memberships: Type.Array(
      Type.Object({ organisationId: Type.String(), legalName: Type.String(), role: Type.Enum([...roles]) }),
      { maxItems: 100 },
    ),
  },
  { title: 'Me' },
)

export type MeRoutesNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly personalData: PersonalData
  readonly memberships: MembershipsOf
  readonly organisationNames: OrganisationNames
}

export function meRoutes(needs: MeRoutesNeeds): Route[] {
  const { execute, readState } = needs
  return [
    route({
      method: 'GET',
      path: '/v1/me',
      operationId: 'getMe',
      tag: 'Accounts',
      summary: 'Who I am',
      access: { kind: 'account' },
      reply: MeBody,
      async handle({ caller }) {
        const snapshot = await readState(userAggregate, caller.userId)
        return { body: await presentMe(needs, snapshot, caller.boundTo), version: snapshot.version }
      },
    }),
    route({
      method: 'PATCH',
      path: '/v1/me',
      operationId: 'updateMe',
      tag: 'Accounts',
      summary: 'Change my name or language',
      access: { kind: 'account' },
      body: Type.Object({ name: Type.Optional(PersonName), locale: Type.Optional(Locale) }, { minProperties: 1 }),
      reply: MeBody,
      refusals: ['auth/own-sign-in-needed'],
      async handle({ caller, body, ifMatch, intent }) {
        assertOwnSession(caller)
        const name = body.name === undefined ? undefined : await needs.personalData.seal(caller.userId, body.name)
        const { locale } = body
        const change = { ...(name !== undefined && { name }), ...(locale !== undefined && { locale }) }
        const done = await execute(userAggregate, intent, async (unit) => {
          requireVersion(await unit.load(userAggregate, caller.userId), ifMatch)
          await unit.decide(userAggregate, caller.userId, { type: 'change-profile', at: unit.at, ...change })
          return caller.userId
        })
        return { body: await presentMe(needs, done), version: done.version, replayed: done.replayed }
      },
    }),
  ]
}

async function presentMe(
  { personalData, memberships, organisationNames }: MeRoutesNeeds,
  { id, state, createdAt }: Snapshot<Account>,
  boundTo?: string,
): Promise<Static<typeof MeBody>> {
  if (state.status !== 'active') throw new Rejected(unknownAccount)
  const [email = '', name = ''] = await Promise.all(
    [state.email, state.name].map((sealed) => personalData.open(sealed)),
  )
  // Of whom else somebody works for, the provider of one of them learns nothing.
  const held = (await memberships(id)).filter(
    ({ organisationId }) => boundTo === undefined || organisationId === boundTo,
  )
  const names = await organisationNames(held.map(({ organisationId }) => organisationId))
  return {
    id,
    email,
    name,
    locale: state.locale,
    emailVerified: state.emailVerified,
    createdAt,
    memberships: held.map(({ organisationId, role }) => ({
      organisationId,
      legalName: names.get(organisationId) ?? '',
      role,
    })),
  }
}

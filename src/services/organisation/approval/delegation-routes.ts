/** The REST face of delegations: given by who approves, for days to come, and taken back by whom they name. */
import { Type, type Static } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { stateAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { actorId } from '../../../kernel/caller.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import { parseLocalDate, utcDate, type Instant, type LocalDate } from '../../../kernel/time.ts'
import { maySee, type GivenDelegation, type Insiders } from './delegation.ts'
import { ownInside, ownPerson } from '../organisation/organisation-policies.ts'
import { accepted, registered } from '../organisation/organisation-presenter.ts'
import { DelegationBody, DelegationInput, OrganisationParams } from '../organisation/organisation-schemas.ts'
import { delegationsAggregate } from './approval-view.ts'
import { organisationAggregate } from '../organisation/organisation-view.ts'

type Needs = { readonly execute: Execute; readonly readState: ReadState; readonly clock: Pick<Clock, 'now'> }

const path = '/v1/organisations/{organisationId}/delegations'
const tag = 'Organisations'
const present = (delegation: GivenDelegation): Static<typeof DelegationBody> => ({ ...delegation })

/** Judged now, as everything that is read of another stream. */
async function insidersOf(unit: Unit, organisationId: string): Promise<Insiders> {
  const { members, approvalRules } = registered((await unit.read(organisationAggregate, organisationId)).state)
  return { members, rules: approvalRules }
}

export const delegationRoutes = (needs: Needs): Route[] => [listDelegations(needs), ...changeRoutes(needs)]

const listDelegations = ({ readState, clock }: Needs): Route =>
  listRoute({
    path,
    operationId: 'listDelegations',
    tag,
    summary: 'List who stands in for whom',
    description: 'What is not over. Owners, admins and approvers see all; others what names them.',
    access: { kind: 'member' },
    params: OrganisationParams,
    query: asOfQuery,
    reply: DelegationBody,
    refusals: asOfRefusals,
    async handle({ params: { organisationId }, query, caller, page: { limit, after = '' } }) {
      accepted(ownInside(caller, organisationId))
      const moment = { ...query, now: clock.now() }
      const { state, at } = await stateAsOf(readState, moment, delegationsAggregate, organisationId)
      const { given } = state
      const today = utcDate(at as Instant)
      const seen = Object.values(given)
        .filter((each) => each.until >= today && maySee(each, actorId(caller), caller.acting.role))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const later = seen.filter(({ id }) => id > after)
      const items = later.slice(0, limit).map(present)
      return { items, total: seen.length, ...(later.length > limit && { next: items.at(-1)!.id }) }
    },
  })

const changeRoutes = ({ execute }: Needs): Route[] => [
  route({
    method: 'POST',
    path,
    operationId: 'giveDelegation',
    tag,
    summary: 'Let somebody approve in one’s place',
    description:
      'From the first to the last day, both included, in UTC; at most 366 days. Whoever stands in takes the steps that the other could take, but none of what either of the two asked for, and never passes it on. It ends when one of them leaves.',
    access: { kind: 'member' },
    params: OrganisationParams,
    body: DelegationInput,
    reply: DelegationBody,
    success: 201,
    refusals: ['organisation/delegation-not-yours', 'organisation/delegation-does-not-fit'],
    async handle({ params: { organisationId }, body, caller, intent }) {
      const { userId: givenBy } = accepted(ownPerson(caller, organisationId))
      const { toUserId, reason, fromUserId = givenBy } = body
      const terms = { fromUserId, toUserId, from: dayAt(body.from, '/from'), until: dayAt(body.until, '/until') }
      const done = await execute(delegationsAggregate, intent, async (unit) => {
        const { at } = unit
        const delegation = { id: unit.newId('dlg'), ...terms, reason, givenBy, givenAt: at }
        const insiders = await insidersOf(unit, organisationId)
        const given = { type: 'give', at, organisationId, delegation, insiders } as const
        await unit.decide(delegationsAggregate, organisationId, given)
        return organisationId
      })
      // The newest of this version, also when the version is presented again.
      return { body: present(Object.values(done.state.given).at(-1)!), replayed: done.replayed }
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/{delegationId}`,
    operationId: 'revokeDelegation',
    tag,
    summary: 'End a delegation',
    description: 'At once. By whom it names, on either side, and by owners and admins. Approvals that were given stay.',
    access: { kind: 'member' },
    guard: 'none',
    params: Type.Object({
      ...OrganisationParams.properties,
      delegationId: Type.String({ pattern: '^dlg_[0-9a-f]{32}$' }),
    }),
    refusals: ['organisation/unknown-delegation', 'organisation/delegation-not-yours'],
    async handle({ params: { organisationId, delegationId }, caller, intent }) {
      const { userId: by } = accepted(ownPerson(caller, organisationId))
      const { replayed } = await execute(delegationsAggregate, intent, async (unit) => {
        const insiders = await insidersOf(unit, organisationId)
        const revoked = { type: 'revoke', at: unit.at, by, delegationId, insiders } as const
        await unit.decide(delegationsAggregate, organisationId, revoked)
        return organisationId
      })
      return { replayed }
    },
  }),
]

function dayAt(text: string, pointer: string): LocalDate {
  const day = parseLocalDate(text)
  if (day.ok) return day.value
  throw new Rejected(invalidField('organisation/delegation-does-not-fit', pointer, day.rejection.detail))
}

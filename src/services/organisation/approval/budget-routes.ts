/** The REST face of budgets: what may be committed in a currency and a period, and how much of it is left. */
import { Type, type Static } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { currencyAt } from '../../../kernel/currency-field.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { leftOf, unknownBudget, type Budget } from './budget.ts'
import { budgetPeriodPattern } from './budget-period.ts'
import { ownersAndAdmins, ownInside, ownPerson } from '../organisation/organisation-policies.ts'
import { accepted, registered } from '../organisation/organisation-presenter.ts'
import { BudgetBody, OrganisationParams } from '../organisation/organisation-schemas.ts'
import { budgetAggregate, budgetId } from './approval-view.ts'
import { organisationAggregate } from '../organisation/organisation-view.ts'

type Needs = { readonly execute: Execute; readonly readState: ReadState }

const path = '/v1/organisations/{organisationId}/budgets'
const tag = 'Organisations'
const BudgetParams = Type.Object({
  ...OrganisationParams.properties,
  currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' }),
  period: Type.String({
    pattern: budgetPeriodPattern,
    description: 'A calendar year, quarter or month in UTC: `2027`, `2027-Q1`, `2027-03`.',
  }),
})

function present(state: Budget): Static<typeof BudgetBody> {
  if (state.status !== 'set') throw new Rejected(unknownBudget)
  const { currency, period, limit, committed } = state
  return { currency, period, limit, committed, left: leftOf(state) }
}

/** In the order of the list: by currency, then by period. */
const keyOf = ({ currency, period }: { currency: string; period: string }): string => `${currency}.${period}`

export const budgetRoutes = (needs: Needs): Route[] => [...readRoutes(needs), setRoute(needs), liftRoute(needs)]

const readRoutes = ({ readState }: Needs): Route[] => [
  listRoute({
    path,
    operationId: 'listBudgets',
    tag,
    summary: 'List the organisation’s budgets',
    access: { kind: 'member', roles: ['buyer', 'approver'] },
    params: OrganisationParams,
    reply: BudgetBody,
    async handle({ params: { organisationId }, caller, page: { limit, after = '' } }) {
      accepted(ownInside(caller, organisationId))
      const { budgets } = registered((await readState(organisationAggregate, organisationId)).state)
      const later = budgets.filter((each) => keyOf(each) > after).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
      const shown = later.slice(0, limit)
      const found = shown.map((each) => readState(budgetAggregate, budgetId({ organisationId, ...each })))
      // One of them may have been lifted since.
      const items = (await Promise.all(found))
        .filter(({ state }) => state.status === 'set')
        .map(({ state }) => present(state))
      return { items, total: budgets.length, ...(later.length > limit && { next: keyOf(shown.at(-1)!) }) }
    },
  }),
  route({
    method: 'GET',
    path: `${path}/{currency}/{period}`,
    operationId: 'getBudget',
    tag,
    summary: 'Read a budget and what is left of it',
    access: { kind: 'member', roles: ['buyer', 'approver'] },
    params: BudgetParams,
    query: asOfQuery,
    reply: BudgetBody,
    refusals: ['organisation/unknown-budget', ...asOfRefusals],
    async handle({ params: { organisationId, currency, period }, query, caller, intent }) {
      accepted(ownInside(caller, organisationId))
      const id = budgetId({ organisationId, currency: currencyAt(currency, '/currency'), period })
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: budgetAggregate,
          id: id,
          assertTheirs({ state }) {
            if (state.status === 'absent') throw new Rejected(unknownBudget)
          },
          show: ({ state, version }) => ({ body: present(state), version }),
        },
      )
    },
  }),
]

const setRoute = ({ execute }: Needs): Route =>
  route({
    method: 'PUT',
    path: `${path}/{currency}/{period}`,
    operationId: 'setBudget',
    tag,
    summary: 'Say how much may be committed in a period',
    description:
      'From then on, what orders and awards of this currency come to with freight is taken from every budget whose period they are submitted in, in the same commit, and given back when they are refused, declined or cancelled. What is more than one of them has left waits for an owner or admin. Orders of before are not counted. Send `If-Match: "v0"` for a new one.',
    access: { kind: 'member', roles: ownersAndAdmins },
    params: BudgetParams,
    body: Type.Object({ limit: Type.Integer({ minimum: 0, description: 'Minor units.' }) }),
    reply: BudgetBody,
    refusals: ['organisation/too-many-budgets'],
    async handle({ params, body: { limit }, caller, ifMatch, intent }) {
      const { organisationId, period } = params
      accepted(ownPerson(caller, organisationId))
      const key = { organisationId, currency: currencyAt(params.currency, '/currency'), period }
      const done = await execute(budgetAggregate, intent, async (unit) => {
        const { at } = unit
        const { state, version } = await unit.load(budgetAggregate, budgetId(key))
        // One that was lifted is no more there than one that never was.
        requireVersion({ version: state.status === 'set' ? version : 0 }, ifMatch)
        const opened = { type: 'open-budget', at, currency: key.currency, period } as const
        await unit.decide(organisationAggregate, organisationId, opened)
        await unit.decide(budgetAggregate, budgetId(key), { type: 'set', at, key, limit })
        return budgetId(key)
      })
      return { body: present(done.state), version: done.version, replayed: done.replayed }
    },
  })

const liftRoute = ({ execute }: Needs): Route =>
  route({
    method: 'DELETE',
    path: `${path}/{currency}/{period}`,
    operationId: 'liftBudget',
    tag,
    summary: 'Lift a budget',
    description: 'It holds nobody from then on. What was taken from it is remembered, should it be set again.',
    access: { kind: 'member', roles: ownersAndAdmins },
    params: BudgetParams,
    refusals: ['organisation/unknown-budget'],
    async handle({ params, caller, ifMatch, intent }) {
      const { organisationId, period } = params
      accepted(ownPerson(caller, organisationId))
      const key = { organisationId, currency: currencyAt(params.currency, '/currency'), period }
      const { replayed } = await execute(budgetAggregate, intent, async (unit) => {
        const { at } = unit
        const snapshot = await unit.load(budgetAggregate, budgetId(key))
        if (snapshot.state.status !== 'set') throw new Rejected(unknownBudget)
        requireVersion(snapshot, ifMatch)
        const closed = { type: 'close-budget', at, currency: key.currency, period } as const
        await unit.decide(organisationAggregate, organisationId, closed)
        await unit.decide(budgetAggregate, budgetId(key), { type: 'lift', at })
        return budgetId(key)
      })
      return { replayed }
    },
  })

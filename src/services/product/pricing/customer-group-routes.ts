/** The REST face of customer groups: who gets the same prices from a supplier. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { unknownCustomerGroup, type CustomerGroup } from './customer-group.ts'
import { assertMembers } from './price-audience-reader.ts'
import { CustomerGroupBody, CustomerGroupId, CustomerGroupInput } from './price-schemas.ts'
import { customerGroupAggregate, customerGroups, presentCustomerGroup } from './price-view.ts'

type Needs = { readonly execute: Execute; readonly readState: ReadState; readonly documents: Documents }

const tag = 'Prices'
const writers = { kind: 'member', roles: ['seller'] } as const
const byId = Type.Object({ customerGroupId: CustomerGroupId })

const shown = (snapshot: Snapshot<CustomerGroup>, supplierId: string) => {
  const document = presentCustomerGroup(snapshot, snapshot.state)
  if (!document || document.supplierId !== supplierId) throw new Rejected(unknownCustomerGroup)
  return document
}

export const customerGroupRoutes = ({ execute, readState, documents }: Needs): Route[] => [
  route({
    method: 'POST',
    path: '/v1/customer-groups',
    operationId: 'formCustomerGroup',
    tag,
    summary: 'Form a customer group',
    access: writers,
    body: CustomerGroupInput,
    reply: CustomerGroupBody,
    success: 201,
    async handle({ body, caller, intent }) {
      const supplierId = caller.acting.organisationId
      const done = await execute(customerGroupAggregate, intent, async (unit) => {
        const groupId = unit.newId('cgr')
        await assertMembers({ documents, unit, supplierId }, body.organisationIds)
        await unit.decide(customerGroupAggregate, groupId, { type: 'form', at: unit.at, supplierId, details: body })
        return groupId
      })
      const location = `/v1/customer-groups/${done.id}`
      return { body: shown(done, supplierId), version: done.version, location, replayed: done.replayed }
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/customer-groups/{customerGroupId}',
    operationId: 'changeCustomerGroup',
    tag,
    summary: 'Change a customer group',
    access: writers,
    params: byId,
    body: CustomerGroupInput,
    reply: CustomerGroupBody,
    async handle({ params, body, caller, intent, ifMatch }) {
      const supplierId = caller.acting.organisationId
      const done = await execute(customerGroupAggregate, intent, async (unit) => {
        const snapshot = await unit.load(customerGroupAggregate, params.customerGroupId)
        const before = shown(snapshot, supplierId)
        requireVersion(snapshot, ifMatch)
        await assertMembers({ documents, unit, supplierId }, body.organisationIds, before.organisationIds)
        const { at } = unit
        await unit.decide(customerGroupAggregate, params.customerGroupId, { type: 'change', at, details: body })
        return params.customerGroupId
      })
      return { body: shown(done, supplierId), version: done.version, replayed: done.replayed }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/customer-groups/{customerGroupId}',
    operationId: 'getCustomerGroup',
    tag,
    summary: 'Read a customer group',
    access: { kind: 'member' },
    params: byId,
    query: asOfQuery,
    reply: CustomerGroupBody,
    refusals: asOfRefusals,
    async handle({ params, query, caller, intent }) {
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: customerGroupAggregate,
          id: params.customerGroupId,
          show: (snapshot) => ({ body: shown(snapshot, caller.acting.organisationId), version: snapshot.version }),
        },
      )
    },
  }),
  listRoute({
    path: '/v1/customer-groups',
    operationId: 'listCustomerGroups',
    tag,
    summary: 'List your customer groups',
    access: { kind: 'member' },
    reply: CustomerGroupBody,
    async handle({ page, caller }) {
      const equals = [caller.acting.organisationId]
      const found = await documents.find(customerGroups, { index: 'bySupplier', equals, ...page })
      return { ...found, items: found.items.map(({ body }) => ({ json: body })) }
    },
  }),
]

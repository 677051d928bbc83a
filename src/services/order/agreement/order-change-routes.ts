/** The REST face of change orders: one proposed, answered or taken back, and all that were agreed. */
import { Type } from 'typebox'
import { listRoute, type Route } from '../../../gateway/route.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { seenOrder } from '../order/load-order.ts'
import { rolesFor } from '../order/order-policies.ts'
import { OrderId, Reason } from '../order/order-schemas.ts'
import { orderAggregate } from '../order/order-view.ts'
import { acceptChange, changeOrder, dropChange } from './change-order.ts'
import { ChangeBody, TakenChangeBody } from './order-change-schemas.ts'
import { orderCommandRoute } from './order-command-route.ts'
import { presentTakenChange } from './order-change-presenter.ts'
import { askedChangeOf, assertStatedTerms } from './requested-changes-reader.ts'

export const orderChangeRoutes = (needs: { readonly execute: Execute }): Route[] => [
  orderCommandRoute(needs, {
    action: 'changes',
    operationId: 'proposeChange',
    summary: 'Propose a change to a confirmed order',
    description:
      'Quantities, days and prices of what has not left, further deliveries of a line, terms of payment. One at a time; while it waits for the other party, the order goes on as it stands.',
    as: 'either',
    roles: rolesFor.trading,
    body: ChangeBody,
    run: (unit, context, input) => {
      assertStatedTerms(context.order, input)
      return changeOrder(unit, context, { reason: input.reason, change: askedChangeOf(input) })
    },
  }),
  orderCommandRoute(needs, {
    action: 'accept-change',
    operationId: 'acceptChange',
    guard: 'required',
    summary: 'Agree to a proposed change',
    description:
      'As `If-Match`, the version in which you read it. A dearer order, and other terms of payment, pass the buyer’s approval rules again before they take effect.',
    as: 'either',
    roles: rolesFor.trading,
    run: (unit, context) => acceptChange(unit, context),
  }),
  orderCommandRoute(needs, {
    action: 'refuse-change',
    operationId: 'refuseChange',
    summary: 'Refuse a change that the other party proposed',
    as: 'either',
    roles: rolesFor.trading,
    body: Reason,
    run: (unit, context, { reason }) => dropChange(unit, context, { type: 'refuse-change', reason }),
  }),
  orderCommandRoute(needs, {
    action: 'withdraw-change',
    operationId: 'withdrawChange',
    summary: 'Take back a change that your side proposed',
    description: 'Until it has taken effect, also while the buyer’s approvers are asked.',
    as: 'either',
    roles: rolesFor.trading,
    body: Reason,
    run: (unit, context, { reason }) => dropChange(unit, context, { type: 'withdraw-change', reason }),
  }),
]

export const orderChangesRoute = ({ readState }: { readonly readState: ReadState }): Route =>
  listRoute({
    path: '/v1/orders/{orderId}/changes',
    operationId: 'listOrderChanges',
    tag: 'Orders',
    summary: 'List the changes that both sides agreed to',
    description: 'In the order in which they took effect, each with what it touched before and after.',
    access: { kind: 'member' },
    params: Type.Object({ orderId: OrderId }),
    reply: TakenChangeBody,
    refusals: ['order/unknown'],
    async handle({ params, caller, page: { limit, after = '0' } }) {
      const snapshot = await readState(orderAggregate, params.orderId)
      const { order } = seenOrder(snapshot, caller.acting.organisationId)
      const later = (order.changes ?? []).filter(({ number }) => number > Number(after))
      const items = later.slice(0, limit).map((taken) => presentTakenChange(order, taken))
      return { items, ...(later.length > limit && { next: String(items.at(-1)!.number) }) }
    },
  })

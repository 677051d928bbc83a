/** What buyer and supplier do with an order, each as a sub-resource to post to. */
import { Type, type Static, type TSchema } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import { decimal } from '../../../kernel/decimal.ts'
import { Rejected, invalidField } from '../../../kernel/rejection.ts'
import { parseLocalDate } from '../../../kernel/time.ts'
import type { Execute } from '../../../infrastructure/store/execute.ts'
import type { Unit } from '../../../infrastructure/store/unit-of-work.ts'
import type { PriceFor } from '../../product/contract.ts'
import { approveOrder, rejectOrder } from './approve-order.ts'
import { acceptCancellation, cancelOrder, declineOrder } from './cancel-order.ts'
import type { CommandRoute } from '../order/command-route.ts'
import { acceptDeviation, confirmOrder } from './confirm-order.ts'
import { loadOrder } from '../order/load-order.ts'
import type { DeliveryChange, OrderCommand, Side } from '../order/order-events.ts'
import { rolesFor } from '../order/order-policies.ts'
import { presentOrder } from './order-presenter.ts'
import { OrderBody } from './order-reply-schemas.ts'
import { CancelBody, ConfirmBody, OrderId, Reason } from '../order/order-schemas.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { sendOrder, submitOrder } from './send-order.ts'
import type { UnansweredOrders } from '../stock/unanswered-orders.ts'

type Needs = {
  readonly execute: Execute
  readonly priceFor: PriceFor
  readonly unansweredOrders: UnansweredOrders
}

/** A command on one order by one member. */
type Context = {
  readonly orderId: string
  readonly order: KnownOrder
  readonly createdAt: string
  readonly by: string
  readonly side: Side
}

const commandRoute = <Body extends TSchema | undefined = undefined>(
  { execute }: Needs,
  { action, as, roles, run, ...documented }: CommandRoute<Context, Body>,
): Route =>
  route({
    ...documented,
    method: 'POST',
    path: `/v1/orders/{orderId}/${action}`,
    tag: 'Orders',
    access: { kind: 'member', roles },
    params: Type.Object({ orderId: OrderId }),
    reply: OrderBody,
    refusals: ['order/unknown', 'order/not-in-this-state'],
    async handle({ params: { orderId }, body, caller, intent, ifMatch }) {
      const { organisationId } = caller.acting
      const done = await execute(orderAggregate, intent, async (unit) => {
        const loaded = await loadOrder(unit, orderId, { organisationId, as, ifMatch })
        await run(unit, { orderId, by: actorId(caller), ...loaded }, body as never)
        return orderId
      })
      return { body: presentOrder(done, organisationId), version: done.version, replayed: done.replayed }
    },
  })

export const orderCommandRoutes = (needs: Needs): Route[] => [
  ...clearanceRoutes(needs),
  ...answerRoutes(needs),
  ...endingRoutes(needs),
]

const clearanceRoutes = (needs: Needs): Route[] => [
  commandRoute(needs, {
    action: 'submit',
    operationId: 'submitOrder',
    summary: 'Submit a draft for approval',
    description:
      'Where your organisation’s rules ask nobody, it is approved at once. Its total is taken from your budgets for today; where it is more than they have left, an owner or admin is asked as well.',
    as: 'buyer',
    roles: rolesFor.placing,
    run: (unit, context) => submitOrder(unit, context, needs.priceFor),
  }),
  commandRoute(needs, {
    action: 'approve',
    operationId: 'approveOrder',
    summary: 'Give the next approval',
    description:
      'Of the order, or of a deviation that makes it dearer. Nobody approves what they asked for. Who stands in for somebody by a delegation is told from them by `inSteadOf`.',
    as: 'buyer',
    roles: rolesFor.approving,
    run: (unit, context) => approveOrder(unit, context),
  }),
  commandRoute(needs, {
    action: 'reject',
    operationId: 'rejectOrder',
    summary: 'Refuse the next approval',
    as: 'buyer',
    roles: rolesFor.approving,
    body: Reason,
    run: (unit, context, { reason }) => rejectOrder(unit, context, reason),
  }),
  commandRoute(needs, {
    action: 'send',
    operationId: 'sendOrder',
    summary: 'Send an order to its supplier',
    description:
      'A draft is submitted first: where no rule asks anybody it is approved and sent at once, else it waits for approval. Stock is reserved as it is sent.',
    as: 'buyer',
    roles: rolesFor.placing,
    run: (unit, context) => sendOrder(unit, context, needs),
  }),
]

const answerRoutes = (needs: Needs): Route[] => [
  commandRoute(needs, {
    action: 'confirm',
    operationId: 'confirmOrder',
    summary: 'Confirm an order as ordered, or otherwise',
    description: 'What deviates waits for the buyer: POST /accept-deviation or /refuse-deviation.',
    as: 'supplier',
    roles: rolesFor.selling,
    body: ConfirmBody,
    run: (unit, context, { deliveries = [], note }) =>
      confirmOrder(unit, context, { changes: deliveries.map(changeOf), note }),
  }),
  commandRoute(needs, {
    action: 'accept-deviation',
    operationId: 'acceptDeviation',
    guard: 'required',
    summary: 'Accept a confirmation that deviates',
    description:
      'As `If-Match`, the version in which you read it: the supplier may have replaced it. A dearer order passes your organisation’s approval rules again.',
    as: 'buyer',
    roles: rolesFor.placing,
    run: (unit, context) => acceptDeviation(unit, context),
  }),
  commandRoute(needs, {
    action: 'refuse-deviation',
    operationId: 'refuseDeviation',
    summary: 'Refuse a confirmation that deviates',
    as: 'buyer',
    roles: rolesFor.placing,
    body: Reason,
    run: (unit, context, { reason }) => decide(unit, context, { type: 'refuse-deviation', reason }),
  }),
  commandRoute(needs, {
    action: 'decline',
    operationId: 'declineOrder',
    summary: 'Decline an order',
    as: 'supplier',
    roles: rolesFor.selling,
    body: Reason,
    run: (unit, context, { reason }) => declineOrder(unit, context, reason),
  }),
]

const endingRoutes = (needs: Needs): Route[] => [
  commandRoute(needs, {
    action: 'cancel',
    operationId: 'cancelOrder',
    summary: 'Cancel an order, or propose to cancel what is left of it',
    description: 'The buyer alone until it is confirmed; after that the other party has to agree.',
    as: 'either',
    roles: rolesFor.trading,
    body: CancelBody,
    run: (unit, context, body) => cancelOrder(unit, context, body),
  }),
  commandRoute(needs, {
    action: 'accept-cancellation',
    operationId: 'acceptCancellation',
    guard: 'required',
    summary: 'Agree to a proposed cancellation',
    description: 'As `If-Match`, the version in which you read it.',
    as: 'either',
    roles: rolesFor.trading,
    run: (unit, context) => acceptCancellation(unit, context),
  }),
  commandRoute(needs, {
    action: 'refuse-cancellation',
    operationId: 'refuseCancellation',
    summary: 'Refuse a proposed cancellation, or take it back',
    as: 'either',
    roles: rolesFor.trading,
    body: Reason,
    run: (unit, context, { reason }) => decide(unit, context, { type: 'refuse-cancellation', reason }),
  }),
  commandRoute(needs, {
    action: 'close',
    operationId: 'closeOrder',
    summary: 'Close an order whose deliveries are all settled',
    description: 'It closes by itself when the last delivery is; one that was reopened is closed by hand.',
    as: 'buyer',
    roles: rolesFor.trading,
    run: (unit, context) => decide(unit, context, { type: 'close' }),
  }),
  commandRoute(needs, {
    action: 'reopen',
    operationId: 'reopenOrder',
    summary: 'Reopen a closed or rejected order',
    description: 'For owners and admins, with a reason that is kept. Invoices are never altered by it.',
    as: 'either',
    roles: rolesFor.reopening,
    body: Reason,
    run: (unit, context, { reason }) => decide(unit, context, { type: 'reopen', reason }),
  }),
]

type Plain = OrderCommand extends infer C ? (C extends { by: string } ? Omit<C, 'at' | 'by'> : never) : never

const decide = (unit: Unit, { orderId, by }: Context, command: Plain) =>
  unit.decide(orderAggregate, orderId, { ...command, at: unit.at, by } as OrderCommand)

type ChangeInput = NonNullable<Static<typeof ConfirmBody>['deliveries']>[number]

function changeOf({ deliveryId, quantity, date, unitPrice }: ChangeInput, index: number): DeliveryChange {
  const day = date === undefined ? undefined : parseLocalDate(date)
  if (day && !day.ok)
    throw new Rejected(invalidField(day.rejection.code, `/deliveries/${index}/date`, day.rejection.detail))
  // The schema takes at most 18 digits before and 6 after the point: always a decimal.
  const price: Decimal | undefined = unitPrice === undefined ? undefined : decimal(unitPrice)
  return {
    deliveryId,
    ...(quantity !== undefined && { quantity }),
    ...(day && { date: day.value }),
    ...(price !== undefined && { unitPrice: price }),
  }
}

/** What buyer and supplier do with an order, each as a sub-resource to post to. */
import type { Route } from '../../../gateway/route.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import type { PriceFor } from '../../product/contract.ts'
import { approveOrder, rejectOrder } from './approve-order.ts'
import { acceptCancellation, cancelOrder, declineOrder } from './cancel-order.ts'
import { acceptDeviation, confirmOrder, refuseDeviation } from './confirm-order.ts'
import { decide, orderCommandRoute as commandRoute } from './order-command-route.ts'
import { orderChangeRoutes } from './order-change-routes.ts'
import { rolesFor } from '../order/order-policies.ts'
import { CancelBody, ConfirmBody, Reason } from '../order/order-schemas.ts'
import { assertStatedTerms, changesOf } from './requested-changes-reader.ts'
import { sendOrder, submitOrder } from './send-order.ts'
import type { UnansweredOrders } from '../stock/unanswered-orders.ts'

type Needs = {
  readonly execute: Execute
  readonly priceFor: PriceFor
  readonly unansweredOrders: UnansweredOrders
}

export const orderCommandRoutes = (needs: Needs): Route[] => [
  ...clearanceRoutes(needs),
  ...answerRoutes(needs),
  ...orderChangeRoutes(needs),
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
      'Of the order, or of a deviation or a change that makes it dearer. Nobody approves what they asked for. Who stands in for somebody by a delegation is told from them by `inSteadOf`.',
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
    run: (unit, context, { deliveries = [], note }) => {
      assertStatedTerms(context.order, { deliveries })
      return confirmOrder(unit, context, { changes: changesOf(deliveries), note })
    },
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
    run: (unit, context, { reason }) => refuseDeviation(unit, context, reason),
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

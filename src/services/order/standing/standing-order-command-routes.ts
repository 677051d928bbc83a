/** What a buyer does with a standing order, each as a sub-resource to post to. */
import type { Route } from '../../../gateway/route.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { commandRouteOf, type Unsigned } from '../order/command-route.ts'
import { rolesFor } from '../order/order-policies.ts'
import { ownStandingOrder, presentSnapshot } from './standing-order-presenter.ts'
import { ReasonGiven, StandingOrderBody, StandingOrderId } from './standing-order-schemas.ts'
import type { StandingOrderCommand } from './standing-order-state.ts'
import { standingOrderAggregate } from './standing-order-view.ts'

export const standingOrderTag = 'Standing orders'

type Needs = { readonly execute: Execute }

const commandRoute = commandRouteOf({
  aggregate: standingOrderAggregate,
  path: '/v1/standing-orders',
  idName: 'standingOrderId',
  id: StandingOrderId,
  tag: standingOrderTag,
  reply: StandingOrderBody,
  refusals: ['standing-order/unknown', 'standing-order/not-in-this-state'],
  // It has no other side: its supplier does not see it.
  async load(unit, standingOrderId, { organisationId, ifMatch }) {
    const snapshot = await unit.load(standingOrderAggregate, standingOrderId)
    ownStandingOrder(snapshot, organisationId)
    requireVersion(snapshot, ifMatch)
    return { standingOrderId }
  },
  present: presentSnapshot,
})

export const standingOrderCommandRoutes = (needs: Needs): Route[] => [
  commandRoute(needs, {
    action: 'pause',
    operationId: 'pauseStandingOrder',
    summary: 'Pause a standing order',
    description:
      'Until it is resumed: what comes to its cut-off meanwhile is not ordered. Known holidays are better named in `pauses`. Orders that were placed are not touched.',
    as: 'buyer',
    roles: rolesFor.placing,
    body: ReasonGiven,
    run: (unit, context, body) => decide(unit, context, { type: 'pause', ...body }),
  }),
  commandRoute(needs, {
    action: 'resume',
    operationId: 'resumeStandingOrder',
    summary: 'Resume a standing order',
    description: 'It goes on with the next delivery whose cut-off is to come, and ends where there is none.',
    as: 'buyer',
    roles: rolesFor.placing,
    run: (unit, context) => decide(unit, context, { type: 'resume' }),
  }),
  commandRoute(needs, {
    action: 'end',
    operationId: 'endStandingOrder',
    summary: 'End a standing order',
    description: 'For good. Orders that were placed are not touched.',
    as: 'buyer',
    roles: rolesFor.placing,
    body: ReasonGiven,
    run: (unit, context, body) => decide(unit, context, { type: 'end', ...body }),
  }),
]

const decide = (
  unit: Unit,
  { standingOrderId, by }: { readonly standingOrderId: string; readonly by: string },
  command: Unsigned<StandingOrderCommand>,
) => unit.decide(standingOrderAggregate, standingOrderId, { ...command, at: unit.at, by } as StandingOrderCommand)

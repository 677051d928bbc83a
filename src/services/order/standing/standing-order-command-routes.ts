/** What a buyer does with a standing order, each as a sub-resource to post to. */
import { Type, type TSchema } from 'typebox'
import { route, type Route, type RouteRequest } from '../../../gateway/route.ts'
import { actorId, type MemberCaller } from '../../../kernel/caller.ts'
import type { Execute } from '../../../infrastructure/store/execute.ts'
import { requireVersion } from '../../../infrastructure/store/require-version.ts'
import { rolesFor } from '../order/order-policies.ts'
import { ownStandingOrder, presentSnapshot } from './standing-order-presenter.ts'
import { ReasonGiven, StandingOrderBody, StandingOrderId } from './standing-order-schemas.ts'
import type { StandingOrderCommand } from './standing-order-state.ts'
import { standingOrderAggregate } from './standing-order-view.ts'

export const standingOrderTag = 'Standing orders'

type Needs = { readonly execute: Execute }
type Request = Pick<
  RouteRequest<{ standingOrderId: string }, unknown, unknown, MemberCaller>,
  'params' | 'caller' | 'intent' | 'ifMatch'
>
type By = { readonly at: string; readonly by: string }

export const standingOrderCommandRoutes = (needs: Needs): Route[] => [
  route({
    ...described('pause', ReasonGiven),
    operationId: 'pauseStandingOrder',
    summary: 'Pause a standing order',
    description:
      'Until it is resumed: what comes to its cut-off meanwhile is not ordered. Known holidays are better named in `pauses`. Orders that were placed are not touched.',
    handle: ({ body, ...request }) => run(needs, request, (by) => ({ type: 'pause', ...by, ...body })),
  }),
  route({
    ...described('resume'),
    operationId: 'resumeStandingOrder',
    summary: 'Resume a standing order',
    description: 'It goes on with the next delivery whose cut-off is to come, and ends where there is none.',
    handle: (request) => run(needs, request, (by) => ({ type: 'resume', ...by })),
  }),
  route({
    ...described('end', ReasonGiven),
    operationId: 'endStandingOrder',
    summary: 'End a standing order',
    description: 'For good. Orders that were placed are not touched.',
    handle: ({ body, ...request }) => run(needs, request, (by) => ({ type: 'end', ...by, ...body })),
  }),
]

const described = <Body extends TSchema | undefined = undefined>(action: string, body?: Body) =>
  ({
    method: 'POST',
    path: `/v1/standing-orders/{standingOrderId}/${action}`,
    tag: standingOrderTag,
    access: { kind: 'member', roles: rolesFor.placing },
    params: Type.Object({ standingOrderId: StandingOrderId }),
    ...(body !== undefined && { body }),
    reply: StandingOrderBody,
    refusals: ['standing-order/unknown', 'standing-order/not-in-this-state'],
  }) as const

async function run(
  { execute }: Needs,
  { params: { standingOrderId }, caller, intent, ifMatch }: Request,
  make: (by: By) => StandingOrderCommand,
) {
  const { organisationId } = caller.acting
  const done = await execute(standingOrderAggregate, intent, async (unit) => {
    const snapshot = await unit.load(standingOrderAggregate, standingOrderId)
    ownStandingOrder(snapshot, organisationId)
    requireVersion(snapshot, ifMatch)
    await unit.decide(standingOrderAggregate, standingOrderId, make({ at: unit.at, by: actorId(caller) }))
    return standingOrderId
  })
  return { body: presentSnapshot(done, organisationId), version: done.version, replayed: done.replayed }
}

/** A command on one order by one member, as a route: loads it, lets it be done, answers the order. */
import { Type, type TSchema } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import type { Execute } from '../../../infrastructure/store/execute.ts'
import type { Unit } from '../../../infrastructure/store/unit-of-work.ts'
import type { CommandRoute } from '../order/command-route.ts'
import { loadOrder } from '../order/load-order.ts'
import type { OrderCommand, Side } from '../order/order-events.ts'
import { OrderId } from '../order/order-schemas.ts'
import type { KnownOrder } from '../order/order-state.ts'
import { orderAggregate } from '../order/order-view.ts'
import { presentOrder } from './order-presenter.ts'
import { OrderBody } from './order-reply-schemas.ts'

/** By whom, on which side, to which order. */
export type Context = {
  readonly orderId: string
  readonly order: KnownOrder
  readonly createdAt: string
  readonly by: string
  readonly side: Side
}

export const orderCommandRoute = <Body extends TSchema | undefined = undefined>(
  { execute }: { readonly execute: Execute },
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

type Plain = OrderCommand extends infer C ? (C extends { by: string } ? Omit<C, 'at' | 'by'> : never) : never

/** For what needs nothing but its own decision. */
export const decide = (unit: Unit, { orderId, by }: Context, command: Plain) =>
  unit.decide(orderAggregate, orderId, { ...command, at: unit.at, by } as OrderCommand)

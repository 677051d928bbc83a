/** A command on one record by one member, as a route: loads it, lets it be done, answers the record. */
import { Type, type Static, type TSchema } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import type { Aggregate, Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { actorId, type Role } from '../../../kernel/caller.ts'
import type { DomainEvent } from '../../../kernel/decider.ts'
import type { Wish } from './load-order.ts'
import type { Side } from './order-events.ts'

/** What every command route says of itself. `Context`: what was loaded before the command runs. */
export type CommandRoute<Context, Body extends TSchema | undefined> = {
  /** The last part of the path. */
  readonly action: string
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly as: Side | 'either'
  readonly roles: readonly Role[]
  /** `required` for what agrees to something the other side may replace meanwhile. */
  readonly guard?: 'required'
  readonly body?: Body
  readonly run: (
    unit: Unit,
    context: Context,
    body: Body extends TSchema ? Static<Body> : undefined,
  ) => Promise<unknown>
}

/** What the command routes of one kind of record share. */
export type Commanded<State, Command, Event extends DomainEvent, Loaded> = {
  readonly aggregate: Aggregate<State, Command, Event>
  /** Of the collection. */
  readonly path: `/v1/${string}`
  readonly idName: string
  readonly id: TSchema
  readonly tag: string
  readonly reply: TSchema
  readonly refusals: readonly string[]
  /** Throws `Rejected` where the member may not see the record, or not command it. */
  readonly load: (unit: Unit, id: string, wish: Wish) => Promise<Loaded>
  readonly present: (snapshot: Snapshot<State>, organisationId: string) => object
}

/** Gives what makes the routes of a kind of record; `by`: the member or key that commands. */
export const commandRouteOf =
  <State, Command, Event extends DomainEvent, Loaded>({
    aggregate,
    path,
    idName,
    id,
    load,
    present,
    ...shared
  }: Commanded<State, Command, Event, Loaded>) =>
  <Body extends TSchema | undefined = undefined>(
    { execute }: { readonly execute: Execute },
    { action, as, roles, run, ...documented }: CommandRoute<Loaded & { readonly by: string }, Body>,
  ): Route =>
    route({
      ...shared,
      ...documented,
      method: 'POST',
      path: `${path}/{${idName}}/${action}`,
      access: { kind: 'member', roles },
      params: Type.Object({ [idName]: id }),
      async handle({ params, body, caller, intent, ifMatch }) {
        const { organisationId } = caller.acting
        // The route's own schema has it.
        const recordId = (params as Readonly<Record<string, string>>)[idName]!
        const done = await execute(aggregate, intent, async (unit) => {
          const loaded = await load(unit, recordId, { organisationId, as, ifMatch })
          await run(unit, { ...loaded, by: actorId(caller) }, body as never)
          return recordId
        })
        return { body: present(done, organisationId), version: done.version, replayed: done.replayed }
      },
    })

/** A command as whoever gives it writes it: who and when are filled in. */
export type Unsigned<Command> = Command extends { readonly by: string } ? Omit<Command, 'at' | 'by'> : never

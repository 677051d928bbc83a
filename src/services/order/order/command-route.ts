/** What every command route of orders and shipments says of itself; how it runs differs by what it acts on. */
import type { Static, TSchema } from 'typebox'
import type { Unit } from '../../../infrastructure/store/unit-of-work.ts'
import type { Role } from '../../../kernel/caller.ts'
import type { Side } from './order-events.ts'

/** `Context`: what was loaded before the command runs. */
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

/** Asks a consumer whether its group begins anew; whoever would know may be away, which keeps nobody else from starting. */
import { Rejected } from '../kernel/rejection.ts'
import type { Consumer } from './event-bus.ts'

/** Undefined where it cannot be known now: the group begins when it can. */
export async function whetherAnew({ beginsAnew }: Consumer): Promise<boolean | undefined> {
  try {
    return (await beginsAnew?.()) ?? false
  } catch (error) {
    if (error instanceof Rejected && error.rejection.kind === 'unavailable') return undefined
    throw error
  }
}

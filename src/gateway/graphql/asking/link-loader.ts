/** Reads what records name in one go: whatever a request asks for in the same turn is one question to its route. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Operation } from '../operations/operations.ts'
import type { Item } from './reply-values.ts'

export type LinkLoaderNeeds = {
  readonly item: (operation: Operation, params: Readonly<Record<string, unknown>>) => Promise<Item> | Item
  /** Only asked of routes that answer `many`; what is missing from the answer is not shown. */
  readonly many: (operation: Operation, param: string, ids: readonly string[]) => Promise<ReadonlyMap<string, Item>>
}

/** The port's `getMany` takes 1,000; a page of 100 with ten lines each is one question. */
const idsMax = 1_000
/** For routes that answer one at a time. */
const atOnceMax = 16

type Waiting = { readonly param: string; readonly byId: Map<string, PromiseWithResolvers<Item | null>> }

export function createLinkLoader({ item, many }: LinkLoaderNeeds) {
  const loaded = new Map<Operation, Map<string, Promise<Item | null>>>()
  const waiting = new Map<Operation, Waiting>()

  const load = (operation: Operation): void => {
    const { param, byId } = waiting.get(operation)!
    waiting.delete(operation)
    const entries = [...byId]
    if (operation.route.many && entries.length > 1)
      for (let at = 0; at < entries.length; at += idsMax) {
        const some = entries.slice(at, at + idsMax)
        many(
          operation,
          param,
          some.map(([id]) => id),
        ).then(
          (found) => some.forEach(([id, { resolve }]) => resolve(found.get(id) ?? null)),
          (error: unknown) => some.forEach(([, { reject }]) => reject(error)),
        )
      }
    else void loadSingly(entries, (id) => item(operation, { [param]: id }))
  }

  return (operation: Operation, param: string, id: string): Promise<Item | null> => {
    const known = loaded.get(operation) ?? new Map<string, Promise<Item | null>>()
    loaded.set(operation, known)
    const promised = known.get(id)
    if (promised) return promised
    const wait = Promise.withResolvers<Item | null>()
    known.set(id, wait.promise)
    const open = waiting.get(operation)
    if (open) open.byId.set(id, wait)
    else {
      waiting.set(operation, { param, byId: new Map([[id, wait]]) })
      // After everything that this turn's promises lead to: the links of a whole list are named by then.
      void Promise.resolve().then(() => process.nextTick(load, operation))
    }
    return wait.promise
  }
}

async function loadSingly(
  entries: readonly (readonly [string, PromiseWithResolvers<Item | null>])[],
  read: (id: string) => Promise<Item> | Item,
): Promise<void> {
  const left = entries.values()
  const work = async (): Promise<void> => {
    for (const [id, { resolve, reject }] of left)
      try {
        resolve(await read(id))
      } catch (error) {
        // What one may not see looks like nothing at all, as everywhere.
        if (error instanceof Rejected && error.rejection.kind === 'not-found') resolve(null)
        else reject(error as Error)
      }
  }
  await Promise.all(Array.from({ length: Math.min(atOnceMax, entries.length) }, work))
}

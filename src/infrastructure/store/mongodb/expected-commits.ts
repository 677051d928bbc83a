/** Commits under way whose positions the log itself tells as it passes: a question less for every batch that is written. */
import type { Commit, Position } from '../commit-log.ts'

export type Expected = {
  /** Where each of them stands; undefined where one has not passed within so many milliseconds, or `forget` came first. */
  positions(withinMs: number): Promise<ReadonlyMap<string, Position> | undefined>
  /** Nobody waits for them any more. */
  forget(): void
}
export type ExpectedCommits = ReturnType<typeof createExpectedCommits>

type Batch = { readonly left: Set<string>; readonly found: Map<string, Position>; readonly done: () => void }

export function createExpectedCommits() {
  const batches = new Map<string, Batch>()
  return {
    /** To be asked before they are written: they may pass before the writer hears that they landed. */
    expect(ids: readonly string[]): Expected {
      const { promise: all, resolve: done } = Promise.withResolvers<void>()
      const batch = { left: new Set(ids), found: new Map<string, Position>(), done }
      for (const id of ids) batches.set(id, batch)
      const forget = (): void => {
        for (const id of ids) if (batches.get(id) === batch) batches.delete(id)
        done()
      }
      return {
        async positions(withinMs) {
          const timer = setTimeout(forget, withinMs)
          await all
          clearTimeout(timer)
          return batch.left.size === 0 ? batch.found : undefined
        },
        forget,
      }
    },
    arrived({ id, position }: Pick<Commit, 'id' | 'position'>): void {
      const batch = batches.get(id)
      if (!batch) return
      batches.delete(id)
      batch.left.delete(id)
      batch.found.set(id, position)
      if (batch.left.size === 0) batch.done()
    },
  }
}

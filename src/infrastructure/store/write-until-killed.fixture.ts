/** The other half of the crash contract: a process that writes as fast as it can and says what was acknowledged. */
import { writeSync } from 'node:fs'
import { Rejected } from '../../kernel/rejection.ts'
import type { Store } from './store.ts'
import { executorOn, intentOf } from './store-under-test.ts'
import { tally } from './tally.fixture.ts'

/** Thirty-two writers, each commit over a stream of its own, one of four that all share, and a new one. */
export async function writeUntilKilled(store: Store, run: string): Promise<never> {
  let made = 0
  const { execute } = executorOn(store, { newId: (prefix) => `${prefix}_${run}_${(made += 1)}` })
  const write = async (writer: number): Promise<never> => {
    for (let n = 0; ; n += 1) {
      const commit = `${run}-${writer}-${n}`
      const isDone = execute(tally, intentOf(), async (unit) => {
        for (const id of [`own${writer}`, `shared${writer % 4}`, commit])
          await unit.decide(tally, id, { type: 'add', amount: 1 })
        return commit
      })
      if (await isDone.then(() => true, refused)) writeSync(1, `${commit}\n`)
    }
  }
  return Promise.race(Array.from({ length: 32 }, (_, writer) => write(writer)))
}

/** On a busy machine a server may not answer in time. What was refused was not acknowledged, and may be there or not. */
function refused(error: unknown): false {
  if (error instanceof Rejected && error.rejection.kind === 'unavailable') return false
  throw error
}

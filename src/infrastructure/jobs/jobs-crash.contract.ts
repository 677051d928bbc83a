/** What must hold when the process that runs jobs is killed: shown with real processes and SIGKILL. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import type { JobsBench } from './jobs-bench.contract.ts'
import { ORGANISATION, reach } from './jobs-bench.contract.ts'
import type { Job } from './jobs.ts'

/** What a worker says on its standard output, a line each. */
export type WorkerWord =
  | { readonly said: 'began'; readonly attempt: number; readonly from: number }
  | { readonly said: 'kept'; readonly step: number }
  | { readonly said: 'returned' }

const KILLS = 6
const STEPS = 60

export function jobsCrashContract(bench: JobsBench): void {
  test('jobs survive a restart in the order in which they came', async () => {
    const { open } = bench
    const before = await open()
    const ids: string[] = []
    // One after another: what is asked for at once has no order among itself where several connections carry it.
    for (const payload of [1, 2, 3])
      ids.push(await before.enqueue({ kind: 'k', payload, organisationId: ORGANISATION }))
    await before.close()
    const after = await open()
    const ran: unknown[] = []
    after.register('k', { handler: async (payload) => void ran.push(payload), concurrency: 1, timeoutMs: 1_000 })
    await after.start()
    for (const id of ids) await reach(after, id, 'succeeded')
    expect(ran).toEqual([1, 2, 3])
  })

  test(`a job whose process is killed ${KILLS} times goes on from its last checkpoint each time, and ends`, async () => {
    const id = await leaveJob(bench, 'steps', { steps: STEPS }, KILLS + 1)
    let kept = 0
    for (let run = 1; run <= KILLS + 1; run += 1) {
      const worker = bench.place().spawnWorker()
      const killAt = run <= KILLS ? kept + 1 + ((run * 5) % 7) : Number.POSITIVE_INFINITY
      for await (const word of wordsOf(worker)) {
        if (word.said === 'began') {
          expect(word.attempt).toBe(run)
          // What was acknowledged is there; at most the one step in flight at the kill may be there as well.
          expect(word.from - kept).toBeOneOf([0, 1])
        }
        if (word.said === 'kept') kept = word.step
        if (kept >= killAt) worker.kill('SIGKILL')
        if (word.said === 'returned') worker.kill('SIGTERM')
      }
    }
    expect(kept).toBe(STEPS)
    expect(await readJob(bench, id)).toMatchObject({ state: 'succeeded', attempt: KILLS + 1, result: STEPS })
  }, 60_000)

  test('a job that kills its process is run as often as it may, then failed without being run', async () => {
    const id = await leaveJob(bench, 'poison', null, 2)
    const words: string[] = []
    for (let run = 1; run <= 3; run += 1) {
      const worker = bench.place().spawnWorker()
      const exited = once(worker, 'exit')
      for await (const word of wordsOf(worker)) words.push(word.said)
      // The poison kills the first two; the third outlives it, and goes when the second job has seen it ended.
      await exited
      if (run === 2) await leaveJob(bench, 'farewell', id, 1)
    }
    expect(words).toEqual(['began', 'began', 'returned'])
    expect(await readJob(bench, id)).toMatchObject({
      state: 'failed',
      attempt: 2,
      error: { code: 'jobs/interrupted' },
    })
  }, 60_000)
}

async function leaveJob({ open }: JobsBench, kind: string, payload: Job['payload'], maxAttempts: number) {
  const jobs = await open()
  const id = await jobs.enqueue({ kind, payload, maxAttempts })
  await jobs.close()
  return id
}

async function readJob({ open }: JobsBench, id: string) {
  return (await open()).get(id)
}

async function* wordsOf(worker: ChildProcess): AsyncGenerator<WorkerWord> {
  const exited = once(worker, 'exit')
  for await (const line of createInterface({ input: worker.stdout! })) yield JSON.parse(line) as WorkerWord
  await exited
}

/** The rebuild as a job: one at a time, told how far it is, and what processes remember is forgotten at its end. */
import { expect, test } from 'vitest'
import { createMemoryLeases } from '../infrastructure/leases/memory-leases.ts'
import type { JobContext, JobHandler } from '../infrastructure/jobs/jobs.ts'
import type { Projector } from '../infrastructure/store/projection/projector.ts'
import { BuiltOtherwise } from '../infrastructure/store/projection/rebuild-in-place.ts'
import { registerRebuild, type RebuildJobNeeds } from './rebuild-job.ts'

const job = (attempt = 1): JobContext => ({
  jobId: 'job_1',
  attempt,
  signal: new AbortController().signal,
  progress: () => undefined,
  checkpoint: async () => undefined,
  lastCheckpoint: undefined,
})

function rebuildOn(rebuild: Projector['rebuild']) {
  const told: string[] = []
  let handler: JobHandler | undefined
  const needs = {
    jobs: { register: (_kind, registration) => void (handler = registration.handler) } as RebuildJobNeeds['jobs'],
    leases: createMemoryLeases(),
    projector: { rebuild },
    refreshSearch: async () => told.push('search'),
    cache: { invalidateAll: () => void told.push('cache') },
    memories: { invalidate: () => undefined, forgetEverywhere: async () => void told.push('everywhere') },
    commitNotices: { notifyAll: () => void told.push('notices') },
  } satisfies RebuildJobNeeds
  registerRebuild(needs)
  return { told, run: (collections: readonly string[], context = job()) => handler!({ collections }, context) }
}
const rebuilt = { after: '', isDone: true, removed: 2 }

test('collections, then the index, then all that processes remember; a second rebuild meanwhile is refused', async () => {
  const held = Promise.withResolvers<void>()
  const { told, run } = rebuildOn(async (names, how) => {
    await held.promise
    expect([names, how?.name]).toEqual([['products'], 'job_1'])
    how?.reached?.(7)
    await how?.take?.(async (fence) => expect(fence).toEqual({ lease: 'start', number: 1 }))
    return rebuilt
  })
  const first = run(['products', 'search'])
  await expect(run(['orders'])).rejects.toMatchObject({ rejection: { code: 'rebuild/under-way' } })
  expect(told).toEqual([])
  held.resolve()
  expect(await first).toEqual({ commits: 7, removed: 2 })
  expect(told).toEqual(['search', 'cache', 'notices', 'everywhere'])
  await expect(run(['search'])).resolves.toEqual({ commits: 0, removed: 0 })
})

test('where another release has built meanwhile, it ends and says so', async () => {
  const { told, run } = rebuildOn(() => Promise.reject(new BuiltOtherwise('another')))
  await expect(run(['products'])).rejects.toMatchObject({ rejection: { code: 'rebuild/superseded' } })
  expect(told).toEqual([])
})

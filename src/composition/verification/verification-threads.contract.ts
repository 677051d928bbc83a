/** What the threads that verify audit trails promise over every store. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { Store } from '../../infrastructure/store/store.ts'
import { commitOf } from '../../infrastructure/store/store-under-test.ts'
import type { SegmentTask } from '../../services/audit/verification/trail-segment.ts'
import type { StorePlace } from './store-place.ts'
import { createVerificationThreads } from './verification-threads.ts'

export type OpenPlace = () => Promise<{ readonly store: Store; readonly place: StorePlace; dispose(): Promise<void> }>

const taskOf = (index: number): SegmentTask => ({
  organisationId: 'org_1',
  width: 64,
  index,
  size: 0,
  sizes: [],
  waiting: { sealedUpTo: '0'.repeat(16), nowMs: Date.now() },
})

export function verificationThreadsContract(name: string, open: OpenPlace): void {
  const undo: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const one of undo.splice(0).reverse()) await one()
  })
  const start = async (idleMs: number, nowhere?: StorePlace) => {
    const { store, place, dispose } = await open()
    undo.push(dispose)
    const threads = createVerificationThreads({ store, place: nowhere ?? place, threads: 2, idleMs })
    undo.push(threads.close)
    return { store, threads }
  }
  const never = new AbortController().signal

  describe(`threads that verify on ${name}`, () => {
    test('they read what is committed while they rest, end when nobody asks, and begin again', async () => {
      const { store, threads } = await start(1)
      const found = async (): Promise<readonly string[]> => {
        const segments = await Promise.all([0, 0, 0].map((index) => threads.verifySegment(taskOf(index), never)))
        const [one, ...others] = segments.map(({ strays }) => strays.commits.map(({ commitId }) => commitId))
        expect(others).toEqual([one, one])
        return one!
      }
      await store.append(commitOf('cmt_1', [['tally-a', 1]]), [])
      expect(await found()).toEqual(['cmt_1'])
      await store.append(commitOf('cmt_2', [['tally-a', 2]]), [])
      await sleep(50)
      expect(await found()).toEqual(['cmt_1', 'cmt_2'])
    })

    test('who gives up is let go at once, and the next is served', async () => {
      const { threads } = await start(10_000)
      const leaving = new AbortController()
      const asked = threads.verifySegment(taskOf(0), leaving.signal)
      leaving.abort(new Error('no longer wanted'))
      await expect(asked).rejects.toThrow('no longer wanted')
      expect((await threads.verifySegment(taskOf(0), never)).end.size).toBe(0)
      await threads.close()
      await expect(threads.verifySegment(taskOf(0), never)).rejects.toThrow('stopping')
    })

    test('a store that cannot be opened now is a reason to ask again, not a surprise', async () => {
      const { threads } = await start(10_000, { path: '/nowhere/exchange.db' })
      const asked = Promise.allSettled([0, 1, 2].map((index) => threads.verifySegment(taskOf(index), never)))
      expect(await asked).toMatchObject([0, 1, 2].map(() => ({ reason: { rejection: { code: 'store/unanswered' } } })))
    })
  })
}

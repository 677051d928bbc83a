/** The throttle between a busy job and the disk. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { JobProgress } from './jobs.ts'
import { createProgressWriter } from './progress-writer.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const setUp = () => {
  const written: JobProgress[] = []
  const failures: unknown[] = []
  const writer = createProgressWriter(
    (progress) => {
      if (progress.done < 0) throw new Error('disk is full')
      written.push(progress)
    },
    (error) => failures.push(error),
  )
  return { writer, written, failures }
}

test('of a report each millisecond for ten seconds, four a second are written, the latest each time', () => {
  const { writer, written } = setUp()
  for (let done = 0; done < 10_000; done += 1) {
    writer.report({ done, total: 20_000 })
    vi.advanceTimersByTime(1)
  }
  expect(written.length).toBeLessThanOrEqual(41)
  expect(written.slice(0, 3).map(({ done }) => done)).toEqual([0, 249, 499])
})

test('the last report before a silence is written without another one', () => {
  const { writer, written } = setUp()
  writer.report({ done: 1 })
  writer.report({ done: 2 })
  expect(written).toEqual([{ done: 1 }])
  vi.advanceTimersByTime(250)
  expect(written).toEqual([{ done: 1 }, { done: 2 }])
  vi.advanceTimersByTime(60_000)
  expect(vi.getTimerCount()).toBe(0)
})

test('the end is written at once, and the same report never twice', () => {
  const { writer, written } = setUp()
  writer.report({ done: 1, total: 2 })
  for (let repeat = 0; repeat < 100; repeat += 1) writer.report({ done: 2, total: 2 })
  writer.close()
  expect(written).toEqual([
    { done: 1, total: 2 },
    { done: 2, total: 2 },
  ])
})

test('closing writes what is left and stops', () => {
  const { writer, written } = setUp()
  writer.report({ done: 1 })
  writer.report({ done: 2 })
  writer.close()
  expect(written).toEqual([{ done: 1 }, { done: 2 }])
  expect(vi.getTimerCount()).toBe(0)
})

test('a write that fails is reported, and the next one is tried', () => {
  const { writer, written, failures } = setUp()
  writer.report({ done: -1 })
  writer.report({ done: 2 })
  vi.advanceTimersByTime(250)
  expect(failures).toHaveLength(1)
  expect(written).toEqual([{ done: 2 }])
})

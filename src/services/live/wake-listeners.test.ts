import { expect, test } from 'vitest'
import { createWakeUp } from './wake-listeners.ts'

test('all are woken, so many in a turn of the loop, in the order in which they came', async () => {
  const woken: number[] = []
  const wake = createWakeUp(new Set(Array.from({ length: 25 }, (_, n) => () => void woken.push(n))), 10)
  wake()
  expect(woken).toHaveLength(10)
  await expect.poll(() => woken.length).toBe(25)
  expect(woken).toEqual(Array.from({ length: 25 }, (_, n) => n))
})

test('what happens while they are woken wakes each of them once more, those who came meanwhile as well', async () => {
  const counts = new Map<string, number>()
  const listeners = new Set<() => void>()
  const listen = (name: string): void => void listeners.add(() => counts.set(name, (counts.get(name) ?? 0) + 1))
  for (const name of ['a', 'b', 'c']) listen(name)
  const wake = createWakeUp(listeners, 2)
  wake()
  listen('d')
  wake()
  wake()
  await expect.poll(() => counts.get('d')).toBe(2)
  expect(Object.fromEntries(counts)).toEqual({ a: 2, b: 2, c: 2, d: 2 })
})

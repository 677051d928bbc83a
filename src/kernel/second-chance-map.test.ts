/** A bounded map that spares what was asked for. */
import { expect, test } from 'vitest'
import { createSecondChanceMap } from './second-chance-map.ts'

const keysIn = (map: ReturnType<typeof createSecondChanceMap<number>>, keys: string): string =>
  [...keys].filter((key) => map.get(key) !== undefined).join('')

test('the oldest that nobody asked for leaves first', () => {
  const map = createSecondChanceMap<number>(3)
  for (const [at, key] of [...'abc'].entries()) map.set(key, at)
  map.get('a')
  map.set('d', 4)
  expect(keysIn(map, 'abcd')).toBe('acd')
})

test('where all were asked for, the oldest leaves all the same: the map never grows', () => {
  const map = createSecondChanceMap<number>(3)
  for (let at = 0; at < 1_000; at += 1) {
    map.set(`k${at}`, at)
    map.get(`k${at}`)
  }
  const left = Array.from({ length: 1_000 }, (_, at) => map.get(`k${at}`)).filter((value) => value !== undefined)
  expect(left).toHaveLength(3)
  expect(left).toContain(999)
})

test('what is set again has its new value; what is deleted is gone; a map of nothing keeps nothing', () => {
  const map = createSecondChanceMap<number>(2)
  map.set('a', 1)
  map.set('a', 2)
  map.set('b', 3)
  map.delete('b')
  expect([map.get('a'), map.get('b')]).toEqual([2, undefined])
  map.clear()
  expect(map.get('a')).toBeUndefined()
  const none = createSecondChanceMap<number>(0)
  none.set('a', 1)
  expect(none.get('a')).toBeUndefined()
})

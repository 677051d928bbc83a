import { expect, test } from 'vitest'
import type { CacheEntry } from '../../../infrastructure/cache/cache.ts'
import { createParsedEntries } from './parsed-entries.ts'

const entry = (bytes: number): CacheEntry => ({ bytes: new Uint8Array(bytes) })

test('an entry is parsed once, and again when others have taken its place: the oldest leave first', () => {
  const parsed = createParsedEntries()
  let times = 0
  const parse = () => ({ time: (times += 1) })
  const [first, second] = [entry(10), entry(10)]
  expect([parsed(first, parse), parsed(first, parse), parsed(second, parse)]).toEqual([
    { time: 1 },
    { time: 1 },
    { time: 2 },
  ])
  parsed(entry(4_194_304 - 15), parse)
  expect(parsed(second, parse)).toEqual({ time: 2 })
  expect(parsed(first, parse)).toEqual({ time: 4 })
})

test('an entry larger than all of them together is parsed each time', () => {
  const parsed = createParsedEntries()
  const large = entry(4_194_305)
  expect(parsed(large, () => ({ a: 1 }))).not.toBe(parsed(large, () => ({ a: 1 })))
})

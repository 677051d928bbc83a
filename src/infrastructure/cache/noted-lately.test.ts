import { expect, test } from 'vitest'
import { createNotedLately } from './noted-lately.ts'

const open = (keysMax = 100) => {
  let now = 5_000
  const noted = createNotedLately({ monotonicMs: () => now, keptMs: 1_000, keysMax })
  return { noted, pass: (ms: number) => void (now += ms) }
}

test('what was noted is known for as long as was asked, and no longer than twice that', () => {
  const { noted, pass } = open()
  pass(900)
  noted.note('a')
  expect(noted.has('a')).toBe(true)
  expect(noted.has('b')).toBe(false)
  pass(1_000)
  expect(noted.has('a')).toBe(true)
  pass(1_001)
  expect(noted.has('a')).toBe(false)
})

test('what nobody asked about for long is forgotten, however long that was', () => {
  const { noted, pass } = open()
  noted.note('a')
  pass(2_001)
  expect(noted.has('a')).toBe(false)
  noted.note('b')
  expect(noted.has('b')).toBe(true)
})

test('of very many only the newest are known', () => {
  const { noted } = open(100)
  for (let index = 0; index < 1_000; index += 1) noted.note(`key-${index}`)
  const known = Array.from({ length: 1_000 }, (_, index) => noted.has(`key-${index}`))
  expect(known.lastIndexOf(false)).toBeLessThan(950)
  expect(known.filter(Boolean).length).toBeLessThanOrEqual(100)
})

test('noting a key again keeps it from being forgotten', () => {
  const { noted, pass } = open()
  for (let step = 0; step < 10; step += 1) {
    noted.note('a')
    pass(700)
    expect(noted.has('a')).toBe(true)
  }
})

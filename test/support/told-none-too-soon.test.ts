import { expect, test } from 'vitest'
import { passedOver, toldNoneTooSoon, type Sold } from './told-none-too-soon.ts'

const sold = (availability: string, begunMs: number, endedMs: number): Sold => ({ availability, begunMs, endedMs })

test('whoever was told none before a later one was served was told so too soon, though the totals are right', () => {
  const early = [sold('none', 0, 5), sold('all', 6, 9)]
  expect(toldNoneTooSoon(early, 1)).toBe(1)
  expect(toldNoneTooSoon([sold('all', 0, 9), sold('none', 2, 5)], 1), 'at the same time').toBe(0)
  expect(toldNoneTooSoon([sold('all', 0, 9), sold('none', 2, 12)], 2), 'fewer than there were').toBe(1)
})

test('of those that asked at one moment the ledger tells who was passed over', () => {
  const reserved = (quantity: number) => ({
    type: 'stock/reserved',
    moves: quantity === 0 ? [] : [{ reserved: quantity }],
  })
  const received = { type: 'stock/received', moves: [{}] }
  expect(passedOver([received, reserved(1), reserved(1), reserved(0), reserved(0)])).toBe(0)
  expect(passedOver([received, reserved(1), reserved(0), reserved(1), reserved(0)])).toBe(1)
  expect(passedOver([received, reserved(0), reserved(0)]), 'nobody was served: the totals tell').toBe(0)
})

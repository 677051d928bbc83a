import { expect, test } from 'vitest'
import { createMemoryLeases } from './memory-leases.ts'
import { takeAgain } from './take-again.ts'

test('a lease is taken again where nobody has had it between, and let go of where somebody has', async () => {
  const leases = createMemoryLeases()
  const first = await leases.take('only', 0)
  await first!.release()
  const second = await takeAgain(leases, 'only', first!, 0)
  expect(second?.fence).toBe(first!.fence + 1)
  await second!.release()
  expect(await takeAgain(leases, 'only', first!, 0)).toBeUndefined()
  expect(await leases.take('only', 0)).toBeDefined()
})

/** Who expects commits hears where each stands, once all have passed, or in time that they have not. */
import { expect, test } from 'vitest'
import { createExpectedCommits } from './expected-commits.ts'

test('all that are expected tell their positions, also those that passed before anybody asked', async () => {
  const commits = createExpectedCommits()
  const [first, second] = [commits.expect(['a', 'b']), commits.expect(['c'])]
  commits.arrived({ id: 'b', position: '2' })
  commits.arrived({ id: 'unexpected', position: '3' })
  const asked = first.positions(60_000)
  commits.arrived({ id: 'a', position: '4' })
  expect(Object.fromEntries((await asked)!)).toEqual({ a: '4', b: '2' })
  commits.arrived({ id: 'c', position: '5' })
  expect(await second.positions(60_000)).toEqual(new Map([['c', '5']]))
})

test('who waits for one that does not pass is told in time, and nothing is kept of it', async () => {
  const commits = createExpectedCommits()
  const late = commits.expect(['a', 'b'])
  commits.arrived({ id: 'a', position: '1' })
  expect(await late.positions(1)).toBeUndefined()
  // Written again under the same id, it is another's to wait for, which the earlier one's end does not disturb.
  const again = commits.expect(['b'])
  late.forget()
  commits.arrived({ id: 'b', position: '2' })
  expect(await again.positions(60_000)).toEqual(new Map([['b', '2']]))
})

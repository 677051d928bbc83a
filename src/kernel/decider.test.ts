/** Every state of the exchange is a fold; this is what folding promises. */
import { expect, test } from 'vitest'
import { fold } from './decider.ts'

type Counted = { readonly type: 'counter/counted'; readonly by: number }

const evolve = (state: number, event: Counted): number => state + event.by

test('a state is its events folded in their order onto the initial one', () => {
  const events: Counted[] = [1, 2, 3].map((by) => ({ type: 'counter/counted', by }))
  expect(fold(evolve, 10, events)).toBe(16)
  expect(fold(evolve, 10, [])).toBe(10)
  const order = fold((seen: readonly number[], event: Counted) => [...seen, event.by], [], events)
  expect(order).toEqual([1, 2, 3])
})

test('folding what came later onto what came before is folding all', () => {
  const events: Counted[] = [5, 7, 11].map((by) => ({ type: 'counter/counted', by }))
  expect(fold(evolve, fold(evolve, 0, events.slice(0, 1)), events.slice(1))).toBe(fold(evolve, 0, events))
})

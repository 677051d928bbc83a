import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rememberTaken } from './taken-positions.ts'

const positionOf = (n: number): string => n.toString(16).padStart(16, '0')

test('what it says of a commit is so, whatever was forgotten and in whichever order it was taken', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 20 }),
      fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      (before, order, max) => {
        // All up to the head, the trail had before; of the others, these.
        const inTrail = new Set(Array.from({ length: before + 1 }, (_, n) => n))
        const taken = rememberTaken(positionOf(before), max)
        for (const n of order.filter((each) => each > before)) {
          taken.add(positionOf(n))
          inTrail.add(n)
          const wrong = Array.from({ length: 61 }, (_, asked) => asked).filter((asked) => {
            const answer = taken.has(positionOf(asked))
            return answer !== undefined && answer !== inTrail.has(asked)
          })
          expect(wrong).toEqual([])
          expect(taken.has(positionOf(n))).toBe(true)
        }
      },
    ),
  )
})

test('of what is newer than all that was taken and forgotten, nobody has to be asked', () => {
  const taken = rememberTaken(positionOf(5), 4)
  for (let n = 6; n < 100; n += 1) {
    expect(taken.has(positionOf(n))).toBe(false)
    taken.add(positionOf(n))
  }
  expect(taken.has(positionOf(5))).toBeUndefined()
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextEvents, type Entry, type LiveEvent } from './next-events.ts'
import { aheadMax, beginning, parsePlace, placeMaxLength, placeText, type Place } from './place.ts'

const event = (n: number): LiveEvent => ({
  id: `evt_${n.toString(16).padStart(32, '0')}`,
  type: 'order.sent',
  organisationId: 'org_1',
  subject: `/v1/orders/ord_${n}`,
  version: 1,
  at: '2026-08-01T09:00:00.000Z',
  asOf: '0'.repeat(16),
})

/** Commits of some events each, as they were heard of; the trail has them in an order of its own. */
const history = fc
  .array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 })
  .chain((sizes) => {
    let n = 0
    const commits = sizes.map((size) => Array.from({ length: size }, () => event((n += 1))))
    return fc.tuple(
      fc.constant(commits),
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: sizes.length, maxLength: sizes.length }),
    )
  })
  .map(([commits, delays]) => {
    const order = commits.map((_, at) => at).sort((a, b) => a + delays[a]! - (b + delays[b]!))
    const trail: readonly Entry[] = order.map((at, n) => ({ sequence: n + 1, events: commits[at]! }))
    return { commits, trail, order }
  })

const steps = fc.array(
  fc.record({
    /** How many more commits are heard of, and how many more entries the trail has. */
    heard: fc.integer({ min: 0, max: 6 }),
    sealed: fc.integer({ min: 0, max: 6 }),
    limit: fc.integer({ min: 1, max: 5 }),
    /** The connection ends: what goes on is what the text of the place says. */
    resumes: fc.boolean(),
  }),
  { maxLength: 40 },
)

test('whatever is heard of before the trail has it, and wherever one resumes, each event is told once', () => {
  fc.assert(
    fc.property(history, steps, ({ commits, trail, order }, moves) => {
      let heard = 0
      let sealed = 0
      let place: Place = beginning
      /** What the client was last given. */
      let known = place
      const told: string[] = []
      const read = (limit: number): void => {
        const inTrail = new Set(order.slice(0, sealed))
        const unsealed = commits.slice(0, heard).filter((_, at) => !inTrail.has(at))
        const batch = nextEvents(place, trail.slice(0, sealed), unsealed, limit)
        told.push(...batch.events.map((one) => one.event.id))
        known = batch.events.at(-1)?.place ?? known
        place = batch.place
        expect(place.ahead.length).toBeLessThanOrEqual(aheadMax + 2)
      }
      for (const move of moves) {
        heard = Math.min(commits.length, heard + move.heard)
        sealed = Math.min(commits.length, sealed + move.sealed)
        read(move.limit)
        if (move.resumes) place = parsePlace(placeText(known))!
      }
      sealed = commits.length
      for (let n = 0; n <= commits.length * 3; n += 1) read(5)
      expect(told.toSorted()).toEqual(
        commits
          .flat()
          .map(({ id }) => id)
          .toSorted(),
      )
      expect(place).toEqual({ sealed: commits.length, ahead: [] })
    }),
  )
})

test('with too much ahead of the trail, what follows waits for it', () => {
  const commits = Array.from({ length: 100 }, (_, n) => [event(n + 1)])
  const first = nextEvents(beginning, [], commits, 1_000)
  expect(first.events).toHaveLength(aheadMax)
  expect(nextEvents(first.place, [], commits, 1_000).events).toEqual([])
  const trail = commits.map((events, n) => ({ sequence: n + 1, events }))
  expect(nextEvents(first.place, trail, [], 1_000).events).toHaveLength(100 - aheadMax)
})

test('the place behind the last event of an entry is the entry, and one within it counts what was told', () => {
  const trail = [{ sequence: 7, events: [event(1), event(2)] }]
  const [first, second] = nextEvents({ sealed: 6, ahead: [] }, trail, [], 10).events
  expect(placeText(first!.place)).toBe('6.000000000001')
  expect(placeText(second!.place)).toBe('7')
})

test.each(['', '-1', '01', '1.', '1.xyz', '1.00000000000', `1${'0'.repeat(15)}`, '1 ', '٣'])(
  '%j is no place',
  (text) => {
    expect(parsePlace(text)).toBeUndefined()
  },
)

test('a place of any length that is made can be given back', () => {
  const ahead = Array.from({ length: 512 }, (_, n) => n.toString(16).padStart(12, '0'))
  const text = placeText({ sealed: 999_999_999_999_999, ahead })
  expect(text.length).toBe(placeMaxLength)
  expect(parsePlace(text)).toEqual({ sealed: 999_999_999_999_999, ahead })
})

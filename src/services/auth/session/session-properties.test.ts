/** A session beside a cloakroom: each visit takes the ticket and hands out the next, and an old ticket closes the place. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import { session, type Session, type SessionCommand } from './session.ts'

const [second, day] = [1, 86_400]
type Step = { readonly later: number } & (
  | { readonly do: 'refresh'; readonly ticketsAgo: number }
  | { readonly do: 'end' }
  | { readonly do: 'adopt' }
)
const later = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }).map((seconds) => seconds * second) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 6 }).map((days) => days * day) },
  { weight: 1, arbitrary: fc.constantFrom(7 * day - 1, 7 * day) },
)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant('refresh' as const),
      ticketsAgo: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.constantFrom(1, 1, 2)),
      later,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('end' as const, 'adopt' as const), later }) },
)

const isoAt = (seconds: number): string => new Date(Date.UTC(2026, 7, 1) + seconds * 1_000).toISOString()

class Cloakroom {
  /** When each ticket was handed out: the last one is good. */
  readonly tickets: number[] = [0]
  isClosed = false

  /** The newest ticket afterwards, or undefined for somebody who is sent away. */
  visit(ticketsAgo: number, now: number): number | undefined {
    const [newest, given] = [this.tickets.length - 1, this.tickets.at(-1)!]
    const shown = newest - ticketsAgo
    if (this.isClosed || shown < 0 || now >= Math.min(30 * day, given + 7 * day)) return undefined
    if (ticketsAgo === 0) return this.tickets.push(now) - 1
    if (ticketsAgo === 1 && now <= given + 10 * second) return newest
    this.isClosed = true
    return newest
  }
}

function commandOf(each: Step, { tickets }: Cloakroom, now: number): SessionCommand {
  const at = isoAt(now)
  if (each.do === 'end') return { type: 'end', at, reason: 'signed-out' }
  if (each.do === 'adopt') return { type: 'adopt', at, credentials: 2 }
  const generation = tickets.length - 1 - each.ticketsAgo
  return { type: 'refresh', at, generation, digest: `ticket ${generation}`, successor: `ticket ${generation + 1}` }
}

test('whoever comes with whichever ticket whenever: one is good, the one before for seconds, and an older one ends it', () => {
  let refreshed = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }), (steps) => {
      const room = new Cloakroom()
      const subject = { kind: 'user', id: 'usr_1' } as const
      const opened = session.decide(
        { type: 'open', at: isoAt(0), subject, credentials: 1, digest: 'ticket 0' },
        session.initialState,
      )
      let state: Session = opened.ok ? fold(session.evolve, session.initialState, opened.value) : session.initialState
      let now = 0
      for (const each of steps) {
        now += each.later
        // A ticket that was never handed out cannot be shown: whoever has none does not come.
        if (each.do === 'refresh' && each.ticketsAgo >= room.tickets.length) continue
        const decided = session.decide(commandOf(each, room, now), state)
        const wasClosed = room.isClosed
        if (each.do === 'end') room.isClosed = true
        const isDone =
          each.do === 'end' || (each.do === 'adopt' ? !wasClosed : room.visit(each.ticketsAgo, now) !== undefined)
        expect(decided.ok, each.do).toBe(isDone)
        if (decided.ok) state = fold(session.evolve, state, decided.value)
        expect(state.status).toBe(room.isClosed ? 'ended' : 'open')
        if (state.status !== 'open') continue
        expect([state.generation, state.digest]).toEqual([room.tickets.length - 1, `ticket ${room.tickets.length - 1}`])
        refreshed = Math.max(refreshed, state.generation)
      }
    }),
    { numRuns: 200 },
  )
  expect(refreshed).toBeGreaterThan(3)
})

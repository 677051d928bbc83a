/** An invitation beside a letter with a ticket in it: good for one person, once, for a week, unless it is asked back. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import { invitation, type Invitation, type InvitationCommand } from './invitation.ts'

type Move =
  | { readonly do: 'send'; readonly to: string }
  | { readonly do: 'accept'; readonly who: string; readonly ticket: string }
  | { readonly do: 'revoke' }
type Step = Move & { readonly hours: number }

const people = ['ann', 'bob'] as const
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('send' as const), to: fc.constantFrom(...people) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('accept' as const),
      who: fc.constantFrom(...people),
      ticket: fc.constantFrom('whole', 'whole', 'whole', 'torn'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'revoke' as const }) },
)
const hours = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 30 }) },
  fc.constantFrom(7 * 24 - 1, 7 * 24, 7 * 24 + 1),
)
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(move, hours).map(([each, later]) => ({ ...each, hours: later })),
  { minLength: 3, maxLength: 10, size: 'max' },
)

const isoAt = (hour: number): string => new Date(Date.UTC(2026, 7, 1, hour)).toISOString()

class Letter {
  to: string | undefined
  goodUntil = 0
  /** What became of it: the last word on it. */
  end: 'accepted' | 'revoked' | undefined

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Move, now: number): boolean {
    switch (each.do) {
      case 'send':
        if (this.to !== undefined) return false
        this.to = each.to
        this.goodUntil = now + 7 * 24
        return true
      case 'accept':
        if (this.to !== each.who || each.ticket !== 'whole' || this.end || now >= this.goodUntil) return false
        this.end = 'accepted'
        return true
      case 'revoke':
        if (this.to === undefined || this.end === 'accepted') return false
        this.end = 'revoked'
        return true
    }
  }
}

function commandOf(each: Move, now: number): InvitationCommand {
  const at = isoAt(now)
  switch (each.do) {
    case 'send': {
      const to = { email: each.to as Sealed, emailDigest: each.to, role: 'buyer' as const }
      const by = { organisationId: 'org_1', invitedBy: 'usr_owner', digest: 'whole' }
      return { type: 'send', at, ...by, ...to, expiresAt: isoAt(now + 7 * 24) }
    }
    case 'accept':
      return { type: 'accept', at, userId: `usr_${each.who}`, emailDigest: each.who, digest: each.ticket }
    case 'revoke':
      return { type: 'revoke', at, by: 'usr_owner' }
  }
}

test('whoever tries to come in when: one person does, the one it was sent to, once, within the week', () => {
  let [joined, refused] = [0, 0]
  fc.assert(
    fc.property(steps, (made) => {
      const letter = new Letter()
      let [state, now, joins]: [Invitation, number, number] = [invitation.initialState, 0, 0]
      for (const each of made) {
        now += each.hours
        const decided = invitation.decide(commandOf(each, now), state)
        expect(decided.ok, each.do).toBe(letter.run(each, now))
        if (decided.ok) joins += decided.value.filter(({ type }) => type === 'invitation/accepted').length
        else refused += 1
        if (decided.ok) state = fold(invitation.evolve, state, decided.value)
        expect(joins).toBe(Number(letter.end === 'accepted'))
        expect(state.status).toBe(letter.to === undefined ? 'absent' : (letter.end ?? 'open'))
        if (state.status !== 'absent')
          expect([state.emailDigest, state.expiresAt]).toEqual([letter.to, isoAt(letter.goodUntil)])
      }
      joined += joins
    }),
    { numRuns: 300 },
  )
  expect(Math.min(joined, refused)).toBeGreaterThan(30)
})

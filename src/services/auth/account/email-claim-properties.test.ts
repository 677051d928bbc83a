/** An address beside a calendar of who has it on which day: who leaves it keeps the days until then, and no day is two people's. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import { emailClaim, holderOf, type EmailClaim, type EmailClaimCommand } from './email-claim.ts'

/** Further ahead than anybody goes. */
const lastDay = 60
const who = fc.constantFrom('ann', 'bob')
const step = fc.record({
  do: fc.constantFrom('claim' as const, 'claim' as const, 'leave' as const, 'release' as const),
  who,
  more: fc.nat(9),
  days: fc.nat(3),
})
type Step = { readonly do: EmailClaimCommand['type']; readonly who: string; readonly more: number }

const isoAt = (day: number): string => new Date(Date.UTC(2026, 7, 1 + day)).toISOString()

class Calendar {
  days: (string | null)[] = Array.from({ length: lastDay + 1 }, () => null)

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Step, today: number): boolean {
    const holder = this.days[today]
    const isAway = this.days[lastDay] === null
    switch (each.do) {
      case 'claim':
        // Whoever has left it may come back for it; whoever has it need not.
        if (holder !== null && (holder !== each.who || !isAway)) return false
        this.write(today, () => each.who)
        return true
      case 'leave':
        if (holder === each.who) this.write(today, (day) => (day < today + each.more ? each.who : null))
        return true
      case 'release':
        if (holder === each.who) this.write(today, () => null)
        return true
    }
  }

  private write(from: number, holderOn: (day: number) => string | null): void {
    this.days = this.days.map((holder, day) => (day < from ? holder : holderOn(day)))
  }
}

const commandOf = (each: Step, today: number): EmailClaimCommand => {
  const claiming = { at: isoAt(today), accountId: each.who }
  return each.do === 'leave'
    ? { type: 'leave', ...claiming, until: isoAt(today + each.more) }
    : { type: each.do, ...claiming }
}

test('whoever claims, leaves and releases an address when: each day ahead is the one person’s whom the calendar names', () => {
  let [held, refused] = [0, 0]
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 14, size: 'max' }), (steps) => {
      const calendar = new Calendar()
      let [state, today]: [EmailClaim, number] = [emailClaim.initialState, 0]
      for (const each of steps) {
        today += each.days
        const decided = emailClaim.decide(commandOf(each, today), state)
        expect(decided.ok, `${each.who} ${each.do}`).toBe(calendar.run(each, today))
        if (!decided.ok) refused += 1
        if (decided.ok) state = fold(emailClaim.evolve, state, decided.value)
        const ahead = Array.from({ length: lastDay - today }, (_, more) => today + more)
        expect(ahead.map((day) => holderOf(state, isoAt(day)))).toEqual(calendar.days.slice(today, lastDay))
        if (calendar.days[today] !== null) held += 1
      }
    }),
    { numRuns: 200 },
  )
  expect(Math.min(held, refused)).toBeGreaterThan(100)
})

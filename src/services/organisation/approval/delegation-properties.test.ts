/** Delegations beside a wall calendar: whoever stands in for somebody has a slip on each day's leaf, torn off when it ends. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Role } from '../../../kernel/caller.ts'
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { fold } from '../../../kernel/decider.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import { delegations, type DelegationCommand, type Delegations, type Insiders } from './delegation.ts'

const people = ['ann', 'bob', 'cid', 'dan'] as const
type Person = (typeof people)[number]

type Move =
  | {
      readonly do: 'give'
      readonly by: Person
      readonly of: Person
      readonly to: Person
      readonly days: [number, number]
    }
  | { readonly do: 'revoke'; readonly by: Person; readonly nth: number }
  | { readonly do: 'leave'; readonly who: Person }
  | { readonly do: 'join'; readonly who: Person; readonly role: Role }
type Step = Move & { readonly later: number }

const person = fc.constantFrom(...people)
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('give' as const),
      by: person,
      of: person,
      to: person,
      days: fc.tuple(fc.integer({ min: -2, max: 5 }), fc.integer({ min: -1, max: 5 })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('revoke' as const), by: person, nth: fc.nat(5) }) },
  fc.record({ do: fc.constant('leave' as const), who: person }),
  fc.record({
    do: fc.constant('join' as const),
    who: person,
    role: fc.constantFrom<Role>('admin', 'approver', 'buyer', 'viewer'),
  }),
)
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(move, fc.nat(2)).map(([each, later]) => ({ ...each, later })),
  { minLength: 5, maxLength: 25, size: 'max' },
)

const dayOf = (day: number): LocalDate => new Date(Date.UTC(2026, 7, 10 + day)).toISOString().slice(0, 10) as LocalDate

/** The office: who works there as what, and on each day's leaf who stands in for whom. Cid approves by name. */
class Office {
  readonly roles = new Map<string, Role>([
    ['ann', 'approver'],
    ['bob', 'buyer'],
    ['cid', 'viewer'],
    ['dan', 'admin'],
  ])
  readonly leaves = new Map<number, Map<string, readonly [Person, Person]>>()
  readonly ids: string[] = []

  insiders = (): Insiders => ({
    members: Object.fromEntries(this.roles),
    rules: {
      thresholds: [{ currency: 'EUR' as CurrencyCode, from: 0, chain: [{ kind: 'user', userId: 'cid' }] }],
      delegations: [],
    },
  })

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Move, today: number, id: string): boolean {
    switch (each.do) {
      case 'join':
        this.roles.set(each.who, each.role)
        return true
      case 'leave':
        this.roles.delete(each.who)
        for (const leaf of this.leaves.values())
          for (const [slip, parties] of leaf) if (parties.includes(each.who)) leaf.delete(slip)
        return true
      case 'give': {
        const [first, more] = [today + each.days[0], each.days[1]]
        const isTheirs = this.isBoss(each.by) || (each.by === each.of && this.approves(each.by))
        if (!isTheirs || !this.approves(each.of) || !this.roles.has(each.to) || each.to === each.of) return false
        if (more < 0 || first + more < today) return false
        for (let day = first; day <= first + more; day += 1) this.leaf(day).set(id, [each.of, each.to])
        this.ids.push(id)
        return true
      }
      case 'revoke': {
        const slip = this.ids[each.nth] ?? 'none'
        const parties = [...this.leaves].find(([day, leaf]) => day >= today && leaf.has(slip))?.[1].get(slip)
        if (!parties || !this.roles.has(each.by)) return false
        if (!parties.includes(each.by) && !this.isBoss(each.by)) return false
        for (const leaf of this.leaves.values()) leaf.delete(slip)
        return true
      }
    }
  }

  on = (day: number): readonly string[] => [...this.leaf(day).keys()].toSorted()

  private leaf(day: number): Map<string, readonly [Person, Person]> {
    const leaf = this.leaves.get(day) ?? new Map<string, readonly [Person, Person]>()
    this.leaves.set(day, leaf)
    return leaf
  }
  private isBoss = (who: Person): boolean => this.roles.get(who) === 'admin'
  private approves = (who: Person): boolean =>
    this.roles.has(who) && (who === 'cid' || ['admin', 'approver'].includes(this.roles.get(who)!))
}

function commandOf(each: Move, office: Office, today: number, id: string): DelegationCommand | undefined {
  const at = `${dayOf(today)}T08:00:00.000Z`
  switch (each.do) {
    case 'join':
      return undefined
    case 'leave':
      return { type: 'end-with-member', at, userId: each.who }
    case 'revoke':
      return {
        type: 'revoke',
        at,
        by: each.by,
        delegationId: office.ids[each.nth] ?? 'none',
        insiders: office.insiders(),
      }
    case 'give': {
      const { by: givenBy, of: fromUserId, to: toUserId, days } = each
      const [from, until] = [dayOf(today + days[0]), dayOf(today + days[0] + days[1])]
      const delegation = { id, fromUserId, toUserId, from, until, reason: 'Away.', givenBy, givenAt: at }
      return { type: 'give', at, organisationId: 'org_1', delegation, insiders: office.insiders() }
    }
  }
}

/** Who stands in on a day, by the decider's state. */
const standingIn = ({ given }: Delegations, day: number): readonly string[] =>
  Object.values(given)
    .filter(({ from, until }) => from <= dayOf(day) && dayOf(day) <= until)
    .map(({ id }) => id)
    .toSorted()

test('whoever delegates, takes back, joins and leaves: each day has the stand-ins that its leaf of the calendar has', () => {
  fc.assert(
    fc.property(steps, (made) => {
      const office = new Office()
      let [state, today] = [delegations.initialState, 0]
      for (const [index, each] of made.entries()) {
        today += each.later
        const id = `dlg_${String(index).padStart(2, '0')}`
        const command = commandOf(each, office, today, id)
        const isDone = office.run(each, today, id)
        const decided = command && delegations.decide(command, state)
        expect(decided?.ok ?? true, each.do).toBe(isDone)
        if (decided?.ok) state = fold(delegations.evolve, state, decided.value)
        const days = Array.from({ length: 11 }, (_, nth) => today + nth)
        expect(days.map((day) => standingIn(state, day))).toEqual(days.map(office.on))
      }
    }),
    { numRuns: 150 },
  )
})

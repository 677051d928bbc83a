/** Who belongs to an organisation beside a board of badges: admins touch no owner's, and the last owner's stays. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roles, type Role } from '../../../kernel/caller.ts'
import { fold } from '../../../kernel/decider.ts'
import type { OrganisationCommand } from '../organisation/organisation-events.ts'
import type { Organisation } from '../organisation/organisation-state.ts'
import { organisation } from '../organisation/organisation.ts'

const at = '2026-08-01T09:00:00.000Z'
type Step =
  | { readonly do: 'join'; readonly who: string; readonly role: Role }
  | { readonly do: 'change'; readonly who: string; readonly role: Role; readonly by: Role }
  | { readonly do: 'leave'; readonly who: string; readonly by: Role | 'self' | 'erasure' }

const who = fc.constantFrom('ann', 'bob', 'cid')
const role = fc.constantFrom<Role>('owner', 'owner', ...roles)
const by = fc.constantFrom<Role>('owner', 'owner', 'admin')
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('join' as const), who, role }),
  fc.record({ do: fc.constant('change' as const), who, role, by }),
  fc.record({
    do: fc.constant('leave' as const),
    who,
    by: fc.oneof(by, fc.constantFrom('self' as const, 'erasure' as const)),
  }),
)

/** The board afterwards; undefined where nobody would do it. */
function pin(board: ReadonlyMap<string, Role>, each: Step): ReadonlyMap<string, Role> | undefined {
  const badge = board.get(each.who)
  const next = new Map(board)
  if (each.do === 'join') return badge ? undefined : next.set(each.who, each.role)
  if (!badge) return undefined
  const touchesOwner = badge === 'owner' || (each.do === 'change' && each.role === 'owner')
  if (touchesOwner && !['owner', 'self', 'erasure'].includes(each.by)) return undefined
  if (each.do === 'change') next.set(each.who, each.role)
  else next.delete(each.who)
  const hasOwner = [...next.values()].includes('owner')
  return hasOwner || (each.do === 'leave' && each.by === 'erasure' && next.size === 0) ? next : undefined
}

const commandOf = (each: Step): OrganisationCommand => {
  if (each.do === 'join') return { type: 'join', at, userId: each.who, role: each.role, invitationId: 'inv_1' }
  if (each.do === 'change') return { type: 'change-role', at, userId: each.who, role: each.role, by: each.by }
  return { type: 'leave', at, userId: each.who, by: each.by }
}

test('whoever joins, is given another role and leaves: the members are those of the board, and one of them owns it', () => {
  let taken = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }), (steps) => {
      const details = { legalName: 'Kaas', country: 'NL', kinds: ['supplier'] } as const
      const registered = organisation.decide(
        { type: 'register', at, organisationId: 'org_1', ownerId: 'ann', details },
        organisation.initialState,
      )
      let state: Organisation = registered.ok
        ? fold(organisation.evolve, organisation.initialState, registered.value)
        : organisation.initialState
      let board: ReadonlyMap<string, Role> = new Map([['ann', 'owner']])
      for (const each of steps) {
        // Nobody is left to invite anybody.
        if (board.size === 0) break
        const decided = organisation.decide(commandOf(each), state)
        const pinned = pin(board, each)
        expect(decided.ok, each.do).toBe(pinned !== undefined)
        if (decided.ok) state = fold(organisation.evolve, state, decided.value)
        if (decided.ok) taken += 1
        board = pinned ?? board
        expect(state.status === 'registered' && state.members).toEqual(Object.fromEntries(board))
      }
    }),
    { numRuns: 200 },
  )
  expect(taken).toBeGreaterThan(300)
})

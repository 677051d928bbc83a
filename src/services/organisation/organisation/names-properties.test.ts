/** A GLN and a person's organisations beside boards of pins: one owner's pins on each number, one pin for each organisation. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roles, type Role } from '../../../kernel/caller.ts'
import { fold } from '../../../kernel/decider.ts'
import { glnClaim, type GlnClaim } from './gln-claim.ts'
import { membership, membershipsMax, type Membership, type MembershipCommand } from './membership.ts'

const at = '2026-08-01T09:00:00.000Z'

test('whoever claims and gives up a number, for head office and sites: all pins on it are one organisation’s', () => {
  const step = fc.record({
    type: fc.constantFrom('claim' as const, 'claim' as const, 'release' as const),
    organisationId: fc.constantFrom('org_a', 'org_b'),
  })
  let [taken, refused] = [0, 0]
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 15, size: 'max' }), (steps) => {
      let [state, pins]: [GlnClaim, readonly string[]] = [glnClaim.initialState, []]
      for (const { type, organisationId } of steps) {
        const decided = glnClaim.decide({ type, at, organisationId }, state)
        const isOthers = pins.some((pin) => pin !== organisationId)
        expect(decided.ok, `${organisationId} ${type}`).toBe(type === 'release' || !isOthers)
        if (!isOthers) pins = type === 'claim' ? [...pins, organisationId] : pins.slice(1)
        if (decided.ok) state = fold(glnClaim.evolve, state, decided.value)
        expect(state).toEqual({ holder: pins[0] ?? null, uses: pins.length })
        taken += pins.length
        refused += Number(!decided.ok)
      }
    }),
    { numRuns: 200 },
  )
  expect(Math.min(taken, refused)).toBeGreaterThan(100)
})

test('whatever a person holds and loses: each organisation has one pin, and there are a hundred at most', () => {
  const organisationId = fc.integer({ min: 0, max: membershipsMax + 20 }).map((nth) => `org_${nth}`)
  const command: fc.Arbitrary<MembershipCommand> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('hold' as const),
        at: fc.constant(at),
        organisationId,
        role: fc.constantFrom<Role>(...roles),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('end' as const), at: fc.constant(at), organisationId }) },
  )
  let refused = 0
  fc.assert(
    fc.property(fc.constantFrom(0, 98, 100), fc.array(command, { minLength: 5, maxLength: 15 }), (held, commands) => {
      const pins = new Map(Array.from({ length: held }, (_, nth): [string, Role] => [`org_${nth}`, 'viewer']))
      let state: Membership = { roles: Object.fromEntries(pins) }
      for (const each of commands) {
        const decided = membership.decide(each, state)
        const isFull = each.type === 'hold' && !pins.has(each.organisationId) && pins.size === 100
        expect(decided.ok, each.type).toBe(!isFull)
        if (each.type === 'hold' && !isFull) pins.set(each.organisationId, each.role)
        if (each.type === 'end') pins.delete(each.organisationId)
        if (decided.ok) state = fold(membership.evolve, state, decided.value)
        expect(state.roles).toEqual(Object.fromEntries(pins))
        refused += Number(isFull)
      }
    }),
    { numRuns: 100 },
  )
  expect(refused).toBeGreaterThan(1)
})

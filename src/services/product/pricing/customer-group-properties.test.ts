/** A customer group beside a list on a door: hung up once, written anew at will, always its supplier's. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import { customerGroup, type CustomerGroup, type CustomerGroupCommand } from './customer-group.ts'

const at = '2027-03-01T08:00:00.000Z'
const details = fc.record({
  name: fc.constantFrom('North', 'South'),
  organisationIds: fc.subarray(['org_a', 'org_b', 'org_c']),
})
const command: fc.Arbitrary<CustomerGroupCommand> = fc.oneof(
  fc.record({
    type: fc.constant('form' as const),
    at: fc.constant(at),
    supplierId: fc.constantFrom('org_s', 'org_t'),
    details,
  }),
  fc.record({ type: fc.constant('change' as const), at: fc.constant(at), details }),
)

test('whoever forms and changes it: the group is the first supplier’s, and says what was written last', () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 2, maxLength: 10, size: 'max' }), (commands) => {
      let state: CustomerGroup = customerGroup.initialState
      for (const [index, each] of commands.entries()) {
        const first = commands.slice(0, index).find(({ type }) => type === 'form')
        const decided = customerGroup.decide(each, state)
        expect(decided.ok, each.type).toBe((each.type === 'form') === (first === undefined))
        if (decided.ok) state = fold(customerGroup.evolve, state, decided.value)
        const formed = commands.findIndex(({ type }) => type === 'form')
        if (formed < 0 || formed > index) {
          expect(state).toEqual({ status: 'absent' })
          continue
        }
        const written = commands.slice(formed, index + 1).findLast(({ type }, nth) => nth === 0 || type === 'change')
        const owner = commands[formed]!
        expect(state).toEqual({
          status: 'formed',
          supplierId: owner.type === 'form' && owner.supplierId,
          ...written!.details,
        })
      }
    }),
    { numRuns: 200 },
  )
})

/** Names that one has and numbers that follow one another, beside a queue of people: the first gets the name, each gets the next number. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, type Decider, type DomainEvent } from '../src/kernel/decider.ts'
import { mailDomain } from '../src/services/auth/provider/mail-domain.ts'
import { providerSubject } from '../src/services/auth/provider/provider-subject.ts'
import { signingKeys, type SigningKeys } from '../src/services/auth/tokens/signing-keys.ts'
import { lotCode } from '../src/services/inventory/lot/lot-code.ts'
import { numberSeries } from '../src/services/invoice/billing/number-series.ts'
import { ownNumber } from '../src/services/invoice/billing/own-number.ts'
import { labels, ssccsOf, type Labels } from '../src/services/order/shipment/package-labels.ts'
import { sku } from '../src/services/product/catalogue/sku.ts'
import { rfqNumbers } from '../src/services/rfq/request/rfq-number.ts'

const at = '2027-03-01T08:00:00.000Z'
const who = fc.constantFrom('ann', 'bob', 'cid')
const people = fc.array(who, { minLength: 1, maxLength: 8 })

/** What is left after everybody has asked, and whether each was served. */
function queue<State, Command, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
  commands: readonly NoInfer<Command>[],
): { readonly served: readonly boolean[]; readonly states: readonly State[] } {
  const [served, states]: [boolean[], State[]] = [[], []]
  let state = decider.initialState
  for (const command of commands) {
    const decided = decider.decide(command, state)
    if (decided.ok) state = fold(decider.evolve, state, decided.value)
    served.push(decided.ok)
    states.push(state)
  }
  return { served, states }
}

describe('a name is had by whoever asked first, for good:', () => {
  const naming = {
    'the SKU of a product': (who: readonly string[]) => {
      const { served, states } = queue(
        sku,
        who.map((productId) => ({ type: 'claim', at, productId })),
      )
      return { served, holders: states.map(({ productId }) => productId) }
    },
    'the code of a lot': (who: readonly string[]) => {
      const { served, states } = queue(
        lotCode,
        who.map((lotId) => ({ type: 'claim', at, lotId })),
      )
      return { served, holders: states.map(({ lotId }) => lotId) }
    },
    'a number of the seller’s own': (who: readonly string[]) => {
      const { served, states } = queue(
        ownNumber,
        who.map((documentId) => ({ type: 'claim', at, documentId })),
      )
      return { served, holders: states.map(({ documentId }) => documentId) }
    },
  }
  for (const [name, ask] of Object.entries(naming))
    test(`${name}`, () => {
      fc.assert(
        fc.property(people, (who) => {
          const { served, holders } = ask(who)
          expect(served).toEqual(who.map((_, nth) => nth === 0))
          expect(holders).toEqual(who.map(() => who[0]))
        }),
        { numRuns: 50 },
      )
    })
})

describe('a name is had by one at a time, and by whoever asks first once it was given up:', () => {
  const step = fc.record({ type: fc.constantFrom('claim' as const, 'claim' as const, 'release' as const), who })
  type Step = { readonly type: 'claim' | 'release'; readonly who: string }
  const lending = {
    'a mail domain': (steps: readonly Step[]) => {
      const commands = steps.map(({ type, who: organisationId }) => ({ type, at, organisationId }))
      const { served, states } = queue(mailDomain, commands)
      return { served, holders: states.map(({ organisationId }) => organisationId) }
    },
    'a person of an identity provider': (steps: readonly Step[]) => {
      const { served, states } = queue(
        providerSubject,
        steps.map(({ type, who: userId }) => ({ type, at, userId })),
      )
      return { served, holders: states.map(({ userId }) => userId) }
    },
  }
  for (const [name, ask] of Object.entries(lending))
    test(`${name}`, () => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 3, maxLength: 12 }), (steps) => {
          let holder: string | null = null
          const expected = steps.map(({ type, who: asks }) => {
            const isFree = holder === null || holder === asks
            if (isFree) holder = type === 'claim' ? asks : null
            return [isFree || type === 'release', holder]
          })
          const { served, holders } = ask(steps)
          expect(served.map((each, nth) => [each, holders[nth]])).toEqual(expected)
        }),
        { numRuns: 100 },
      )
    })
})

describe('each is served, and gets the number after the one before:', () => {
  const counting = {
    'invoices of a series': (who: readonly string[]) =>
      queue(
        numberSeries,
        who.map((documentId) => ({ type: 'take', at, documentId })),
      ).states,
    'RFQs of a buyer': (who: readonly string[]) =>
      queue(
        rfqNumbers,
        who.map((rfqId) => ({ type: 'take', at, rfqId })),
      ).states,
  }
  for (const [name, take] of Object.entries(counting))
    test(`${name}`, () => {
      fc.assert(
        fc.property(people, (who) => {
          expect(take(who).map(({ last }) => last)).toEqual(who.map((_, nth) => nth + 1))
        }),
        { numRuns: 50 },
      )
    })
})

test('however many labels are asked for at a time: no two packages share one, until all hundred thousand were given', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 9_990, 99_950), fc.array(fc.integer({ min: 0, max: 9 })), (issued, counts) => {
      let state: Labels = { issued }
      const stuck: string[] = []
      for (const count of counts) {
        const decided = labels.decide({ type: 'issue', at, count }, state)
        const made = ssccsOf('400638100000', state.issued, count)
        if (made.ok) stuck.push(...made.value)
        if (decided.ok) state = fold(labels.evolve, state, decided.value)
      }
      const total = counts.reduce((sum, count) => sum + count, 0)
      expect(state.issued).toBe(issued + total)
      expect(stuck).toHaveLength(total)
      expect(new Set(stuck).size).toBe(total)
    }),
    { numRuns: 50 },
  )
})

test('whichever processes make signing keys at once: each key follows the one its maker knew, and two are kept', () => {
  const knows = fc.record({ lag: fc.nat(2) })
  fc.assert(
    fc.property(fc.array(knows, { minLength: 2, maxLength: 12 }), (makers) => {
      let state: SigningKeys = signingKeys.initialState
      const made: string[] = []
      for (const [nth, { lag }] of makers.entries()) {
        // Whoever lags knows what was newest so many keys ago.
        const after = made.at(-1 - lag) ?? null
        const kid = `key ${nth}`
        const decided = signingKeys.decide(
          { type: 'rotate', after, key: { kid, publicKey: 'x', wrapped: 'y', at } },
          state,
        )
        if (after === (made.at(-1) ?? null)) made.push(kid)
        expect(decided.ok).toBe(true)
        if (decided.ok) state = fold(signingKeys.evolve, state, decided.value)
        expect(state.keys.map((key) => key.kid)).toEqual(made.slice(-2))
      }
    }),
    { numRuns: 100 },
  )
})

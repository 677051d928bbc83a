/** What the platform says of an organisation beside a stamped sheet: the stamp holds for what the sheet said when it was stamped. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CurrencyCode } from '../../../kernel/currency.ts'
import { fold } from '../../../kernel/decider.ts'
import type { OrganisationKind } from './organisation-details.ts'
import type { Judgement, OrganisationCommand, Verification } from './organisation-events.ts'
import type { Organisation } from './organisation-state.ts'
import { organisation } from './organisation.ts'

const at = '2026-08-01T09:00:00.000Z'
type Sheet = {
  readonly legalName: string
  readonly country: string
  readonly kinds: readonly OrganisationKind[]
  readonly gln?: string
}
type Step =
  | { readonly do: 'change'; readonly sheet: Sheet }
  | { readonly do: 'submit' }
  | { readonly do: 'judge'; readonly outcome: Judgement }
  | { readonly do: 'add' | 'alter' | 'remove'; readonly site: string; readonly name: string }
  | { readonly do: 'budget' | 'no-budget'; readonly period: string }

const sheet: fc.Arbitrary<Sheet> = fc
  .record({
    legalName: fc.constantFrom('Kaas', 'Kaas', 'Kaas', 'Boter'),
    country: fc.constantFrom('NL', 'NL', 'NL', 'BE'),
    kinds: fc.constantFrom<OrganisationKind[]>(['supplier'], ['supplier', 'buyer'], ['buyer', 'supplier'], ['buyer']),
    gln: fc.constantFrom(undefined, '4006381000004'),
  })
  .map(({ gln, ...said }) => (gln === undefined ? said : { ...said, gln }))
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('change' as const), sheet }) },
  { weight: 4, arbitrary: fc.constant({ do: 'submit' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('judge' as const),
      outcome: fc.constantFrom<Judgement>('verified', 'verified', 'verified', 'rejected', 'suspended'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('add' as const, 'alter' as const, 'remove' as const),
      site: fc.constantFrom('sit_1', 'sit_2'),
      name: fc.constantFrom('Dock', 'Store'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('budget' as const, 'no-budget' as const),
      period: fc.constantFrom('2026', '2027-Q1'),
    }),
  },
)

/** An arrow of the platform's own drawing: asked for, looked at, and looked at again. */
const arrows: readonly (readonly [Verification, Judgement | 'submit', Verification])[] = [
  ['unverified', 'submit', 'pending'],
  ['rejected', 'submit', 'pending'],
  ['pending', 'verified', 'verified'],
  ['pending', 'rejected', 'rejected'],
  ['verified', 'suspended', 'suspended'],
  ['suspended', 'verified', 'verified'],
]

class Office {
  sheet: Sheet
  stamp: Verification = 'unverified'
  readonly sites = new Map<string, string>()
  readonly budgets = new Set<string>()

  constructor(sheet: Sheet) {
    this.sheet = sheet
  }

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Step): boolean {
    switch (each.do) {
      case 'submit':
      case 'judge': {
        const what = each.do === 'submit' ? 'submit' : each.outcome
        const arrow = arrows.find(([from, name]) => from === this.stamp && name === what)
        if (arrow) this.stamp = arrow[2]
        return arrow !== undefined
      }
      case 'change': {
        const before = this.sheet
        this.sheet = each.sheet
        // Who somebody is and what they trade in was looked at; a trade that is given up needs no look.
        const isOther = before.legalName !== each.sheet.legalName || before.country !== each.sheet.country
        const isMore = each.sheet.kinds.some((kind) => !before.kinds.includes(kind))
        if (this.stamp === 'verified' && (isOther || isMore)) this.stamp = 'pending'
        return true
      }
      case 'add':
        this.sites.set(each.site, each.name)
        return true
      case 'alter':
        return this.sites.has(each.site) && this.sites.set(each.site, each.name) !== undefined
      case 'remove':
        return this.sites.delete(each.site)
      case 'budget':
        this.budgets.add(each.period)
        return true
      case 'no-budget':
        this.budgets.delete(each.period)
        return true
    }
  }
}

function commandOf(each: Step): OrganisationCommand {
  const EUR = 'EUR' as CurrencyCode
  switch (each.do) {
    case 'change':
      return { type: 'change-details', at, details: each.sheet }
    case 'submit':
      return { type: 'submit-for-verification', at }
    case 'judge':
      return { type: 'judge', at, staffId: 'stf_1', outcome: each.outcome, reason: `Is ${each.outcome}.` }
    case 'add':
    case 'alter': {
      const site = { id: each.site, name: each.name, address: { lines: [], city: 'Urk', country: 'NL' } }
      return { type: each.do === 'add' ? 'add-site' : 'change-site', at, site }
    }
    case 'remove':
      return { type: 'remove-site', at, siteId: each.site }
    case 'budget':
      return { type: 'open-budget', at, currency: EUR, period: each.period }
    case 'no-budget':
      return { type: 'close-budget', at, currency: EUR, period: each.period }
  }
}

/** What both show of it. */
function shownOf(state: Organisation): unknown {
  if (state.status === 'absent') return undefined
  const { verification: stamp, legalName, country, kinds, gln, sites, budgets } = state
  return {
    stamp,
    sheet: { legalName, country, kinds, ...(gln !== undefined && { gln }) },
    sites: Object.entries(sites).map(([id, { name }]) => [id, name]),
    budgets: budgets.map(({ period }) => period),
  }
}
const shownOfOffice = ({ stamp, sheet, sites, budgets }: Office): unknown => ({
  stamp,
  sheet,
  sites: [...sites],
  budgets: [...budgets],
})

test('whatever an organisation says of itself and the platform of it: what is verified is what was looked at', () => {
  const stamps = new Set<string>()
  const first: Sheet = { legalName: 'Kaas', country: 'NL', kinds: ['supplier'] }
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }), (steps) => {
      const office = new Office(first)
      const registered = organisation.decide(
        { type: 'register', at, organisationId: 'org_1', ownerId: 'ann', details: first },
        organisation.initialState,
      )
      let state: Organisation = registered.ok
        ? fold(organisation.evolve, organisation.initialState, registered.value)
        : organisation.initialState
      for (const each of steps) {
        const decided = organisation.decide(commandOf(each), state)
        expect(decided.ok, each.do).toBe(office.run(each))
        if (decided.ok) state = fold(organisation.evolve, state, decided.value)
        expect(shownOf(state)).toEqual(shownOfOffice(office))
        stamps.add(office.stamp)
      }
    }),
    { numRuns: 200 },
  )
  expect(stamps.size).toBe(5)
})

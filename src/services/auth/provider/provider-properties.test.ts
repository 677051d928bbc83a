/** An organisation's provider and its members beside a porter's book: who may come in by which badge, and what was crossed out. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEvent } from '../../../infrastructure/store/aggregate.ts'
import { fold, type Decider, type DomainEvent } from '../../../kernel/decider.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import {
  identityProvider,
  isApproved,
  isInForce,
  type IdentityProviderCommand,
  type ProviderOutcome,
} from './identity-provider.ts'
import { providerLink, type ProviderLinkCommand } from './provider-link.ts'
import { identityProviderAggregate, providerLinkAggregate } from './provider-view.ts'

const at = '2027-03-01T08:00:00.000Z'
const until = '2027-03-01T08:10:00.000Z'
const by = 'usr_ann'

/** The state after each command; those that are refused change nothing. */
function statesAfter<State, Command, Event extends DomainEvent>(
  { decide, evolve, initialState }: Decider<State, Command, Event>,
  commands: readonly Command[],
): readonly (readonly [state: State, taken: boolean])[] {
  let state = initialState
  return commands.map((command) => {
    const decision = decide(command, state)
    if (decision.ok) state = fold(evolve, state, decision.value)
    return [state, decision.ok] as const
  })
}

type Deed = { readonly issuer: string; readonly domains: readonly string[] } | ProviderOutcome | boolean | 'remove'
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    issuer: fc.constantFrom('https://a.example', 'https://b.example'),
    domains: fc.subarray(['x.example', 'y.example'], { minLength: 1 }),
  }),
  fc.constantFrom<Deed>('approved', 'approved', 'refused', 'suspended', 'remove', true, false),
)

function commandOf(each: Deed): IdentityProviderCommand {
  if (typeof each === 'boolean') return { type: 'require', at, by, isRequired: each }
  if (each === 'remove') return { type: 'remove', at, by }
  if (typeof each === 'string') return { type: 'judge', at, staffId: 'stf_1', outcome: each, reason: 'Seen.' }
  const secret = { clientId: 'c', clientSecret: 'sealed' as Sealed, secretId: 'idp_1' }
  return { type: 'connect', at, by, organisationId: 'org_a', ...secret, ...each }
}

test('whoever is believed was seen by staff as they are, and what was believed before is over once it was stopped', () => {
  let believed = 0
  fc.assert(
    fc.property(fc.array(deed, { minLength: 5, maxLength: 25, size: 'max' }), (deeds) => {
      /** As it stood when staff last said yes. */
      let seen: { issuer: string; domains: readonly string[] } | undefined
      let isRequired = false
      const stopped = new Set<number>()
      let last = identityProvider.initialState
      for (const [index, [state, taken]] of statesAfter(identityProvider, deeds.map(commandOf)).entries()) {
        const done = deeds[index]!
        if (isApproved(last) && !isApproved(state)) stopped.add(last.generation)
        if (taken && done === 'approved' && isApproved(state)) seen = { issuer: state.issuer, domains: state.domains }
        if (taken && typeof done === 'boolean') isRequired = done
        if (taken && done === 'remove') isRequired = false
        if (isApproved(state)) {
          believed += 1
          expect(state.issuer).toBe(seen?.issuer)
          expect(seen?.domains).toEqual(expect.arrayContaining([...state.domains]))
          expect(stopped.has(state.generation)).toBe(false)
        }
        expect(isInForce(state)).toBe(isApproved(state) && isRequired)
        expect(state.generation).toBeGreaterThanOrEqual(last.generation)
        last = state
      }
    }),
    { numRuns: 300, seed: 7 },
  )
  expect(believed).toBeGreaterThan(300)
})

const badge = fc.constantFrom('s1', 's2')
const visit = fc.oneof(
  { weight: 2, arbitrary: fc.record({ link: badge, issuer: fc.constantFrom('a', 'b'), nonce: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ show: badge, nonce: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ leave: badge, nonce: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant('unlink' as const) },
)

test('a member comes in by the one badge that was written down, by each answer once, and until they leave or are crossed out', () => {
  let entered = 0
  fc.assert(
    fc.property(fc.array(visit, { minLength: 3, maxLength: 25, size: 'max' }), (visits) => {
      let written: { badge: string; issuer: string } | undefined
      let shown = new Set<number>()
      /** How often all who were inside had to go. */
      let emptied = 0
      const commands = visits.map((each): ProviderLinkCommand => {
        if (each === 'unlink') return { type: 'unlink', at, by }
        const answered = { nonce: `n${each.nonce}`, until }
        if ('leave' in each) return { type: 'sign-out', at, subject: each.leave, ...answered }
        if ('show' in each) return { type: 'sign-in', at, subject: each.show, ...answered }
        const whose = { organisationId: 'org_a', userId: by, issuer: each.issuer, subject: each.link }
        return { type: 'link', at, ...whose, ...answered }
      })
      for (const [index, [state, taken]] of statesAfter(providerLink, commands).entries()) {
        const each = visits[index]!
        if (each === 'unlink') {
          expect(taken).toBe(written !== undefined)
          if (taken) emptied += 1
          written = undefined
        } else if ('show' in each || 'leave' in each) {
          const shownBadge = 'show' in each ? each.show : each.leave
          expect(taken).toBe(written?.badge === shownBadge && !shown.has(each.nonce))
          if (taken && 'show' in each) entered += 1
          if (taken && 'leave' in each) emptied += 1
          if (taken) shown.add(each.nonce)
        } else {
          expect(taken).toBe(written?.issuer !== each.issuer)
          // Those who came by a badge of the other provider.
          if (written && taken) emptied += 1
          if (taken) [written, shown] = [{ badge: each.link, issuer: each.issuer }, new Set([each.nonce])]
        }
        expect(state.status === 'linked' ? state.subject : undefined).toBe(written?.badge)
        expect(state.generation).toBe(emptied)
      }
    }),
    { numRuns: 300, seed: 7 },
  )
  expect(entered).toBeGreaterThan(100)
})

/** As they were written on the first day; whatever comes after reads them. */
const recorded = {
  provider: [
    '{"at":"2027-03-01T08:00:00.000Z","by":"usr_ann","clientId":"exchange","clientSecret":"sealed:1:idp_1:x","domains":["dairy.example"],"issuer":"https://login.dairy.example","organisationId":"org_a","secretId":"idp_1","type":"identity-provider/connected"}',
    '{"at":"2027-03-01T08:00:00.000Z","outcome":"approved","reason":"Seen.","staffId":"stf_1","type":"identity-provider/judged"}',
    '{"at":"2027-03-01T08:00:00.000Z","by":"usr_ann","clientId":"other","clientSecret":"sealed:1:idp_2:x","domains":["dairy.example"],"issuer":"https://login.dairy.example","secretId":"idp_2","type":"identity-provider/changed"}',
    '{"at":"2027-03-01T08:00:00.000Z","by":"usr_ann","isRequired":true,"type":"identity-provider/requirement-changed"}',
  ],
  link: [
    '{"at":"2027-03-01T08:00:00.000Z","issuer":"https://login.dairy.example","nonce":"n1","organisationId":"org_a","subject":"s1","type":"provider-link/linked","until":"2027-03-01T08:10:00.000Z","userId":"usr_ann"}',
    '{"at":"2027-03-01T08:01:00.000Z","nonce":"n2","type":"provider-link/signed-in","until":"2027-03-01T08:11:00.000Z"}',
  ],
}

test('events of the first release are read as they were meant', () => {
  const read = <Event extends DomainEvent>(aggregate: Parameters<typeof readEvent<Event>>[0], bodies: string[]) =>
    bodies.map((body) => readEvent(aggregate, { type: JSON.parse(body).type as string, schemaVersion: 1, body }))
  const provider = read(identityProviderAggregate, recorded.provider)
  expect(fold(identityProvider.evolve, identityProvider.initialState, provider)).toEqual({
    status: 'approved',
    organisationId: 'org_a',
    issuer: 'https://login.dairy.example',
    clientId: 'other',
    clientSecret: 'sealed:1:idp_2:x',
    secretId: 'idp_2',
    domains: ['dairy.example'],
    generation: 1,
    isRequired: true,
    reason: 'Seen.',
  })
  const link = read(providerLinkAggregate, recorded.link)
  expect(fold(providerLink.evolve, providerLink.initialState, link)).toEqual({
    status: 'linked',
    organisationId: 'org_a',
    userId: 'usr_ann',
    issuer: 'https://login.dairy.example',
    subject: 's1',
    generation: 0,
    answered: [
      { nonce: 'n1', until: '2027-03-01T08:10:00.000Z' },
      { nonce: 'n2', until: '2027-03-01T08:11:00.000Z' },
    ],
  })
})

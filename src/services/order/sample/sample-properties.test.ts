/** A sample beside the stubs of its ticket: what was torn off so far spells a word, and only some words are stories. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import { sample, type Sample, type SampleCommand, type SampleLot, type SampleStatus } from './sample.ts'

type Step =
  | { readonly do: 'request'; readonly quantity: number; readonly measured: boolean; readonly supplier: string }
  | { readonly do: 'accept' }
  | { readonly do: 'decline' | 'withdraw'; readonly reason: string }
  | { readonly do: 'send'; readonly lot: SampleLot | undefined }
  | { readonly do: 'receive'; readonly verdict: 'fit' | 'unfit'; readonly notes: string | undefined }

const lot: SampleLot = { lotId: 'lot_1', siteId: 'sit_1', lotCode: 'L1' }
const request = fc.record({
  do: fc.constant('request' as const),
  quantity: fc.constantFrom(1, 50, 51, 25_000, 25_001),
  measured: fc.boolean(),
  supplier: fc.constantFrom('org_s', 'org_s', 'org_s', 'org_b'),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: request },
  { weight: 3, arbitrary: fc.constant({ do: 'accept' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('decline' as const, 'withdraw' as const),
      reason: fc.constantFrom('None left.', 'No need.'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('send' as const), lot: fc.constantFrom(undefined, lot) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      verdict: fc.constantFrom('fit' as const, 'unfit' as const),
      notes: fc.constantFrom(undefined, 'Melts well.'),
    }),
  },
)

/** Asked for; agreed to or not; called off by either side until it is on its way; sent once agreed to; judged once there. */
const stories = /^q(a?[dw]?|asr?)$/
const stubOf = { request: 'q', accept: 'a', decline: 'd', withdraw: 'w', send: 's', receive: 'r' } as const
const statusOf: Readonly<Record<string, SampleStatus>> = {
  q: 'requested',
  a: 'accepted',
  d: 'declined',
  w: 'withdrawn',
  s: 'sent',
  r: 'received',
}

class Ticket {
  word = ''
  readonly notes: Record<string, unknown> = {}

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  tear(each: Step, at: string): boolean {
    const word = this.word + stubOf[each.do]
    if (!stories.test(word)) return false
    if (each.do === 'request') {
      // To taste: fifty pieces, or twenty-five kilograms or litres.
      const isSmall = each.quantity <= (each.measured ? 25_000 : 50)
      if (!isSmall || each.supplier === 'org_b') return false
      this.notes['quantity'] = each.quantity
    }
    if (each.do === 'decline' || each.do === 'withdraw') this.notes['reason'] = each.reason
    if (each.do === 'send') this.notes['left'] = [at, each.lot]
    if (each.do === 'receive') this.notes['judged'] = [at, each.verdict, each.notes]
    this.word = word
    return true
  }
}

function commandOf(each: Step, at: string): SampleCommand {
  const who = { at, by: 'usr_1' }
  switch (each.do) {
    case 'request': {
      const { quantity, measured, supplier: supplierId } = each
      const goods = { productId: 'prd_1', sku: 'A', name: 'Butter', specVersion: 1, quantity, measured }
      const parties = { buyerId: 'org_b', supplierId, requestedBy: 'usr_1' }
      const address = { lines: ['Kade 9'], city: 'Urk', country: 'NL' }
      const where = { shipTo: { name: 'Laboratory', address }, purpose: 'Tasting.' }
      return { type: 'request', ...who, request: { ...parties, ...goods, ...where } }
    }
    case 'accept':
      return { type: 'accept', ...who }
    case 'decline':
    case 'withdraw':
      return { type: each.do, ...who, reason: each.reason }
    case 'send':
      return { type: 'send', ...who, carrier: { name: 'Post', reference: 'RR1' }, ...(each.lot && { lot: each.lot }) }
    case 'receive':
      return { type: 'receive', ...who, verdict: each.verdict, ...(each.notes && { notes: each.notes }) }
  }
}

/** What both show of it. */
const shownOf = (state: Sample): unknown =>
  state.status === 'absent'
    ? undefined
    : {
        status: state.status,
        quantity: state.quantity,
        reason: state.reason,
        left: state.dispatch && [state.dispatch.at, state.dispatch.lot],
        judged: state.evaluation && [state.evaluation.at, state.evaluation.verdict, state.evaluation.notes],
      }
const shownOfTicket = ({ word, notes }: Ticket): unknown =>
  word === ''
    ? undefined
    : {
        status: statusOf[word.at(-1)!],
        quantity: notes['quantity'],
        reason: notes['reason'],
        left: notes['left'],
        judged: notes['judged'],
      }

test('whatever the two sides do in whatever order: a sample stands where the stubs of its ticket say', () => {
  const words = new Set<string>()
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }), (steps) => {
      const ticket = new Ticket()
      let state: Sample = sample.initialState
      for (const [minute, each] of steps.entries()) {
        const at = `2027-03-01T08:${String(minute).padStart(2, '0')}:00.000Z`
        const decided = sample.decide(commandOf(each, at), state)
        expect(decided.ok, `${each.do} after "${ticket.word}"`).toBe(ticket.tear(each, at))
        if (decided.ok) state = fold(sample.evolve, state, decided.value)
        expect(shownOf(state)).toEqual(shownOfTicket(ticket))
        words.add(ticket.word)
      }
    }),
    { numRuns: 200 },
  )
  expect([...words].toSorted()).toEqual(['', 'q', 'qa', 'qad', 'qas', 'qasr', 'qaw', 'qd', 'qw'])
})

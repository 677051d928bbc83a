/** Approvals of an award beside a form with a box for each step: who may sign which, and whom the form is torn up by. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Role } from '../../../kernel/caller.ts'
import { currency } from '../../../kernel/currency.ts'
import { fold } from '../../../kernel/decider.ts'
import type { LocalDate } from '../../../kernel/time.ts'
import { approvalRight } from '../../organisation/organisation/approval-rules.ts'
import { award, nextStep, type ApprovalStep, type Award, type AwardCommand, type AwardContent } from './award.ts'

const roles: Readonly<Record<string, Role>> = {
  ann: 'buyer',
  bob: 'approver',
  cid: 'approver',
  dan: 'admin',
  eve: 'viewer',
  fay: 'quality',
}
const today = 10

/** Of one person to another, both days included. */
type Lent = { readonly from: string; readonly to: string; readonly days: readonly [number, number] }
/** `makers`: of the key by which it was proposed; of none where a person did. */
type Form = {
  readonly proposer: string
  readonly makers: readonly string[]
  readonly boxes: readonly string[]
  readonly lent: readonly Lent[]
}
type Step = { readonly do: 'approve' | 'reject' | 'order'; readonly by: string }

const form: fc.Arbitrary<Form> = fc.record({
  proposer: fc.constantFrom('ann', 'bob', 'dan'),
  makers: fc.constantFrom<readonly string[]>([], [], [], ['dan'], ['bob', 'dan']),
  boxes: fc.array(fc.constantFrom('an approver', 'an approver', 'a buyer', 'bob', 'fay', 'gus'), { maxLength: 3 }),
  lent: fc.array(
    fc.record({
      from: fc.constantFrom('bob', 'bob', 'cid', 'fay'),
      to: fc.constantFrom('eve', 'eve', 'fay', 'gus'),
      days: fc.constantFrom<Lent['days']>([9, 10], [10, 12], [8, 11], [11, 12], [1, 9]),
    }),
    { maxLength: 4 },
  ),
})
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    do: fc.constantFrom(
      'approve' as const,
      'approve' as const,
      'approve' as const,
      'order' as const,
      'reject' as const,
    ),
    by: fc.constantFrom('ann', 'bob', 'bob', 'cid', 'dan', 'eve', 'eve', 'fay', 'gus'),
  }),
  { minLength: 2, maxLength: 10, size: 'max' },
)

const isBoss = (who: string): boolean => roles[who] === 'admin' || roles[who] === 'owner'

/** Whether somebody's name may stand in a box by itself. */
function mayFill(box: string, who: string, isOut: (who: string) => boolean): boolean {
  if (roles[who] === undefined) return false
  if (box === 'an approver') return isBoss(who) || roles[who] === 'approver'
  if (box === 'a buyer') return isBoss(who) || roles[who] === 'buyer'
  // Who cannot sign has the box signed by an approver.
  const isAway = roles[box] === undefined || isOut(box)
  return isAway ? mayFill('an approver', who, isOut) : who === box
}

const proposerOf = ({ proposer, makers }: Form): string => (makers.length > 0 ? 'key_1' : proposer)
const requestersOf = ({ proposer, makers }: Form): readonly string[] => (makers.length > 0 ? makers : [proposer])

class Paper {
  readonly form: Form
  readonly names = new Set<string>()
  signed = 0
  isTorn = false
  isOrdered = false

  constructor(given: Form) {
    this.form = given
    for (const name of requestersOf(given)) this.names.add(name)
  }

  private maySign(who: string): string | undefined {
    const box = this.form.boxes[this.signed]
    if (box === undefined || this.names.has(who) || roles[who] === undefined) return undefined
    const isOut = (each: string): boolean => this.names.has(each)
    if (mayFill(box, who, isOut)) return who
    return this.form.lent.find(
      ({ from, to, days: [first, last] }) =>
        to === who && first <= today && today <= last && !isOut(from) && mayFill(box, from, isOut),
    )?.from
  }

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run({ do: what, by }: Step): boolean {
    if (this.isTorn || this.isOrdered) return false
    switch (what) {
      case 'approve': {
        const name = this.maySign(by)
        if (name === undefined) return false
        this.names.add(by).add(name)
        this.signed += 1
        return true
      }
      case 'order':
        return this.signed === this.form.boxes.length && (this.isOrdered = true)
      case 'reject':
        return (by === proposerOf(this.form) || this.maySign(by) !== undefined) && (this.isTorn = true)
    }
  }
}

const at = '2026-08-10T09:00:00.000Z'
const total = { amount: 1_000, currency: currency('EUR') }
const dayOf = (day: number) => `2026-08-${String(day).padStart(2, '0')}` as LocalDate
const stepOf = (box: string): ApprovalStep => {
  if (box === 'an approver') return { kind: 'role', role: 'approver' }
  return box === 'a buyer' ? { kind: 'role', role: 'buyer' } : { kind: 'user', userId: box }
}
const contentOf = ({ boxes }: Form): AwardContent => ({
  rfqId: 'rfq_1',
  buyerId: 'org_b',
  lines: [],
  quotes: [],
  total,
  judged: total,
  rates: { to: currency('EUR'), rates: [] },
  chain: boxes.map(stepOf),
  final: false,
})

/** With the right that the organisation's rules give, as the use case asks for it. */
function commandOf({ do: what, by }: Step, state: Award, given: Form): AwardCommand {
  if (what === 'order' || state.status === 'absent') return { type: 'order', at, orders: [] }
  const step = nextStep(state)
  const right =
    step &&
    approvalRight({
      delegations: given.lent.map(({ from, to, days: [first, last] }) => ({
        fromUserId: from,
        toUserId: to,
        from: dayOf(first),
        until: dayOf(last),
      })),
      step,
      userId: by,
      requesterIds: requestersOf(given),
      approvedBy: state.approvals.flatMap((each) => [
        each.by,
        ...(each.inSteadOf === undefined ? [] : [each.inSteadOf]),
      ]),
      members: roles,
      on: dayOf(today),
    })
  const entitled = right !== undefined
  if (what === 'reject') return { type: 'reject', at, by, entitled, reason: 'No.' }
  return { type: 'approve', at, by, entitled, ...right }
}

test('whoever signs in whatever order: an award is ordered when its form is full, and nobody’s name stands there twice', () => {
  let ordered = 0
  fc.assert(
    fc.property(form, steps, (given, made) => {
      const paper = new Paper(given)
      const proposed = award.decide(
        { type: 'propose', at, by: proposerOf(given), content: contentOf(given) },
        award.initialState,
      )
      let state = proposed.ok ? fold(award.evolve, award.initialState, proposed.value) : award.initialState
      for (const each of made) {
        const decided = award.decide(commandOf(each, state, given), state)
        const isOwn = each.do === 'approve' && each.by === proposerOf(given) && state.status === 'pending-approval'
        expect(decided.ok, each.do).toBe(paper.run(each))
        if (isOwn) expect(decided).toMatchObject({ rejection: { code: 'award/self-approval' } })
        if (decided.ok) state = fold(award.evolve, state, decided.value)
        if (state.status === 'absent') throw new Error('It was proposed.')
        const status = paper.isTorn ? 'rejected' : paper.isOrdered ? 'approved' : 'pending-approval'
        expect([state.status, state.approvals.length]).toEqual([status, paper.signed])
      }
      if (paper.isOrdered) ordered += 1
    }),
    { numRuns: 400 },
  )
  expect(ordered).toBeGreaterThan(10)
})

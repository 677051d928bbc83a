/** A second factor beside a porter with a notebook: which codes were said before, how many wrong ones in a row, which slips are left. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import { secondFactor, type SecondFactor, type SecondFactorCommand } from './second-factor.ts'

type Step =
  | { readonly do: 'offer'; readonly secret: string }
  | { readonly do: 'confirm'; readonly code: number | null; readonly slips: readonly string[] }
  | { readonly do: 'answer'; readonly code: number | null }
  | { readonly do: 'recover'; readonly slip: string }
  | { readonly do: 'renew'; readonly slips: readonly string[] }
  | { readonly do: 'forgive' }
  | { readonly do: 'remove' }
  /** Somebody who guesses, so many times in a row. */
  | { readonly do: 'guess'; readonly times: number }

const code = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 30 }) }, fc.constant(null))
const slips = fc.constantFrom(['one', 'two'], ['two', 'three'])
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('offer' as const), secret: fc.constantFrom('s1', 's2') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('confirm' as const), code, slips }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), code }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('recover' as const), slip: fc.constantFrom('one', 'two', 'three') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const), slips }) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'forgive' as const }, { do: 'remove' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('guess' as const), times: fc.constantFrom(3, 9, 10, 11) }) },
)
const steps = fc
  .tuple(fc.boolean(), fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }))
  .map(([isUsual, made]): readonly Step[] =>
    isUsual ? [{ do: 'offer', secret: 's1' }, { do: 'confirm', code: 3, slips: ['one', 'two'] }, ...made] : made,
  )

type Said = 'refused' | 'nothing' | 'right' | 'wrong' | 'done'

class Porter {
  secret: string | undefined
  isActive = false
  /** All codes that were taken. */
  said: number[] = []
  slips = new Set<string>()
  wrong = 0

  /** What becomes of it; where it is refused, everything stays as it was. */
  run(each: Exclude<Step, { do: 'guess' }>): Said {
    if (each.do === 'forgive') {
      const had = this.wrong
      this.wrong = 0
      return had > 0 ? 'done' : 'nothing'
    }
    if (each.do === 'offer') {
      if (this.isActive) return 'refused'
      this.secret = each.secret
      return 'done'
    }
    if (each.do === 'confirm') {
      if (this.secret === undefined || this.isActive || each.code === null) return 'refused'
      this.isActive = true
      this.said = [each.code]
      this.slips = new Set(each.slips)
      return 'done'
    }
    if (!this.isActive) return 'refused'
    switch (each.do) {
      case 'answer': {
        if (this.wrong >= 10) return 'refused'
        const { code: given } = each
        const isNew = given !== null && this.said.every((before) => before < given)
        if (isNew) this.said.push(given)
        return this.judge(isNew)
      }
      case 'recover':
        return this.judge(this.slips.delete(each.slip))
      case 'renew':
        this.slips = new Set(each.slips)
        return 'done'
      case 'remove':
        Object.assign(this, { secret: undefined, isActive: false, said: [], slips: new Set(), wrong: 0 })
        return 'done'
    }
  }

  shown(): unknown {
    if (this.secret === undefined) return { status: 'none' }
    if (!this.isActive) return { status: 'offered', secret: this.secret }
    const { secret, wrong: failures } = this
    return { status: 'active', secret, lastStep: Math.max(...this.said), slips: [...this.slips].toSorted(), failures }
  }

  private judge(isRight: boolean): Said {
    this.wrong = isRight ? 0 : this.wrong + 1
    return isRight ? 'right' : 'wrong'
  }
}

function commandOf(each: Exclude<Step, { do: 'guess' }>): SecondFactorCommand {
  const at = '2027-03-01T08:00:00.000Z'
  switch (each.do) {
    case 'offer':
      return { type: 'offer', at, secret: each.secret as Sealed }
    case 'confirm':
      return { type: 'confirm', at, step: each.code, recoveryDigests: each.slips }
    case 'answer':
      return { type: 'answer', at, step: each.code }
    case 'recover':
      return { type: 'recover', at, digest: each.slip }
    case 'renew':
      return { type: 'renew-recovery-codes', at, recoveryDigests: each.slips }
    case 'forgive':
      return { type: 'forgive', at }
    case 'remove':
      return { type: 'remove', at, by: 'usr_1' }
  }
}

function saidOf(decided: ReturnType<typeof secondFactor.decide>): Said {
  if (!decided.ok) return 'refused'
  const [event] = decided.value
  if (event === undefined) return 'nothing'
  if (event.type === 'second-factor/failed') return 'wrong'
  return event.type === 'second-factor/passed' || event.type === 'second-factor/recovered' ? 'right' : 'done'
}

const shownOf = (state: SecondFactor): unknown => {
  if (state.status !== 'active') return state
  const { status, secret, lastStep, recoveryDigests, failures } = state
  return { status, secret, lastStep, slips: recoveryDigests.toSorted(), failures }
}

test('whoever says which code when: each opens once, ten wrong ones in a row open nothing more, and a slip always does', () => {
  const outcomes = new Set<string>()
  fc.assert(
    fc.property(steps, (made) => {
      const porter = new Porter()
      let state: SecondFactor = secondFactor.initialState
      for (const each of made.flatMap((one) =>
        one.do === 'guess' ? Array.from({ length: one.times }, () => ({ do: 'answer' as const, code: null })) : [one],
      )) {
        const decided = secondFactor.decide(commandOf(each), state)
        const said = porter.run(each)
        expect(saidOf(decided), each.do).toBe(said)
        if (decided.ok) state = fold(secondFactor.evolve, state, decided.value)
        expect(shownOf(state)).toEqual(porter.shown())
        outcomes.add(`${each.do} ${porter.wrong >= 10 ? 'after ten: ' : ''}${said}`)
      }
    }),
    { numRuns: 150 },
  )
  for (const seen of ['answer right', 'answer wrong', 'answer after ten: refused', 'recover right', 'forgive done'])
    expect(outcomes).toContain(seen)
})

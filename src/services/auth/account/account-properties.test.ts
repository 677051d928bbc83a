/** An account beside a card in a card file: what stands on it, what was crossed out, and whether the card is still there. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import { account, type Account, type AccountCommand } from './account.ts'

const addresses = ['a', 'b', 'c'] as const
/** What its person does with it. */
type Own =
  | { readonly do: 'ask'; readonly address: string }
  | { readonly do: 'profile'; readonly name: string | undefined; readonly locale: string | undefined }
  | { readonly do: 'password'; readonly hash: string }
  | { readonly do: 'verify' | 'change' | 'undo' | 'end-sessions' }
type Move =
  | Own
  | { readonly do: 'register'; readonly address: string }
  | { readonly do: 'decline' }
  | { readonly do: 'disable' }
  | { readonly do: 'enable' }
  | { readonly do: 'erase' }
type Step = Move & { readonly days: number }

const address = fc.constantFrom(...addresses)
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('register' as const), address }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('ask' as const), address }) },
  { weight: 6, arbitrary: fc.constant({ do: 'change' as const }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('undo' as const, 'undo' as const, 'verify' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('profile' as const),
      name: fc.constantFrom(undefined, 'Ann', 'Anna'),
      locale: fc.constantFrom(undefined, 'en', 'nl'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('password' as const), hash: fc.constantFrom('p', 'q') }) },
  { weight: 2, arbitrary: fc.constantFrom({ do: 'enable' as const }, { do: 'end-sessions' as const }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ do: 'disable' as const }, { do: 'erase' as const }, { do: 'decline' as const }),
  },
)
/** Most begin with somebody who registers. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.nat(4),
    fc.array(fc.tuple(move, fc.oneof(fc.nat(3), fc.constantFrom(6, 7))), { minLength: 5, maxLength: 25, size: 'max' }),
  )
  .map(([odd, made]) => {
    const drawn = made.map(([each, days]) => ({ ...each, days }))
    return odd === 0 ? drawn : [{ do: 'register', address: 'a', days: 0 }, ...drawn]
  })

const isoAt = (day: number): string => new Date(Date.UTC(2026, 7, 1 + day)).toISOString()

type Line = { readonly address: string; readonly isProven: boolean }

class Card {
  status: 'absent' | 'declined' | 'active' | 'disabled' | 'erased' = 'absent'
  name = 'Ann'
  locale = 'en'
  hash = 'p'
  /** How often somebody who was signed in had to sign in again. */
  credentials = 1
  /** The last line counts; the one above it may come back for a week. */
  lines: Line[] = []
  asked: string | undefined
  changedOn: number | undefined
  readonly all = new Set<string>()

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Move, today: number): boolean {
    if (each.do === 'register' || each.do === 'decline') {
      if (this.status !== 'absent') return false
      this.status = each.do === 'decline' ? 'declined' : 'active'
      if (each.do === 'decline') return true
      this.lines.push({ address: each.address, isProven: false })
      this.all.add(each.address)
      return true
    }
    if (this.status === 'absent' || this.status === 'declined') return false
    if (each.do === 'erase') {
      // Whoever is erased stays so, however often it is asked for.
      this.status = 'erased'
      return true
    }
    if (this.status === 'erased') return false
    if (each.do === 'enable' || each.do === 'disable') {
      this.status = each.do === 'enable' ? 'active' : 'disabled'
      return true
    }
    return this.status === 'active' && this.write(each, today)
  }

  private write(each: Own, today: number): boolean {
    const mayUndo = this.changedOn !== undefined && today - this.changedOn < 7
    const present = this.lines.at(-1)!
    switch (each.do) {
      case 'verify':
        this.lines[this.lines.length - 1] = { ...present, isProven: true }
        return true
      case 'profile':
        this.name = each.name ?? this.name
        this.locale = each.locale ?? this.locale
        return true
      case 'password':
        this.hash = each.hash
        this.credentials += 1
        return true
      case 'end-sessions':
        this.credentials += 1
        return true
      case 'ask':
        if (each.address === present.address || mayUndo) return false
        this.asked = each.address
        this.all.add(each.address)
        return true
      case 'change':
        if (this.asked === undefined || mayUndo) return false
        this.lines.push({ address: this.asked, isProven: true })
        this.asked = undefined
        this.changedOn = today
        return true
      case 'undo':
        if (!mayUndo) return false
        this.lines.pop()
        this.changedOn = undefined
        return true
    }
  }

  shown(): unknown {
    if (this.status !== 'active' && this.status !== 'disabled') return [this.status]
    const { address: email, isProven } = this.lines.at(-1)!
    return [this.status, email, isProven, this.name, this.locale, this.hash, this.credentials]
  }
}

const addressOf = (text: string) => ({ email: `sealed ${text}` as Sealed, emailDigest: text })

function commandOf(each: Move, day: number): AccountCommand {
  const at = isoAt(day)
  const staff = { by: 'stf_1', reason: 'Asked for.' }
  switch (each.do) {
    case 'register': {
      const profile = { name: 'Ann' as Sealed, locale: 'en', passwordHash: 'p' as Sealed }
      return { type: 'register', at, accountId: 'usr_1', ...addressOf(each.address), ...profile }
    }
    case 'ask':
      return { type: 'ask-for-email', at, ...addressOf(each.address) }
    case 'profile': {
      const { name, locale } = each
      return { type: 'change-profile', at, ...(name && { name: name as Sealed }), ...(locale && { locale }) }
    }
    case 'password':
      return { type: 'change-password', at, passwordHash: each.hash as Sealed }
    case 'disable':
    case 'erase':
      return { type: each.do, at, ...staff }
    case 'enable':
      return { type: 'enable', at, by: 'stf_1' }
    case 'decline':
    case 'end-sessions':
      return { type: each.do, at }
    case 'verify':
      return { type: 'verify-email', at }
    case 'change':
      return { type: 'change-email', at }
    case 'undo':
      return { type: 'undo-email-change', at }
  }
}

function shownOf(state: Account): unknown {
  if (state.status !== 'active' && state.status !== 'disabled') return [state.status]
  const { status, emailDigest, emailVerified, name, locale, passwordHash, credentials } = state
  expect(state.email).toBe(`sealed ${emailDigest}`)
  return [status, emailDigest, emailVerified, name, locale, passwordHash, credentials]
}

test('whatever a person and the platform do with an account when: it says what the card says, and is erased under every address', () => {
  let [erased, undone] = [0, 0]
  fc.assert(
    fc.property(steps, (made) => {
      const card = new Card()
      let [state, today]: [Account, number] = [account.initialState, 0]
      for (const each of made) {
        today += each.days
        const decided = account.decide(commandOf(each, today), state)
        const isDone = card.run(each, today)
        expect(decided.ok, each.do).toBe(isDone)
        if (decided.ok) state = fold(account.evolve, state, decided.value)
        if (each.do === 'undo' && isDone) undone += 1
        expect(shownOf(state)).toEqual(card.shown())
        const last = decided.ok ? decided.value[0] : undefined
        if (last?.type !== 'account/erased') continue
        erased += 1
        const under = [last.emailDigest, ...(last.former ?? []).map(({ emailDigest }) => emailDigest)]
        expect(new Set(under)).toEqual(card.all)
      }
    }),
    { numRuns: 300 },
  )
  expect(Math.min(erased, undone)).toBeGreaterThan(8)
})

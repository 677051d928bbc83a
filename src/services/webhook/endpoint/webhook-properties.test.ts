/** An endpoint beside a bell on a wall: rung or muffled, taken down for good, and a list of who may ring it until when. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import type { Webhook, WebhookCommand } from './webhook-state.ts'
import { secretsMax, signingSecrets, webhook } from './webhook.ts'

type Said = { readonly url: string; readonly description: string; readonly types: readonly string[] | null }
type Move =
  | { readonly do: 'register' | 'change'; readonly said: Said }
  | { readonly do: 'rotate'; readonly overlap: number }
  | { readonly do: 'enable' }
  | { readonly do: 'disable' }
  | { readonly do: 'remove' }
  | { readonly do: 'give-up'; readonly reason: 'gone' | 'failing' }
type Step = Move & { readonly hours: number }

const said = fc.record({
  url: fc.constantFrom('https://a.example/', 'https://b.example/'),
  description: fc.constantFrom('', 'ERP'),
  types: fc.constantFrom<Said['types']>(null, [], ['order.sent'], ['order.sent', 'order.confirmed']),
})
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('register' as const, 'change' as const), said }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change' as const), said }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('rotate' as const), overlap: fc.nat(60) }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom({ do: 'enable' as const }, { do: 'enable' as const }, { do: 'disable' as const }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('give-up' as const),
      reason: fc.constantFrom('gone' as const, 'failing' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'remove' as const }) },
)
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(move, fc.nat(40)).map(([each, hours]) => ({ ...each, hours })),
  { minLength: 5, maxLength: 25, size: 'max' },
)

const isoAt = (hour: number): string => new Date(Date.UTC(2027, 2, 1, hour)).toISOString()

class Bell {
  said: Said | undefined
  /** Why it is muffled. */
  muffled: string | undefined
  isDown = false
  /** Who rings it until when, the newest first, without any bound. */
  readonly ringers: { readonly name: string; until: number }[] = []

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Move, now: number): boolean {
    if (each.do === 'register') {
      if (this.said) return false
      this.said = each.said
      this.ringers.push({ name: '0', until: Infinity })
      return true
    }
    if (!this.said || this.isDown) return false
    switch (each.do) {
      case 'change':
        this.said = each.said
        return true
      case 'rotate':
        for (const one of this.ringers) one.until = Math.min(one.until, now + each.overlap)
        this.ringers.unshift({ name: String(this.ringers.length), until: Infinity })
        return true
      case 'enable': {
        const was = this.muffled !== undefined
        this.muffled = undefined
        return was
      }
      case 'disable':
      case 'give-up':
        if (this.muffled !== undefined) return false
        this.muffled = each.do === 'disable' ? 'by-member' : each.reason
        return true
      case 'remove':
        return (this.isDown = true)
    }
  }

  /** Three at most: more make each message longer. */
  ringing = (hour: number): readonly string[] =>
    this.isDown ? [] : this.ringers.flatMap(({ name, until }) => (until > hour ? [name] : [])).slice(0, 3)

  status = (): string => {
    if (!this.said) return 'absent'
    if (this.isDown) return 'removed'
    return this.muffled === undefined ? 'active' : 'disabled'
  }
}

function commandOf(each: Move, now: number, { ringers }: Bell): WebhookCommand {
  const at = isoAt(now)
  const by = 'usr_ann'
  const secret = { sealed: String(ringers.length) as Sealed, from: at, until: null }
  switch (each.do) {
    case 'register':
      return { type: 'register', at, by, organisationId: 'org_a', ...each.said, secret }
    case 'change':
      return { type: 'change', at, by, ...each.said }
    case 'rotate':
      return { type: 'rotate-secret', at, by, secret, overlapUntil: isoAt(now + each.overlap) }
    case 'give-up':
      return { type: 'give-up', at, reason: each.reason }
    case 'enable':
    case 'disable':
    case 'remove':
      return { type: each.do, at, by }
  }
}

const later = [0, 1, 20, 59, 61]

/** What both show of it. */
function shownOf(state: Webhook, now: number): unknown {
  if (state.status === 'absent') return ['absent']
  const { status, url, description, types } = state
  const signing = later.map((more) => signingSecrets(state, isoAt(now + more)).map(({ sealed }) => sealed))
  return [status, { url, description, types }, state.status === 'disabled' ? state.reason : undefined, signing]
}
function shownOfBell(bell: Bell, now: number): unknown {
  if (!bell.said) return ['absent']
  const reason = bell.isDown ? undefined : bell.muffled
  return [bell.status(), bell.said, reason, later.map((more) => bell.ringing(now + more))]
}

test('whatever its members and its failures do to it: an endpoint says what the bell on the wall says', () => {
  const signing = new Set<number>()
  const statuses = new Set<string>()
  fc.assert(
    fc.property(steps, (made) => {
      const bell = new Bell()
      let [state, now]: [Webhook, number] = [webhook.initialState, 0]
      for (const each of made) {
        now += each.hours
        const decided = webhook.decide(commandOf(each, now, bell), state)
        const before = shownOfBell(bell, now)
        expect(decided.ok, each.do).toBe(bell.run(each, now))
        // What changes nothing is nothing to be told.
        if (decided.ok && each.do === 'change')
          expect(decided.value.length === 0).toBe(JSON.stringify(before) === JSON.stringify(shownOfBell(bell, now)))
        if (decided.ok) state = fold(webhook.evolve, state, decided.value)
        expect(shownOf(state, now)).toEqual(shownOfBell(bell, now))
        signing.add(bell.ringing(now).length)
        statuses.add(state.status)
      }
    }),
    { numRuns: 200 },
  )
  expect([signing.size, statuses.size]).toEqual([secretsMax + 1, 4])
})

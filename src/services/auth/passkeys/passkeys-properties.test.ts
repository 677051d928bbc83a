/** Passkeys beside a ring of keys, each with a counter on its bow, and a roll of numbered tickets torn off one by one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { Sealed } from '../../../kernel/sealed.ts'
import { passkeys, passkeysMax, type Passkeys, type PasskeysCommand } from './passkeys.ts'

/** Minutes that a challenge may be answered for. */
const life = 5
type Move =
  | { readonly do: 'add'; readonly device: number; readonly ago: number }
  | { readonly do: 'use'; readonly nth: number; readonly counter: number; readonly ago: number }
  | { readonly do: 'remove'; readonly nth: number }
  | { readonly do: 'remove-since'; readonly minutes: number }
type Step = Move & { readonly minutes: number }

/** The challenge of how many steps before: none of the last is another's, but one may be answered twice. */
const ago = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 3 }))
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('add' as const), device: fc.nat(12), ago }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('use' as const),
      nth: fc.nat(4),
      counter: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6 })),
      ago,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), nth: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove-since' as const), minutes: fc.nat(20) }) },
)
/** Some begin with somebody who adds one device after the other. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.constantFrom(0, 0, 9, 12),
    fc.array(fc.tuple(move, fc.nat(3)), { minLength: 5, maxLength: 25, size: 'max' }),
  )
  .map(([devices, made]) => [
    ...Array.from({ length: devices }, (_, device): Step => ({ do: 'add', device, ago: 0, minutes: 1 })),
    ...made.map(([each, minutes]) => ({ ...each, minutes })),
  ])

const isoAt = (minute: number): string => new Date(Date.UTC(2026, 7, 1, 8, minute)).toISOString()

type Key = { readonly device: number; readonly added: number; counts: readonly number[]; usedOn: string | null }

class Ring {
  keys: Key[] = []
  /** All tickets that were ever torn off. */
  readonly torn = new Set<number>()

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Move, now: number, ticket: number): boolean {
    switch (each.do) {
      case 'add':
        if (this.torn.has(ticket) || this.keys.length === 10) return false
        if (this.keys.some(({ device }) => device === each.device)) return false
        this.keys.push({ device: each.device, added: now, counts: [0], usedOn: null })
        this.torn.add(ticket)
        return true
      case 'use': {
        const key = this.keys[each.nth]
        if (!key || this.torn.has(ticket)) return false
        // A device that does not count says 0 for ever; one that counts never says what it said before, or less.
        const isSilent = each.counter === 0 && key.counts.every((count) => count === 0)
        if (!isSilent && key.counts.some((count) => count >= each.counter)) return false
        key.counts = [...key.counts, each.counter]
        key.usedOn = isoAt(now).slice(0, 10)
        this.torn.add(ticket)
        return true
      }
      case 'remove': {
        const there = this.keys[each.nth] !== undefined
        this.keys = this.keys.filter((_, nth) => nth !== each.nth)
        return there
      }
      case 'remove-since':
        this.keys = this.keys.filter(({ added }) => added < now - each.minutes)
        return true
    }
  }
}

function commandOf(each: Move, now: number, ticket: number, asked: number, { keys }: Passkeys): PasskeysCommand {
  const at = isoAt(now)
  const answered = { challenge: `ticket ${ticket}`, until: isoAt(asked + life) }
  switch (each.do) {
    case 'add': {
      const credential = { credentialId: `device ${each.device}`, publicKey: 'k', counter: 0 }
      const device = { transports: [], isSynced: false, name: 'Key' as Sealed }
      return { type: 'add', at, ...answered, key: { id: `psk_${ticket}_${now}`, ...credential, ...device } }
    }
    case 'use':
      return { type: 'use', at, ...answered, id: keys[each.nth]?.id ?? 'none', counter: each.counter }
    case 'remove':
      return { type: 'remove', at, id: keys[each.nth]?.id ?? 'none' }
    case 'remove-since':
      return { type: 'remove-since', at, since: isoAt(now - each.minutes) }
  }
}

test('whatever is added, used and removed: ten keys, each once, none that was copied, and no challenge is answered twice', () => {
  let [most, copies] = [0, 0]
  fc.assert(
    fc.property(steps, (made) => {
      const ring = new Ring()
      let [state, now]: [Passkeys, number] = [passkeys.initialState, 0]
      const askedAt: number[] = []
      for (const [index, each] of made.entries()) {
        now += each.minutes
        askedAt.push(now)
        const ticket = Math.max(0, index - ('ago' in each ? each.ago : 0))
        // What is over by itself is refused before anybody asks the keys.
        if (now >= askedAt[ticket]! + life) continue
        const decided = passkeys.decide(commandOf(each, now, ticket, askedAt[ticket]!, state), state)
        const isTorn = ring.torn.has(ticket)
        const isDone = ring.run(each, now, ticket)
        expect(decided.ok, each.do).toBe(isDone)
        if (decided.ok) state = fold(passkeys.evolve, state, decided.value)
        expect(state.keys.map((key) => [key.credentialId, key.addedAt, key.counter, key.lastUsedOn])).toEqual(
          ring.keys.map((key) => [`device ${key.device}`, isoAt(key.added), Math.max(...key.counts), key.usedOn]),
        )
        most = Math.max(most, state.keys.length)
        if (each.do === 'use' && !isDone && !isTorn && ring.keys[each.nth]) copies += 1
      }
    }),
    { numRuns: 200 },
  )
  expect(most).toBe(passkeysMax)
  expect(copies).toBeGreaterThan(50)
})

test('whoever adds and removes without end waits, so that no more challenges are remembered than fifty', () => {
  let state: Passkeys = passkeys.initialState
  let taken = 0
  for (let nth = 0; nth < 60; nth += 1) {
    for (const move of [
      { do: 'add', device: 1, ago: 0 },
      { do: 'remove', nth: 0 },
    ] as const) {
      const decided = passkeys.decide(commandOf(move, 0, nth, 0, state), state)
      if (decided.ok) state = fold(passkeys.evolve, state, decided.value)
      if (decided.ok && move.do === 'add') taken += 1
    }
  }
  expect([taken, state.used.length]).toEqual([50, 50])
  const later = passkeys.decide(commandOf({ do: 'add', device: 1, ago: 0 }, life, 99, life, state), state)
  expect(later.ok).toBe(true)
})

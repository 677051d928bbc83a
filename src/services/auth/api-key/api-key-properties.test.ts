/** An API key beside a caretaker's board: each secret with the hour at which it stops opening the door. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import { apiKey, secretOf, type ApiKey, type ApiKeyCommand } from './api-key.ts'

type Move =
  | { readonly do: 'issue'; readonly life: number }
  | { readonly do: 'use' }
  | { readonly do: 'rotate'; readonly life: number; readonly overlap: number }
  | { readonly do: 'revoke' }
type Step = Move & { readonly hours: number }

const life = fc.integer({ min: 1, max: 120 })
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('issue' as const), life }) },
  { weight: 4, arbitrary: fc.constant({ do: 'use' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('rotate' as const), life, overlap: fc.integer({ min: 0, max: 60 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'revoke' as const }) },
)
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(life, fc.array(fc.tuple(move, fc.nat(30)), { minLength: 3, maxLength: 15, size: 'max' }))
  .map(([first, made]) => [
    { do: 'issue', life: first, hours: 0 },
    ...made.map(([each, hours]) => ({ ...each, hours })),
  ])

const isoAt = (hour: number): string => new Date(Date.UTC(2026, 7, 1, hour)).toISOString()
const dayOf = (hour: number): string => isoAt(hour).slice(0, 10)

/** Three take turns, and the third does it twice: whoever made a secret may make another one. */
const makerOf = (secret: number): string => `usr_${[0, 1, 2, 2][secret % 4]}`

class Board {
  /** The hour from which each secret opens nothing, and who made it. */
  readonly secrets: { until: number; readonly by: string }[] = []
  isTaken = false
  lastUsedOn: string | null = null

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Move, now: number): boolean {
    const newest = this.secrets.at(-1)
    if (each.do === 'issue') {
      if (newest) return false
      this.secrets.push({ until: now + each.life, by: makerOf(0) })
      return true
    }
    if (!newest) return false
    if (each.do === 'revoke') {
      this.isTaken = true
      this.endBy(now)
      return true
    }
    if (this.isTaken || now >= newest.until) return false
    if (each.do === 'use') {
      this.lastUsedOn = dayOf(now)
      return true
    }
    // Two at most: whoever had the one before the last has had time. Nothing outlives what it was given, nor its key.
    for (const older of this.secrets.slice(0, -1)) older.until = Math.min(older.until, now)
    newest.until = Math.min(newest.until, now + each.overlap, now + each.life)
    this.secrets.push({ until: now + each.life, by: makerOf(this.secrets.length) })
    return true
  }

  private endBy(now: number): void {
    for (const each of this.secrets) each.until = Math.min(each.until, now)
  }
}

function commandOf(each: Move, now: number, secrets: number): ApiKeyCommand {
  const at = isoAt(now)
  const made = { digest: `secret ${secrets}`, issuedBy: makerOf(secrets) }
  switch (each.do) {
    case 'issue': {
      const issued = { organisationId: 'org_1', name: 'ERP', role: 'buyer' as const }
      return { type: 'issue', at, ...issued, ...made, expiresAt: isoAt(now + each.life) }
    }
    case 'use':
      return { type: 'use', at }
    case 'rotate':
      return {
        type: 'rotate',
        at,
        ...made,
        expiresAt: isoAt(now + each.life),
        previousUntil: isoAt(now + each.overlap),
      }
    case 'revoke':
      return { type: 'revoke', at, by: 'usr_9' }
  }
}

test('whatever is issued, rotated, used and revoked when: a secret opens as long as the board says, and no hour longer, and its makers are known', () => {
  let [opened, shut] = [0, 0]
  fc.assert(
    fc.property(steps, (made) => {
      const board = new Board()
      let [state, now]: [ApiKey, number] = [apiKey.initialState, 0]
      for (const each of made) {
        now += each.hours
        const decided = apiKey.decide(commandOf(each, now, board.secrets.length), state)
        expect(decided.ok, each.do).toBe(board.run(each, now))
        if (decided.ok) state = fold(apiKey.evolve, state, decided.value)
        if (state.status === 'absent') continue
        const makers = [...new Set(board.secrets.map(({ by }) => by).toReversed())].toReversed()
        expect([state.status, state.lastUsedOn, state.makers]).toEqual([
          board.isTaken ? 'revoked' : 'active',
          board.lastUsedOn,
          makers,
        ])
        const asked = board.secrets.flatMap(({ until, by: issuedBy }, generation) =>
          [0, 1, 13, 40, 90].map((later) => ({ generation, issuedBy, hour: now + later, isGood: now + later < until })),
        )
        expect(asked.map(({ generation, hour }) => secretOf(state, generation, isoAt(hour)))).toEqual(
          asked.map(({ generation, issuedBy, isGood }) => (isGood ? { generation, issuedBy } : undefined)),
        )
        opened += asked.filter(({ isGood }) => isGood).length
        shut += asked.filter(({ isGood }) => !isGood).length
      }
    }),
    { numRuns: 200 },
  )
  expect(Math.min(opened, shut)).toBeGreaterThan(500)
})

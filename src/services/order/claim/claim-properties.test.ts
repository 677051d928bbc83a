import fc from 'fast-check'
import { expect, test } from 'vitest'
import { claimAccount, claimedOf, type ClaimAccount, type ClaimAccountCommand } from './claim-account.ts'
import { at, claimBy, detailsOf, lineOf } from './claim-under-test.ts'
import type { Claim, ClaimCommand } from './claim-state.ts'
import { claim, standingFor } from './claim.ts'

const by = 'usr_ann'
const late = '2027-03-04T08:00:00.001Z'
/** What the receipt says of its lines. */
const received = [7, 12] as const

type Move = { readonly claim: number } & (
  | { readonly type: 'submit'; readonly line: number; readonly quantity: number; readonly late: boolean }
  | { readonly type: 'accept' | 'receive-return'; readonly quantity?: number }
  | { readonly type: 'reject' | 'withdraw' }
  | { readonly type: 'credit'; readonly quantity: number }
)

type Stage = 'open' | 'coming' | 'due' | 'over'

/** Every piece a thing of its own, which lies free or under one claim, searched through whole each time. */
class NaiveClaims {
  readonly pieces = received.flatMap((quantity, line) =>
    Array.from({ length: quantity }, () => ({ line, claim: undefined as number | undefined, credited: false })),
  )
  readonly stages = new Map<number, Stage>()

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(move: Move): boolean {
    const stage = this.stages.get(move.claim)
    switch (move.type) {
      case 'submit': {
        const free = this.pieces.filter((piece) => piece.line === move.line && piece.claim === undefined)
        if (stage !== undefined || move.late || free.length < move.quantity) return false
        for (const piece of free.slice(0, move.quantity)) piece.claim = move.claim
        return this.to(move.claim, 'open')
      }
      case 'accept':
        return stage === 'open' && this.keep(move.claim, move.quantity) && this.to(move.claim, after(move.claim))
      case 'receive-return':
        return stage === 'coming' && this.keep(move.claim, move.quantity) && this.to(move.claim, 'due')
      case 'reject':
        return stage === 'open' && this.free(move.claim, 0) && this.to(move.claim, 'over')
      case 'withdraw':
        return (stage === 'open' || stage === 'coming') && this.free(move.claim, 0) && this.to(move.claim, 'over')
      case 'credit': {
        const left = this.under(move.claim).filter(({ credited }) => !credited)
        if (stage !== 'due' || left.length < move.quantity) return false
        for (const piece of left.slice(0, move.quantity)) piece.credited = true
        return true
      }
    }
  }

  under = (id: number) => this.pieces.filter((piece) => piece.claim === id)

  private keep(id: number, quantity = this.under(id).length): boolean {
    return quantity <= this.under(id).length && this.free(id, quantity)
  }
  private free(id: number, from: number): boolean {
    for (const piece of this.under(id).slice(from)) piece.claim = undefined
    return true
  }
  private to(id: number, stage: Stage): boolean {
    this.stages.set(id, stage)
    return true
  }
}

/** Every second claim wants to send its goods back. */
const isReturn = (id: number): boolean => id % 2 === 0
const after = (id: number) => (isReturn(id) ? 'coming' : 'due')

type World = { account: ClaimAccount; claims: Claim[] }

/** Both streams, extended together as the use cases do: what either refuses, neither does. */
function run(world: World, move: Move): boolean {
  const before = world.claims[move.claim] ?? claim.initialState
  const decision = claim.decide(commandOf(move), before)
  if (!decision.ok) return false
  const state = decision.value.reduce(claim.evolve, before)
  if (state.status === 'absent') throw new Error('A claim that took a command is known.')
  const settled = claimAccount.decide(accountCommand(move, standingFor(state)), world.account)
  if (!settled.ok) return false
  world.claims[move.claim] = state
  world.account = settled.value.reduce(claimAccount.evolve, world.account)
  return true
}

function commandOf(move: Move): ClaimCommand {
  switch (move.type) {
    case 'submit': {
      const { line, quantity } = move
      const of = lineOf({ line: line + 1, quantity: received[line]! })
      const remedy = isReturn(move.claim) ? 'return' : 'credit'
      return { type: 'submit', at: move.late ? late : claimBy, by, details: detailsOf({ of, quantity, remedy }) }
    }
    case 'accept':
      return {
        type: 'accept',
        at,
        by,
        reason: 'Seen.',
        ...(move.quantity !== undefined && { quantity: move.quantity }),
      }
    case 'receive-return':
      return { type: 'receive-return', at, by, ...(move.quantity !== undefined && { quantity: move.quantity }) }
    case 'reject':
      return { type: 'reject', at, by, reason: 'No.' }
    case 'withdraw':
      return { type: 'withdraw', at, by }
    case 'credit':
      return { type: 'credit', at, creditNoteId: 'crn_1', quantity: move.quantity }
  }
}

function accountCommand(move: Move, standing: number): ClaimAccountCommand {
  const claimId = String(move.claim)
  if (move.type !== 'submit') return { type: 'settle', at, claimId, quantity: standing }
  const { line, quantity } = move
  const part = { claimId, receiptId: 'rcp_1', line: line + 1, quantity, atMost: received[line]! }
  return { type: 'claim', at, buyerId: 'org_b', supplierId: 'org_s', ...part }
}

const id = fc.nat(3)
const quantity = fc.integer({ min: 1, max: 9 })
const some = fc.option(quantity, { nil: undefined })
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('submit' as const),
      claim: id,
      line: fc.nat(1),
      quantity,
      late: fc.nat(4).map((one) => one === 0),
    }),
  },
  fc
    .record({ type: fc.constantFrom('accept' as const, 'receive-return' as const), claim: id, quantity: some })
    .map(({ quantity: part, ...each }) => ({ ...each, ...(part !== undefined && { quantity: part }) })),
  fc.record({ type: fc.constantFrom('reject' as const, 'withdraw' as const), claim: id }),
  fc.record({ type: fc.constant('credit' as const), claim: id, quantity }),
)

test('claims and their account are what a child with a heap of pieces would say, whatever is asked of them', () => {
  let taken = 0
  fc.assert(
    fc.property(fc.array(move, { minLength: 10, maxLength: 40 }), (moves) => {
      const naive = new NaiveClaims()
      const world: World = { account: claimAccount.initialState, claims: [] }
      for (const made of moves) {
        const did = run(world, made)
        expect(did, JSON.stringify(made)).toBe(naive.run(made))
        if (did) taken += 1
        for (const [line, most] of received.entries()) {
          const claimed = claimedOf(world.account, { receiptId: 'rcp_1', line: line + 1 })
          expect(claimed).toBe(naive.pieces.filter((piece) => piece.line === line && piece.claim !== undefined).length)
          expect(claimed).toBeLessThanOrEqual(most)
        }
        for (const [each, state] of world.claims.entries())
          if (state && state.status !== 'absent') expect(standingFor(state)).toBe(naive.under(each).length)
      }
    }),
    { numRuns: 200 },
  )
  expect(taken).toBeGreaterThan(400)
})

/** What is asked of orders and awards in every state, by every role of both sides and by a stranger: refused over HTTP, it writes nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordEvent, streamOf, type AnyAggregate } from '../src/infrastructure/store/aggregate.ts'
import type { DomainEvent } from '../src/kernel/decider.ts'
import { hasRole, roles, type Role } from '../src/kernel/caller.ts'
import { buyer, supplier, type TestTrade } from '../src/services/order/open-test-trade.fixture.ts'
import { openEmptyMarket } from './impossible/open-market.ts'
import { legalMoves } from './machines/legal-moves.ts'
import type { Machine } from './machines/machine.ts'
import { orderMachine } from './machines/order-machines.ts'
import { awardMoves, orderMoves, type RoutedMove } from './machines/routed-moves.ts'
import { awardMachine } from './machines/sourcing-machines.ts'

let trade: TestTrade
beforeAll(async () => {
  trade = await openEmptyMarket()
  for (const machine of [orderMachine, awardMachine])
    for (const state of statesOf(machine))
      await write(machine.aggregate, idOf(machine, state), machine.states[state]!.events)
})
afterAll(() => trade.dispose())

type Side = 'buyer' | 'supplier'
type Asked = { readonly side: Side; readonly role: Role; readonly move: RoutedMove }
/** `undefined`: it may be done, and is left alone here. */
type Answer = { readonly status: number; readonly code: string; readonly allowed?: readonly string[] } | undefined

const idOf = (machine: Machine, state: string): string => {
  const nth = String(Object.keys(machine.states).indexOf(state))
  return `${machine === orderMachine ? 'ord' : 'awd'}_${nth.padStart(32, '0')}`
}

/** The history of a state, of parties that there are. */
const ofParties = (events: readonly DomainEvent[]): readonly DomainEvent[] =>
  JSON.parse(
    JSON.stringify(events).replaceAll('"org_b"', `"${buyer}"`).replaceAll('"org_s"', `"${supplier}"`),
  ) as readonly DomainEvent[]

async function write(aggregate: AnyAggregate, id: string, events: readonly DomainEvent[]): Promise<void> {
  const recorded = ofParties(events).map((event) => recordEvent(aggregate, event))
  const extensions = [{ stream: streamOf(aggregate, id), version: 1, events: recorded }]
  const by = { actor: { kind: 'user', id: 'usr_1' }, cause: { kind: 'request', id: 'req_1' } } as const
  await trade.store.append({ id: trade.newId('cmt'), extensions, organisations: [], ...by, at: trade.at }, [])
}

/** What clients may ask in a state, by hand. */
const publicIn = ({ name, inner }: Machine, state: string): readonly string[] =>
  legalMoves
    .get(name)!
    [state]!.split(' ')
    .filter((move) => move !== '' && !inner.includes(move))

/** Asks every move in a state by everybody; each refusal is the one foretold, and nothing was written. */
async function holdTo(
  machine: Machine,
  state: string,
  { path, moves }: { path: string; moves: readonly RoutedMove[] },
  foretold: (asked: Asked) => Answer,
): Promise<void> {
  const id = idOf(machine, state)
  const head = await trade.store.head()
  const ask = async (as: string, move: RoutedMove) =>
    trade.send(as, `${path}/${id}/${move.path}`, move.body ?? {}, { 'if-match': '"v1"' })
  for (const move of moves) {
    const stranger = await ask('stranger', move)
    expect.soft([stranger.status, stranger.body.code], move.command).toEqual([404, `${machine.name}/unknown`])
    for (const side of ['buyer', 'supplier'] as const)
      for (const role of roles) {
        const answer = foretold({ side, role, move })
        if (!answer) continue
        const { status, body } = await ask(`${side} ${role} usr_nobody`, move)
        const told = { status, code: body.code, ...(answer.allowed && { allowed: body.facts?.allowed?.toSorted() }) }
        expect.soft(told, `${move.command} by a ${role} of the ${side}`).toEqual(answer)
        expect.soft(body.detail, move.command).toMatch(/^\p{Lu}.{10,}\.$/u)
      }
  }
  expect(await trade.store.head()).toBe(head)
}

const statesOf = ({ states }: Machine): readonly string[] =>
  Object.entries(states)
    .filter(([, { events }]) => events.length > 0)
    .map(([state]) => state)

const notAllowed = { status: 403, code: 'gateway/not-allowed' }
const isOf = ({ role, move }: Asked): boolean => hasRole(role, move.roles)

// A supplier hears of an order when it is sent.
const unsent = ['draft', 'pending-approval', 'approved', 'rejected', 'cancelled']

test.each(statesOf(orderMachine))('an order: %s', async (state) => {
  await holdTo(orderMachine, state, { path: '/v1/orders', moves: orderMoves }, (asked) => {
    const { side, move } = asked
    if (!isOf(asked)) return notAllowed
    if (side === 'supplier' && unsent.includes(state)) return { status: 404, code: 'order/unknown' }
    if (move.of !== 'either' && move.of !== side) return { status: 403, code: 'order/other-side' }
    const allowed = publicIn(orderMachine, state)
    if (!allowed.includes(move.command)) {
      return { status: 409, code: 'order/not-in-this-state', allowed: allowed.toSorted() }
    }
    const others = allowed.filter((other) => other !== move.command).toSorted()
    const isProposers = side === 'buyer'
    switch (move.command) {
      case 'approve':
      case 'reject':
        return { status: 403, code: 'order/not-an-approver', allowed: others }
      case 'cancel':
        return side === 'supplier' && state !== 'confirmed'
          ? { status: 409, code: 'order/decline-instead', allowed: others }
          : undefined
      // What is proposed in these states, the buyer has proposed.
      case 'accept-cancellation':
      case 'accept-change':
        return isProposers ? { status: 403, code: 'order/other-partys-answer', allowed: others } : undefined
      case 'refuse-change':
        return isProposers ? { status: 403, code: 'order/own-proposal', allowed: others } : undefined
      case 'withdraw-change':
        return isProposers ? undefined : { status: 403, code: 'order/other-partys-proposal', allowed: others }
      case 'close':
        return { status: 409, code: 'order/not-settled' }
      default:
        return undefined
    }
  })
})

test.each(statesOf(awardMachine))('an award: %s', async (state) => {
  await holdTo(awardMachine, state, { path: '/v1/awards', moves: awardMoves }, ({ side, move }) => {
    if (side === 'supplier') return { status: 404, code: 'award/unknown' }
    const allowed = publicIn(awardMachine, state)
    if (!allowed.includes(move.command)) return { status: 409, code: 'award/not-pending', allowed: [] }
    const others = allowed.filter((other) => other !== move.command)
    return { status: 403, code: 'award/not-an-approver', allowed: others }
  })
})

test.each([
  ['order', 'pending-approval', ['cancel', 'reject']],
  ['order', 'deviation-pending', ['cancel', 'decline', 'reject']],
  ['order', 'change-pending', ['reject', 'withdraw-change']],
  ['award', 'pending-approval', ['reject']],
] as const)('whoever asked for an %s does not approve it: %s', async (kind, state, allowed) => {
  const head = await trade.store.head()
  const url = kind === 'order' ? `/v1/orders/${idOf(orderMachine, state)}` : `/v1/awards/${idOf(awardMachine, state)}`
  const asker = kind === 'order' ? 'usr_ann' : 'usr_1'
  const { status, body } = await trade.send(`buyer owner ${asker}`, `${url}/approve`, {})
  expect([status, body.facts?.allowed?.toSorted()], body.code).toEqual([403, allowed])
  expect(body.code).toBe(kind === 'order' ? 'order/own-approval' : 'award/self-approval')
  expect(await trade.store.head()).toBe(head)
})

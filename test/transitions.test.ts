/** Every command in every state of every machine: what a state does not take is refused with its reason, and writes nothing. */
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordEvent, streamOf, type AnyAggregate } from '../src/infrastructure/store/aggregate.ts'
import { Rejected, type Rejection } from '../src/kernel/rejection.ts'
import { hasRole, roles } from '../src/kernel/caller.ts'
import type { TestTrade } from '../src/services/order/open-test-trade.fixture.ts'
import { decidersOfServices } from './machines/deciders.ts'
import { legalMoves } from './machines/legal-moves.ts'
import { attemptsOf, triedOf, type Attempt, type Machine } from './machines/machine.ts'
import { machines, stateless } from './machines/machines.ts'
import { openEmptyMarket } from './impossible/open-market.ts'
import { openTestStore, type TestStore } from './support/open-test-store.ts'
import { testIntent } from './support/test-intent.ts'
import { textFiles } from './support/text-files.ts'

const refusalOf = ({ outcome }: Attempt): Rejection | undefined => (typeof outcome === 'string' ? undefined : outcome)
const refusedOf = (machine: Machine): readonly Attempt[] => attemptsOf(machine).filter((each) => refusalOf(each))

const movesOf = (moves: string): readonly string[] => moves.split(' ').filter(Boolean)

/** As the rules of the trade say; of a machine whose moves are not written down, as trying everything has shown. */
const legalIn = (machine: Machine, state: string): readonly string[] => {
  const legal = legalMoves.get(machine.name)
  if (legal) return movesOf(legal[state]!)
  return attemptsOf(machine)
    .filter((attempt) => {
      const refusal = refusalOf(attempt)
      return attempt.state === state && (!refusal || machine.besides?.[refusal.code] !== undefined)
    })
    .map(({ command }) => command)
}

/** What a client may ask in a state. */
const takenIn = (machine: Machine, state: string): readonly string[] =>
  legalIn(machine, state)
    .filter((command) => Object.hasOwn(machine.commands, command))
    .filter((command) => !machine.inner.includes(command) && !machine.always?.includes(command))

const isGone = ({ gone = [] }: Machine, state: string): boolean => state === 'absent' || gone.includes(state)

test('whatever decides stands in the matrix, or is said to be no machine', async () => {
  const deciders = await decidersOfServices()
  const known = new Set(
    [...machines.map(({ aggregate }) => aggregate), ...stateless.keys()].map(({ decider }) => decider),
  )
  expect(deciders.size).toBeGreaterThan(30)
  expect([...deciders].filter(([, decider]) => !known.has(decider)).map(([name]) => name)).toEqual([])
  for (const { aggregate } of machines) expect(stateless.has(aggregate), aggregate.kind).toBe(false)
})

test('whatever decides is held against a model by a property test', async () => {
  const tests = textFiles((path) => path.endsWith('.test.ts')).filter(({ text }) => text.includes("from 'fast-check'"))
  const without = [...(await decidersOfServices()).keys()].filter((declared) => {
    const [path = '', name = ''] = declared.split(': ')
    const imported = new RegExp(`import {[^}]*\\b${name}\\b[^}]*} from '[^']*/${basename(path)}'`)
    return !tests.some(({ text }) => imported.test(text))
  })
  expect(without).toEqual([])
})

test('each machine is tried in every state with every command', () => {
  expect(new Set(machines.map(({ name }) => name)).size).toBe(machines.length)
  expect(machines.flatMap(attemptsOf).length).toBeGreaterThan(1_100)
  for (const machine of machines) {
    const { name, commands, states, inner, always = [], gone = [] } = machine
    for (const command of [...inner, ...always]) expect(commands, name).toHaveProperty([command])
    for (const state of gone) expect(states, name).toHaveProperty([state])
    const told = new Set(refusedOf(machine).map((attempt) => refusalOf(attempt)!.code as string))
    for (const code of Object.keys({ ...machine.besides, ...machine.toOthers })) expect(told, name).toContain(code)
    for (const { state, command, outcome } of attemptsOf(machine))
      if (always.includes(command) && !isGone(machine, state))
        expect(outcome, `${name}, ${state}: ${command}`).toBeTypeOf('string')
  }
})

const byHand = machines.filter(({ name }) => legalMoves.has(name))

test('the machines whose moves are written down by hand are all there', () => {
  expect(byHand.map(({ name }) => name).toSorted()).toEqual([...legalMoves.keys()].toSorted())
})

test.each(byHand)('each state takes the moves that the rules of the trade give it, and no other: $name', (machine) => {
  const legal = legalMoves.get(machine.name)!
  expect(Object.keys(legal).toSorted()).toEqual(Object.keys(machine.states).toSorted())
  for (const moves of Object.values(legal))
    for (const move of movesOf(moves)) expect(machine.commands).toHaveProperty([move])
  for (const attempt of attemptsOf(machine)) {
    const { state, command } = attempt
    if (!Object.hasOwn(machine.commands, command)) continue
    const refusal = refusalOf(attempt)
    const isLegal = movesOf(legal[state]!).includes(command)
    const isTaken = !refusal || (isLegal && machine.besides?.[refusal.code] !== undefined)
    expect.soft(isTaken, `${state}: ${command} ${refusal?.code}`).toBe(isLegal)
  }
})

test.each(machines)('what a state does not take is refused with its reason and what is allowed: $name', (machine) => {
  for (const attempt of refusedOf(machine))
    expect.soft(faultOf(machine, attempt), `${attempt.state}: ${attempt.command}`).toBe('')
})

/** What is wrong with a refusal, if anything. */
function faultOf(machine: Machine, attempt: Attempt): string {
  const { kind, code, detail, facts = {} } = refusalOf(attempt)!
  const { status, allowed } = facts as { readonly status?: string; readonly allowed?: readonly string[] }
  const isOfState = kind === 'conflict' || kind === 'forbidden'
  if (!/^[\p{Lu}\d].{10,}\.$/u.test(detail)) return `not a sentence: ${detail}`
  if (machine.toOthers?.[code] !== undefined)
    return isOfState && allowed?.length === 0 ? '' : `${kind} ${code} allows ${JSON.stringify(allowed)} to others`
  if (isGone(machine, attempt.state) && kind === 'not-found') return ''
  if (machine.besides?.[code] !== undefined) {
    // The reason tells what would be taken; of who asks, it is what they may ask instead.
    if (status === undefined) return kind === 'forbidden' && legalMoves.has(machine.name) ? `${code} tells nothing` : ''
    const others = takenIn(machine, attempt.state).filter((command) => attempt.command.split(', ')[0] !== command)
    return allowed?.toSorted().join() === others.toSorted().join() ? '' : `${code} allows ${allowed?.join()}`
  }
  if (!isOfState || status === undefined) return `${kind} ${code} says the status ${status}`
  const expected = takenIn(machine, attempt.state).toSorted().join()
  return allowed?.toSorted().join() === expected ? '' : `${code} allows ${allowed?.join()} and not ${expected}`
}

describe('in a store', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore([...new Set<AnyAggregate>(machines.map(({ aggregate }) => aggregate))])
  })
  afterAll(() => store.dispose())

  test.each(machines)('nothing is written by what is refused: $name', async (machine) => {
    const { aggregate, states } = machine
    const commands = triedOf(machine)
    for (const [state, { events, at }] of Object.entries(states)) {
      const id = store.newId('tst')
      if (events.length > 0) await write(store, machine, id, state)
      const head = await store.store.head()
      for (const { command } of refusedOf(machine).filter((each) => each.state === state)) {
        const refused = store.execute(aggregate, testIntent(at), async (unit) => {
          await unit.decide(aggregate, id, commands[command]!(at))
          return id
        })
        await expect(refused, `${state}: ${command}`).rejects.toBeInstanceOf(Rejected)
      }
      expect(await store.store.head()).toBe(head)
      expect((await store.readState(aggregate, id)).version).toBe(events.length > 0 ? 1 : 0)
    }
  })
})

async function write({ store, newId }: TestStore, { aggregate, states }: Machine, id: string, state: string) {
  const { events, at } = states[state]!
  const recorded = events.map((event) => recordEvent(aggregate, event))
  const extensions = [{ stream: streamOf(aggregate, id), version: 1, events: recorded }]
  const by = { actor: { kind: 'user', id: 'usr_1' }, cause: { kind: 'request', id: 'req_1' } } as const
  await store.append({ id: newId('cmt'), extensions, organisations: [], ...by, at }, [])
}

describe('over HTTP', () => {
  let trade: TestTrade
  beforeAll(async () => {
    trade = await openEmptyMarket()
  })
  afterAll(() => trade.dispose())

  test('a role that a route does not take is refused before anything is looked up, and told which it takes', async () => {
    const head = await trade.store.head()
    let refused = 0
    for (const { method, path, access } of trade.routes) {
      if (method === 'GET' || access.kind !== 'member') continue
      const url = path.replaceAll(/\{(\w+)\}/g, `ord_${'0'.repeat(32)}`)
      for (const role of roles) {
        if (hasRole(role, access.roles)) continue
        const { status, body } = await trade.send(`buyer ${role}`, url, {}, {}, method)
        expect([status, body.code], `${method} ${path} as ${role}`).toEqual([403, 'gateway/not-allowed'])
        for (const allowed of access.roles ?? []) expect(body.detail).toContain(allowed)
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(200)
    expect(await trade.store.head()).toBe(head)
  })
})

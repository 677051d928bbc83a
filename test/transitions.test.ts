/** Every command in every state of every machine: what a state does not take is refused with its reason, and writes nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordEvent, streamOf } from '../src/infrastructure/store/aggregate.ts'
import { Rejected, type Rejection } from '../src/kernel/rejection.ts'
import { hasRole, roles } from '../src/kernel/caller.ts'
import { openTestTrade, type TestTrade } from '../src/services/order/open-test-trade.fixture.ts'
import { attemptsOf, type Attempt, type Machine } from './machines/machine.ts'
import { machines } from './machines/machines.ts'
import { openTestStore, type TestStore } from './support/open-test-store.ts'
import { testIntent } from './support/test-intent.ts'

const refusalOf = ({ outcome }: Attempt): Rejection | undefined => (typeof outcome === 'string' ? undefined : outcome)
const cases = machines.flatMap((machine) =>
  attemptsOf(machine).map((attempt) => ({
    machine,
    attempt,
    name: `${machine.name}, ${attempt.state}: ${attempt.command}`,
  })),
)

/** What a client may ask in a state, as trying everything has shown. */
const takenIn = (machine: Machine, state: string): readonly string[] =>
  attemptsOf(machine)
    .filter((attempt) => {
      const refusal = refusalOf(attempt)
      return attempt.state === state && (!refusal || machine.besides?.[refusal.code] !== undefined)
    })
    .map(({ command }) => command)
    .filter((command) => !machine.inner.includes(command))

test('there are eleven machines, and each is tried in every state with every command', () => {
  expect(machines.map(({ name }) => name)).toEqual([
    'order',
    'shipment',
    'standing order',
    'sample',
    'RFQ',
    'quote',
    'award',
    'lot',
    'claim',
    'invoice',
    'webhook endpoint',
  ])
  expect(cases.length).toBeGreaterThan(500)
})

describe('what a state does not take', () => {
  test.each(cases)('$name', ({ machine, attempt }) => {
    const refusal = refusalOf(attempt)
    if (!refusal) return
    expect(refusal.detail).toMatch(/^\p{Lu}.{10,}\.$/u)
    if (attempt.state === 'absent') return expect(refusal.kind).toBe('not-found')
    if (machine.besides?.[refusal.code] !== undefined) return
    expect(['conflict', 'forbidden']).toContain(refusal.kind)
    const allowed = refusal.facts?.['allowed'] as readonly string[]
    // A supplier is told of a closed RFQ that it takes no quotes, and not what its buyer may do.
    const expected = refusal.code === 'rfq/not-open' ? [] : takenIn(machine, attempt.state)
    expect(allowed.toSorted()).toEqual(expected.toSorted())
    if (refusal.code !== 'rfq/not-open') expect(refusal.facts?.['status']).toEqual(expect.any(String))
  })
})

describe('in a store', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(machines.map(({ aggregate }) => aggregate))
  })
  afterAll(() => store.dispose())

  test.each(machines)('nothing is written by what is refused: $name', async (machine) => {
    const { aggregate, states, commands } = machine
    for (const [state, { events, at }] of Object.entries(states)) {
      const id = store.newId('tst')
      if (events.length > 0) await write(store, machine, id, state)
      const head = await store.store.head()
      for (const { command } of attemptsOf(machine).filter((each) => each.state === state && refusalOf(each))) {
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
    trade = await openTestTrade()
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
    expect(refused).toBeGreaterThan(100)
    expect(await trade.store.head()).toBe(head)
  })
})

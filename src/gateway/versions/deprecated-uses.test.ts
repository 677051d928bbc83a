import { expect, test } from 'vitest'
import type { Caller } from '../../kernel/caller.ts'
import { createDeprecatedUses } from './deprecated-uses.ts'

const buyer: Caller = {
  kind: 'user',
  userId: 'usr_1',
  sessionId: 'ses_1',
  acting: { organisationId: 'org_1', role: 'buyer' },
}
const key: Caller = { kind: 'api-key', keyId: 'key_1', acting: { organisationId: 'org_2', role: 'seller' } }
const route = 'GET /v1/orders'

function open(usesMax?: number) {
  const clock = { now: '2027-01-01T23:59:59.000Z' }
  const told: object[] = []
  const uses = createDeprecatedUses({
    now: () => clock.now,
    log: { info: (line: object) => void told.push(line) },
    ...(usesMax !== undefined && { usesMax }),
  })
  return { uses, told, clock }
}

test('uses are told apart by route, organisation and client; a key is a client, others say who they are', () => {
  const { uses } = open()
  uses.count(route, buyer, { 'fx-client': 'warehouse-sync', 'user-agent': 'node' })
  uses.count(route, buyer, { 'user-agent': 'curl/8.5.0' })
  uses.count(route, buyer, { 'user-agent': 'curl/8.6.0' })
  uses.count(route, key, { 'fx-client': 'whatever' })
  uses.count(route, { kind: 'anonymous' }, {})
  expect(uses.list().map(({ organisationId, client, count }) => [organisationId, client, count])).toEqual([
    ['org_1', 'warehouse-sync', 1],
    ['org_1', 'curl', 2],
    ['org_2', 'key_1', 1],
    [undefined, 'unknown', 1],
  ])
  expect(uses.list('org_2')).toHaveLength(1)
})

test('what a client calls itself has no say over the log or over memory', () => {
  const { uses, told } = open(3)
  for (let n = 0; n < 50; n += 1) uses.count(route, buyer, { 'fx-client': `c${n}` })
  uses.count(route, buyer, { 'fx-client': '"}\n{"event":"forged' })
  expect(uses.list()).toHaveLength(4)
  expect(uses.list().find(({ client }) => client === 'others')).toMatchObject({ count: 48, organisationId: undefined })
  expect(JSON.stringify(told)).not.toContain('forged')
})

test('the log says once a day who uses what, the last used come first', () => {
  const { uses, told, clock } = open()
  uses.count(route, key, {})
  uses.count(route, key, {})
  clock.now = '2027-01-02T00:00:00.000Z'
  uses.count(route, key, {})
  uses.count(route, buyer, { 'fx-client': 'a' })
  expect(told).toEqual([
    { event: 'deprecated-use', route, client: 'key_1', organisation: 'org_2' },
    { event: 'deprecated-use', route, client: 'key_1', organisation: 'org_2' },
    { event: 'deprecated-use', route, client: 'a', organisation: 'org_1' },
  ])
  expect(uses.list('org_2')).toEqual([
    {
      route,
      client: 'key_1',
      organisationId: 'org_2',
      count: 3,
      firstAt: '2027-01-01T23:59:59.000Z',
      lastAt: '2027-01-02T00:00:00.000Z',
    },
  ])
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqliteTally } from '../../infrastructure/tally/sqlite-tally.ts'
import type { Tally } from '../../infrastructure/tally/tally.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { createDeprecatedUses } from './deprecated-uses.ts'
import { keepDeprecatedUses } from './keep-deprecated-uses.ts'

const route = 'GET /v1/orders'
const bounds = { keysMax: 3, forgottenMs: 86_400_000 }
const neverMs = 2_147_483_647

/** A place for a tally, of which processes start and end. */
function openPlace() {
  const folder = mkdtempSync(join(tmpdir(), 'fx-uses-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const clock = { now: '2027-01-01T10:00:00.000Z' }
  const errors: object[] = []
  const start = (more: { tally?: (real: Tally) => Tally; everyMs?: number } = {}) => {
    const real = openSqliteTally({ path: join(folder, 'uses.db'), ...bounds })
    onTestFinished(() => real.close())
    const log = { info: () => undefined, error: (line: object) => void errors.push(line) }
    const uses = createDeprecatedUses({ now: () => clock.now, log })
    const kept = keepDeprecatedUses({ uses, tally: more.tally?.(real) ?? real, log, everyMs: more.everyMs ?? neverMs })
    onTestFinished(kept.close)
    const ask = (organisationId: string, client: string) =>
      uses.count(
        route,
        { kind: 'user', userId: 'usr_1', sessionId: 'ses_1', acting: { organisationId, role: 'buyer' } },
        { 'fx-client': client },
      )
    return { ask, kept }
  }
  return { clock, errors, start }
}

test('what two processes count is one sum, which each of them tells and no restart forgets', async () => {
  const { clock, start } = openPlace()
  const [one, other] = [start(), start()]
  one.ask('org_1', 'till')
  one.ask('org_1', 'till')
  one.ask('org_2', 'scale')
  await one.kept.close()
  clock.now = '2027-01-02T10:00:00.000Z'
  other.ask('org_1', 'till')
  const till = { route, organisationId: 'org_1', client: 'till', count: 3 }
  const times = { firstAt: '2027-01-01T10:00:00.000Z', lastAt: '2027-01-02T10:00:00.000Z' }
  expect(await other.kept.list('org_1')).toEqual([{ ...till, ...times }])
  // Asking brings nothing twice.
  for (let n = 0; n < 3; n += 1) await other.kept.list()
  await other.kept.close()
  const restarted = start()
  expect((await restarted.kept.list()).map(({ client, count }) => [client, count])).toEqual([
    ['till', 3],
    ['scale', 1],
  ])
  restarted.ask('org_1', 'till')
  expect((await restarted.kept.list('org_1'))[0]?.count).toBe(4)
})

test('counts come by themselves, and those of one process are told by another', async () => {
  const { start } = openPlace()
  start({ everyMs: 5 }).ask('org_1', 'till')
  const other = start()
  await expect.poll(async () => (await other.kept.list()).map(({ count }) => count)).toEqual([1])
})

test('what cannot be kept now goes with the next, once, and who asks meanwhile is told so', async () => {
  const { errors, start } = openPlace()
  const failing = { error: undefined as Error | undefined, asked: 0 }
  const process = start({
    everyMs: 5,
    tally: (real) => ({
      ...real,
      async add(added) {
        failing.asked += 1
        if (failing.error) throw failing.error
        return real.add(added)
      },
    }),
  })
  failing.error = new Rejected({ kind: 'unavailable', code: 'redis/unavailable', detail: 'Away.' })
  process.ask('org_1', 'till')
  await expect(process.kept.list()).rejects.toBe(failing.error)
  process.ask('org_1', 'till')
  await vi.waitUntil(() => failing.asked > 2)
  expect(errors).toEqual([])
  failing.error = new Error('a mistake of ours')
  await expect.poll(() => errors.length).toBeGreaterThan(0)
  failing.error = undefined
  await expect.poll(async () => (await process.kept.list())[0]?.count).toBe(2)
})

test('beyond so many uses others are counted by route alone', async () => {
  const { start } = openPlace()
  const { ask, kept } = start()
  for (let n = 0; n < 9; n += 1) ask('org_1', `c${n}`)
  const listed = await kept.list()
  expect(listed).toHaveLength(4)
  expect(listed.find(({ client }) => client === 'others')).toMatchObject({ route, count: 6, organisationId: undefined })
  // Nobody's, so nobody is told of it but staff.
  expect(await kept.list('org_1')).toHaveLength(3)
})

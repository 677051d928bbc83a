/** What a command that is sent again gets, on every store: the answer of the first time. */
import { describe, expect, test } from 'vitest'
import type { Rejected } from '../../kernel/rejection.ts'
import type { Execute, Intent } from './commands/execute.ts'
import { openForTest } from './open-for-test.ts'
import { executorOn, intentOf, readLog, type OpenStore } from './store-under-test.ts'
import { notableTallies, tallies, tally } from './tally.fixture.ts'

const sent = (execute: Execute, amount: number, intent: Partial<Intent> = {}) =>
  execute(tally, intentOf({ repeat: { key: 'k1', fingerprint: 'f1' }, ...intent }), async (unit) => {
    await unit.decide(tally, 'a', { type: 'add', amount, ceiling: 100 })
    return 'a'
  })

export function repeatContract(name: string, openStore: OpenStore): void {
  const open = openForTest(openStore)
  const openTallies = async () => (await open({ collections: [tallies, notableTallies] })).store

  describe(`commands sent again on ${name}`, () => {
    test('get the first answer, as of the version it made, though the stream went on', async () => {
      const store = await openTallies()
      const { execute } = executorOn(store)
      const first = await sent(execute, 1)
      expect(first.replayed).toBe(false)
      await sent(execute, 5, { repeat: { key: 'k2', fingerprint: 'f2' } })
      expect(await sent(execute, 1)).toEqual({ ...first, replayed: true })
      const nextDay = '2026-08-02T23:59:59.999Z'
      expect(await sent(executorOn(store).execute, 1, { at: nextDay })).toEqual({ ...first, replayed: true })
      expect(await readLog(store)).toHaveLength(2)
    })

    test('happen anew once the key has lived out its 24 to 48 hours', async () => {
      const { execute } = executorOn(await openTallies())
      await sent(execute, 1)
      const later = await sent(execute, 1, { at: '2026-08-03T00:00:00.000Z' })
      expect(later).toMatchObject({ replayed: false, version: 2 })
    })

    test('are refused under another payload', async () => {
      const { execute } = executorOn(await openTallies())
      await sent(execute, 1)
      const other = sent(execute, 2, { repeat: { key: 'k1', fingerprint: 'f2' } })
      await expect(other).rejects.toThrow('idempotency/other-payload')
    })

    test('in parallel happen once: in one process the others are told to wait', async () => {
      const store = await openTallies()
      const { execute } = executorOn(store)
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => sent(execute, 1)))
      const refused = results.filter((result) => result.status === 'rejected')
      for (const { reason } of refused) expect((reason as Rejected).rejection.code).toBe('idempotency/in-flight')
      expect(refused).toHaveLength(19)
      expect(await readLog(store)).toHaveLength(1)
      expect(await sent(execute, 1)).toMatchObject({ replayed: true, version: 1 })
    })

    test('in parallel happen once: in two processes the loser presents what the winner made', async () => {
      const store = await openTallies()
      const results = await Promise.all(Array.from({ length: 8 }, () => sent(executorOn(store).execute, 1)))
      expect(results.filter(({ replayed }) => !replayed)).toHaveLength(1)
      for (const { version, state } of results)
        expect({ version, total: state.total }).toEqual({ version: 1, total: 1 })
      expect(await readLog(store)).toHaveLength(1)
    })

    test('after a refusal are decided afresh', async () => {
      const { execute } = executorOn(await openTallies())
      await expect(sent(execute, 101)).rejects.toThrow('tally/full')
      expect(await sent(execute, 1)).toMatchObject({ replayed: false, version: 1 })
    })
  })
}

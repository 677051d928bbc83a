/** What every store keeps of idempotency keys: one use in a life of 24 to 48 hours. */
import { describe, expect, test } from 'vitest'
import type { RepeatableOutcome } from './commit-log.ts'
import { openForTest } from './open-for-test.ts'
import { commitOf, newId, noon, readLog, type OpenStore } from './store-under-test.ts'

const outcome: RepeatableOutcome = { fingerprint: 'f1', stream: 'tally-a', version: 1 }
const used = (days: readonly string[], at: string, stream: string, key = 'k1') =>
  commitOf(newId('cmt'), [[stream, 1]], { at, repeat: { keys: days.map((day) => `${day}:${key}`), outcome } })
const first = () => used(['20260801', '20260802'], '2026-08-01T12:00:00.000Z', 'tally-a')

export function repeatKeysContract(name: string, openStore: OpenStore): void {
  const open = openForTest(openStore)
  const openLog = async () => (await open({ collections: [] })).store

  describe(`repeat keys on ${name}`, () => {
    test('a key that was used is answered with the original outcome, the same day and the next', async () => {
      const store = await openLog()
      await store.append(first(), [])
      const sameDay = used(['20260801', '20260802'], '2026-08-01T13:00:00.000Z', 'tally-b')
      expect(await store.append(sameDay, [])).toEqual({ outcome: 'repeated', original: outcome })
      const nextDay = used(['20260802', '20260803'], '2026-08-02T11:59:00.000Z', 'tally-b')
      expect(await store.append(nextDay, [])).toEqual({ outcome: 'repeated', original: outcome })
      expect(await store.findRepeat('20260801:k1')).toEqual(outcome)
      expect(await store.findRepeat('20260802:k1')).toEqual(outcome)
      expect(await store.readStream('tally-b', { after: 0, limit: 1 })).toEqual([])
    })

    test('a key that lived out its days is new again', async () => {
      const store = await openLog()
      await store.append(first(), [])
      expect(await store.findRepeat('20260803:k1')).toBeUndefined()
      const later = used(['20260803', '20260804'], '2026-08-03T00:00:00.000Z', 'tally-b')
      expect(await store.append(later, [])).toMatchObject({ outcome: 'appended' })
    })

    test('a key found wins over a conflict on the same streams', async () => {
      const store = await openLog()
      await store.append(first(), [])
      expect(await store.append(first(), [])).toEqual({ outcome: 'repeated', original: outcome })
    })

    test('of parallel duplicates under one key, one happens and all learn of it', async () => {
      const store = await openLog()
      const duplicates = Array.from({ length: 32 }, (_, n) =>
        store.append(used(['20260801', '20260802'], '2026-08-01T12:00:00.000Z', `tally-${n}`), []),
      )
      const outcomes = (await Promise.all(duplicates)).map((result) => result.outcome)
      expect(outcomes.filter((one) => one === 'appended')).toHaveLength(1)
      expect(outcomes.filter((one) => one === 'repeated')).toHaveLength(31)
      expect(await readLog(store)).toHaveLength(1)
    })

    test('a commit that conflicts does not use up its key', async () => {
      const store = await openLog()
      await store.append(commitOf(newId('cmt'), [['tally-a', 1]]), [])
      expect(await store.append(first(), [])).toMatchObject({ outcome: 'conflict' })
      expect(await store.findRepeat('20260801:k1')).toBeUndefined()
      expect(await store.findRepeat('20260802:k1')).toBeUndefined()
    })

    test('keys of other days stay while older ones leave', async () => {
      const store = await openLog()
      await store.append(first(), [])
      const nextDays = Array.from({ length: 40 }, (_, n) =>
        store.append(used(['20260802', '20260803'], '2026-08-02T10:00:00.000Z', `tally-${n}`, `other-${n}`), []),
      )
      await Promise.all(nextDays)
      expect(await store.findRepeat('20260802:k1')).toEqual(outcome)
      expect(await store.findRepeat('20260803:other-7')).toEqual(outcome)
    })

    test('what a commit is repeatable by is read with it, and means the same in another store', async () => {
      const store = await openLog()
      const plain = await store.append(commitOf(newId('cmt'), [['tally-plain', 1]]), [])
      const keyed = await store.append(first(), [])
      const other = await store.append(used(['20260801', '20260802'], noon, 'tally-c', 'k2'), [])
      const positions = [plain, keyed].map((result) => (result.outcome === 'appended' ? result.position : ''))
      const read = await store.readRepeats(positions)
      expect([...read]).toEqual([[positions[1], { keys: ['20260801:k1', '20260802:k1'], outcome }]])
      expect(other.outcome).toBe('appended')
      const moved = await openLog()
      const repeat = read.get(positions[1]!)!
      await moved.append(commitOf(newId('cmt'), [['tally-a', 1]], { repeat }), [])
      for (const day of ['20260801', '20260802']) expect(await moved.findRepeat(`${day}:k1`)).toEqual(outcome)
      expect(await moved.findRepeat('20260803:k1')).toBeUndefined()
      expect(await moved.readRepeats([])).toEqual(new Map())
    })

    test('a key survives a restart', async () => {
      const { store, reopen } = await open({ collections: [] })
      await store.append(first(), [])
      expect(await (await reopen()).findRepeat('20260802:k1')).toEqual(outcome)
    })
  })
}

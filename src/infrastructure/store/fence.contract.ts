/** What every store does for leases: who was succeeded and does not know it yet writes nothing more. */
import { describe, expect, test } from 'vitest'
import { logStart } from './commit-log.ts'
import { documentWrite } from './documents.ts'
import { FencedOff } from './fence.ts'
import { openForTest } from './open-for-test.ts'
import { createProjector } from './projection/projector.ts'
import { openSqliteRebuildLedger } from './sqlite/sqlite-rebuild-ledger.ts'
import { executorOn, intentOf, type OpenStore } from './store-under-test.ts'
import { notableTallies, tallies, tally, type TallyView } from './tally.fixture.ts'

const shown = (total: number): TallyView => ({ id: 'a', total, tags: [], notes: {}, at: '2026-08-01T12:00:00.000Z' })
const write = (version: number) => [documentWrite(tallies, 'a', version, shown(version))]

export function fenceContract(name: string, openStore: OpenStore): void {
  describe(`writes under a lease on ${name}`, () => {
    const open = openForTest(openStore)

    test('once a later holder has begun, what earlier ones write is refused by the write itself', async () => {
      const { store } = await open({ collections: [tallies] })
      const first = await store.underFence({ lease: 'start', number: 7 })
      await first.write(write(1))
      await first.writeCheckpoint('build', '0000000000000001')
      const second = await store.underFence({ lease: 'start', number: 8 })
      await expect(first.write(write(2))).rejects.toThrow(FencedOff)
      await expect(first.drop([{ collection: 'tallies', id: 'a', version: 1 }])).rejects.toThrow(FencedOff)
      await expect(first.writeCheckpoint('build', logStart)).rejects.toThrow(FencedOff)
      await expect(store.underFence({ lease: 'start', number: 7 })).rejects.toThrow(FencedOff)
      expect(await store.documents.get(tallies, 'a')).toMatchObject({ version: 1 })
      expect(await store.readCheckpoint('build')).toBe('0000000000000001')

      await second.write(write(2))
      await second.writeCheckpoint('build', '0000000000000002')
      expect(await store.documents.get(tallies, 'a')).toMatchObject({ version: 2 })
      expect(await store.readCheckpoint('build')).toBe('0000000000000002')
      await second.drop([{ collection: 'tallies', id: 'a', version: 2 }])
      expect(await store.documents.get(tallies, 'a')).toBeUndefined()
    })

    test('one lease’s holder is not fenced off by that of another, nor by being the same holder twice', async () => {
      const { store } = await open({ collections: [tallies] })
      const mine = await store.underFence({ lease: 'start', number: 1 })
      await store.underFence({ lease: 'other', number: 9 })
      await store.underFence({ lease: 'start', number: 1 })
      await mine.write(write(1))
      expect(await store.documents.get(tallies, 'a')).toMatchObject({ version: 1 })
    })

    test('a projector whose lease went to another undoes nothing that the other has built', async () => {
      const { store } = await open({ collections: [tallies, notableTallies] })
      await executorOn(store).execute(tally, intentOf(), async (unit) => {
        await unit.decide(tally, 'a', { type: 'add', amount: 1 })
        return 'a'
      })
      const failed = (): never => expect.unreachable()
      const projector = createProjector({
        store,
        aggregates: [tally],
        now: Date.now,
        unprojectable: failed,
        failed,
        follow: false,
        openLedger: openSqliteRebuildLedger(''),
      })
      await projector.start({ lease: 'start', number: 2 })
      await expect(
        projector.rebuild(undefined, { take: (work) => work({ lease: 'start', number: 1 }) }),
      ).rejects.toThrow(FencedOff)
      expect(await store.documents.get(tallies, 'a')).toMatchObject({ version: 1 })
      await projector.stop()
    })
  })
}

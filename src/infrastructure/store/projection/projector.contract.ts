/** What the projector gives every store: read models that are late at worst, and the same bytes from the log alone. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnyAggregate } from '../aggregate.ts'
import { logStart } from '../commit-log.ts'
import { documentWrite, type Collection, type StoredDocument } from '../documents.ts'
import type { Execute } from '../commands/execute.ts'
import { openForTest } from '../open-for-test.ts'
import { openSqliteRebuildLedger } from '../sqlite/sqlite-rebuild-ledger.ts'
import { createProjector, type Projector, type ProjectorNeeds } from './projector.ts'
import type { Store } from '../store.ts'
import { changed, emptyCollection, executorOn, intentOf, type OpenStore } from '../store-under-test.ts'
import { notableTallies, tallies, tally, type TallyCommand } from '../tally.fixture.ts'

const collections = [tallies, notableTallies]
const forged = { id: 'stranger', total: 99, tags: ['x'], notes: {}, at: '2026-08-01T12:00:00.000Z' }
const run = (execute: Execute, id: string, command: TallyCommand, at?: string) =>
  execute(tally, intentOf(at === undefined ? {} : { at }), async (unit) => {
    await unit.decide(tally, id, command)
    return id
  })
const projectorOn = (store: Store, more: Partial<ProjectorNeeds> = {}): Projector =>
  createProjector({
    store,
    aggregates: [tally],
    now: Date.now,
    unprojectable: (stream, error) => expect.unreachable(`${stream}: ${String(error)}`),
    failed: (error) => expect.unreachable(String(error)),
    openLedger: openSqliteRebuildLedger(''),
    ...more,
  })

type Dump = { documents: readonly StoredDocument[]; indexes: Record<string, readonly string[]> }
/** All that a collection holds of these, as any reader could find it. */
const dump = async (store: Store, of: Collection<never>, ids: readonly string[]): Promise<Dump> => {
  const indexes: Record<string, readonly string[]> = {}
  for (const index of Object.keys(of.indexes)) {
    const { items } = await store.documents.find(of, { index, equals: [], limit: 1_000 })
    indexes[index] = items.map(({ id }) => id).filter((id) => ids.includes(id))
  }
  return { documents: await store.documents.getMany(of, ids), indexes }
}
const dumpAll = async (store: Store, ids: readonly string[]) =>
  Promise.all(collections.map((of) => dump(store, of as Collection<never>, ids)))

const ids = ['a', 'b', 'c', 'd']
const history = fc.array(
  fc.record({
    ids: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 3 }),
    command: fc.oneof(
      fc.record({
        type: fc.constant('add' as const),
        amount: fc.integer({ min: -3, max: 9 }).map((amount) => Math.max(0, amount)),
        by: fc.dictionary(fc.constantFrom('z', 'y', 'a', '9', 'é'), fc.string({ maxLength: 3 })),
      }),
      fc.record({ type: fc.constant('tag' as const), tags: fc.subarray(['dull', 'org_1', 'x', 'y']) }),
    ),
  }),
  { minLength: 1, maxLength: 40 },
)
const play = async (execute: Execute, steps: readonly { ids: readonly string[]; command: TallyCommand }[]) => {
  for (const [n, step] of steps.entries())
    await execute(tally, intentOf({ at: new Date(1e12 + n).toISOString() }), async (unit) => {
      for (const id of step.ids) await unit.decide(tally, id, step.command)
      return step.ids[0]!
    })
}

export function projectorContract(name: string, openStore: OpenStore): void {
  const open = openForTest(openStore)

  describe(`projector on ${name}`, () => {
    test('read models from commits, from the projector and from a rebuild are the same bytes', async () => {
      const direct = await open({ collections })
      const late = await open({ collections, writeDocumentsWithCommits: false })
      let runs = 0
      await fc.assert(
        fc.asyncProperty(history, async (drawn) => {
          // Streams of its own: a store takes longer to open than a history to play.
          const run = (runs += 1)
          const own = (id: string): string => `${run}-${id}`
          const steps = drawn.map(({ ids: of, command }) => ({ ids: of.map(own), command }))
          const all = ids.map(own)
          await play(executorOn(direct.store).execute, steps)
          const written = await dumpAll(direct.store, all)
          await projectorOn(direct.store).rebuild()
          expect(await dumpAll(direct.store, all)).toEqual(written)

          const projector = projectorOn(late.store)
          await projector.start()
          await play(executorOn(late.store).execute, steps)
          await projector.settle(5_000)
          await projector.stop()
          expect(await dumpAll(late.store, all)).toEqual(written)
        }),
        { numRuns: 12 },
      )
    }, 60_000)

    test('a rebuild while 16 writers go on ends with every document in its newest version', async () => {
      const { store } = await open({ collections })
      const { execute } = executorOn(store)
      const names = Array.from({ length: 40 }, (_, n) => `t${n}`)
      await Promise.all(names.map((id) => run(execute, id, { type: 'add', amount: 5 })))
      let writing = true
      const write = async (writer: number): Promise<void> => {
        for (let n = 0; writing; n += 1) await run(execute, names[(writer * 7 + n) % 40]!, { type: 'add', amount: 1 })
      }
      const writers = Array.from({ length: 16 }, (_, writer) => write(writer))
      const projector = projectorOn(store)
      try {
        await projector.rebuild()
        await projector.rebuild(['tallies'])
      } finally {
        writing = false
        await Promise.all(writers)
      }
      for (const id of names) {
        const versions = await store.readStream(`tally-${id}`, { after: 0, limit: 100_000 })
        const document = await store.documents.get(tallies, id)
        expect(document?.version).toBe(versions.length)
        expect(JSON.parse(document!.body)).toMatchObject({ total: 5 + versions.length - 1 })
      }
      await expect(projector.rebuild(['unknown'])).rejects.toThrow(RangeError)
    })

    test('while damaged read models are rebuilt no reader finds fewer than before, and they end in the same bytes', async () => {
      const { store } = await open({ collections })
      const { execute } = executorOn(store)
      const names = Array.from({ length: 60 }, (_, n) => `t${n}`)
      await Promise.all(names.map((id) => run(execute, id, { type: 'add', amount: 20 })))
      const before = await dumpAll(store, names)
      const wrong = (id: string, version: number) => documentWrite(tallies, id, version, { ...forged, id })
      await store.documents.rewrite([wrong('t1', 1), wrong('t2', 7), wrong('stranger', 3)])
      await store.documents.drop([{ collection: 'tallies', id: 't3', version: 1 }])
      expect(await dumpAll(store, names)).not.toEqual(before)
      const projector = projectorOn(store)
      const least = { tallies: 59, notable_tallies: 60 }
      const newcomer = run(execute, 'newcomer', { type: 'add', amount: 20 })
      let isDone = false
      const watch = async (): Promise<void> => {
        for (; !isDone; await new Promise(setImmediate)) {
          expect((await store.documents.list('tallies', '', 100)).length).toBeGreaterThanOrEqual(least.tallies)
          const notable = await store.documents.count(notableTallies, { index: 'byTotal', equals: [], atMost: 99 })
          expect(notable).toBeGreaterThanOrEqual(least.notable_tallies)
        }
      }
      const watching = watch()
      const { removed } = await projector.rebuild().finally(() => (isDone = true))
      await Promise.all([watching, newcomer])
      expect(await dumpAll(store, names)).toEqual(before)
      expect([removed, await store.documents.get(tallies, 'stranger')]).toEqual([1, undefined])
      expect(await store.documents.get(tallies, 'newcomer')).toMatchObject({ version: 1 })
    })

    test('a rebuild that was cut short goes on where it was, by its name', async () => {
      const { store } = await open({ collections, soleWriter: true })
      const { execute } = executorOn(store)
      for (let n = 0; n < 200; n += 1) await run(execute, `t${n}`, { type: 'add', amount: 20 })
      const folder = mkdtempSync(join(tmpdir(), 'fx-ledger-'))
      const openLedger = openSqliteRebuildLedger(join(folder, 'rebuild.db'))
      const read: string[] = []
      const readCommits: Store['readCommits'] = (range) => {
        read.push(range.after)
        return store.readCommits(range)
      }
      const projector = projectorOn(changed(store, { readCommits }), { openLedger })
      const stop = new AbortController()
      const reached = (commits: number): void => void (commits >= 64 && stop.abort())
      const cut = await projector.rebuild(undefined, { name: 'job_1', signal: stop.signal, reached })
      expect(cut.isDone).toBe(false)
      await store.documents.rewrite([documentWrite(tallies, 'stranger', 1, forged)])
      read.length = 0
      const { isDone, removed } = await projector.rebuild(undefined, { name: 'job_1' })
      expect([isDone, removed, read[0]! > logStart]).toEqual([true, 1, true])
      read.length = 0
      await projector.rebuild(undefined, { name: 'job_2' })
      expect([read[0], await store.documents.count(tallies, { index: 'byTotal', equals: [], atMost: 999 })]).toEqual([
        logStart,
        200,
      ])
      rmSync(folder, { recursive: true })
    })

    test('a rebuild writes the documents of a stream once a reading, however often it changed', async () => {
      const { store } = await open({ collections })
      const { execute } = executorOn(store)
      await Promise.all(Array.from({ length: 150 }, () => run(execute, 'a', { type: 'add', amount: 1 })))
      let written = 0
      const rewrite: Store['documents']['rewrite'] = async (writes) => {
        written += writes.length
        await store.documents.rewrite(writes)
      }
      const documents = Object.assign(Object.create(store.documents) as Store['documents'], { rewrite })
      await projectorOn(changed(store, { documents })).rebuild()
      // The log, and perhaps what came meanwhile: that is read from a little before.
      expect([1, 2]).toContain(written / collections.length)
      expect((await store.documents.get(tallies, 'a'))?.version).toBe(150)
    })

    test('with a delay, documents come that much later than their commits', async () => {
      const { store } = await open({ collections, writeDocumentsWithCommits: false })
      const { execute } = executorOn(store)
      const projector = projectorOn(store, { delayMs: 150 })
      await projector.start()
      await run(execute, 'a', { type: 'add', amount: 1 }, new Date().toISOString())
      const landed = performance.now()
      expect(await store.documents.get(tallies, 'a')).toBeUndefined()
      await projector.settle(5_000)
      expect(performance.now() - landed).toBeGreaterThan(100)
      expect(await store.documents.get(tallies, 'a')).toMatchObject({ version: 1 })
      await projector.stop()
    })

    test('after a restart it goes on where it stopped', async () => {
      const { store, reopen } = await open({ collections, writeDocumentsWithCommits: false })
      const first = projectorOn(store)
      await first.start()
      await run(executorOn(store).execute, 'a', { type: 'add', amount: 1 })
      await first.settle(5_000)
      await first.stop()
      await run(executorOn(store).execute, 'a', { type: 'add', amount: 1 })
      const reopened = await reopen()
      const reads: string[] = []
      const readCommits: Store['readCommits'] = (range) => {
        reads.push(range.after)
        return reopened.readCommits(range)
      }
      const second = projectorOn(Object.assign(Object.create(reopened) as Store, { readCommits }))
      await second.start()
      await second.settle(5_000)
      await second.stop()
      expect(reads[0]).toBe((await reopened.readCommits({ after: '0'.repeat(16), limit: 1 }))[0]!.position)
      expect(await reopened.documents.get(tallies, 'a')).toMatchObject({ version: 2 })
    })

    test('a collection that is new, or whose rebuild was cut short, is built when it starts', async () => {
      const { store } = await open({ collections, writeDocumentsWithCommits: false })
      await run(executorOn(store).execute, 'a', { type: 'add', amount: 10 })
      const cut = projectorOn(store, { follow: false })
      const starting = cut.start()
      await cut.stop()
      await starting
      expect(await store.documents.get(tallies, 'a')).toBeUndefined()
      await projectorOn(store, { follow: false }).start()
      expect(await store.documents.get(tallies, 'a')).toMatchObject({ version: 1 })
      expect(await store.documents.get(notableTallies, 'a')).toMatchObject({ version: 1 })
      await emptyCollection(store, 'tallies')
      await projectorOn(store, { follow: false }).start()
      expect(await store.documents.get(tallies, 'a')).toBeUndefined()
    })

    test('a collection that is declared otherwise than it was built is built anew, with a word about it, and then no more', async () => {
      const { store } = await open({ collections, writeDocumentsWithCommits: false })
      await run(executorOn(store).execute, 'a', { type: 'add', amount: 10 })
      const told: string[] = []
      const building: ProjectorNeeds['building'] = ({ collections: built, isDone }) =>
        void told.push(`${built.join()}${isDone ? ' done' : ''}`)
      const startWith = (aggregate: AnyAggregate) =>
        projectorOn(store, { follow: false, aggregates: [aggregate], building }).start()
      const [model, other] = tally.readModels
      const declared = (changed: object): AnyAggregate => ({
        ...tally,
        readModels: [{ ...model!, collection: { ...model!.collection, ...changed } }, other!],
      })
      await startWith(tally)
      expect(told).toEqual(['tallies,notable_tallies', 'tallies,notable_tallies done'])
      await startWith(tally)
      const found = async () =>
        (await store.documents.find(tallies, { index: 'byTotal', equals: ['moved'], limit: 10 })).items.length
      expect([told.length, await found()]).toEqual([2, 0])
      const moved = { indexes: { ...model!.collection.indexes, byTotal: () => [['moved']] } }
      await startWith(declared(moved))
      expect([told.at(-1), await found()]).toEqual(['tallies done', 1])
      await startWith(declared({ ...moved, revision: 2 }))
      expect(told).toHaveLength(6)
      // Back with an older release: its documents are not those of the newer.
      await startWith(tally)
      expect([told.length, await found()]).toEqual([8, 0])
    })

    test('what a follower left behind is made up for when nobody follows any more', async () => {
      const { store } = await open({ collections, writeDocumentsWithCommits: false })
      const following = projectorOn(store)
      await following.start()
      await run(executorOn(store).execute, 'a', { type: 'add', amount: 1 })
      await following.settle(5_000)
      await following.stop()
      await run(executorOn(store).execute, 'a', { type: 'add', amount: 1 })
      await projectorOn(store, { follow: false }).start()
      expect(await store.documents.get(tallies, 'a')).toMatchObject({ version: 2 })
    })

    test('a stream that cannot be projected is reported, and the others go on', async () => {
      const { store } = await open({ collections, writeDocumentsWithCommits: false })
      const { execute } = executorOn(store)
      const broken: AnyAggregate = { ...tally, readModels: [{ ...tally.readModels[0]!, project: failOn13 }] }
      const reported: string[] = []
      const unprojectable = (stream: string): void => void reported.push(stream)
      const projector = projectorOn(store, { aggregates: [broken], unprojectable })
      await projector.start()
      await run(execute, 'a', { type: 'add', amount: 13 })
      await run(execute, 'b', { type: 'add', amount: 1 })
      await projector.settle(5_000)
      expect(reported).toEqual(['tally-a'])
      expect(await store.documents.get(tallies, 'b')).toMatchObject({ version: 1 })
      await run(execute, 'a', { type: 'add', amount: 1 })
      await projector.settle(5_000)
      expect(await store.documents.get(tallies, 'a')).toMatchObject({ version: 2 })
      await projector.stop()
    })

    test('a page whose documents cannot be written comes again', async () => {
      const { store } = await open({ collections, writeDocumentsWithCommits: false })
      const { execute } = executorOn(store)
      let failures = 0
      const documents = Object.create(store.documents) as Store['documents']
      documents.write = async (writes) => {
        if (failures < 2) throw new Error(`the disk is busy ${(failures += 1)}`)
        return store.documents.write(writes)
      }
      const told: unknown[] = []
      const flaky = Object.assign(Object.create(store) as Store, { documents })
      const projector = projectorOn(flaky, { failed: (error) => void told.push(error) })
      await projector.start()
      await run(execute, 'a', { type: 'add', amount: 1 })
      await run(execute, 'a', { type: 'add', amount: 1 })
      await projector.settle(5_000)
      await projector.stop()
      expect(told).toHaveLength(2)
      expect(await store.documents.get(tallies, 'a')).toMatchObject({ version: 2 })
    })
  })
}

const failOn13: AnyAggregate['readModels'][number]['project'] = (subject, state: { total: number }) => {
  if (state.total === 13) throw new Error('thirteen')
  return tally.readModels[0]!.project(subject, state as never)
}

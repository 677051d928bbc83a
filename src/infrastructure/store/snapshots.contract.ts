/** What every store gives long streams: a state from a snapshot and the rest is the state, whatever becomes of snapshots. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { emptySnapshot, type AnyAggregate } from './aggregate.ts'
import { openForTest } from './open-for-test.ts'
import { createStreamReplay, type SnapshotTrouble } from './commands/stream-replay.ts'
import { snapshotEvery, type KeptSnapshot } from './snapshots.ts'
import { markOfState } from './commands/state-mark.ts'
import type { Store } from './store.ts'
import { commitOf, executorOn, intentOf, newId, noon, type OpenedStore, type OpenStore } from './store-under-test.ts'
import { notableTallies, tallies, tally, type TallyEvent, type TallyState } from './tally.fixture.ts'

const stream = 'tally-long'
/** So many seconds after noon. */
const after = (seconds: number): string => new Date(Date.parse(noon) + seconds * 1_000).toISOString()

const writeVersions = (store: Store, events: readonly TallyEvent[], at = (n: number) => after(n)) =>
  writeVersionsAfter(store, 0, events, at)
const writeVersionsAfter = async (
  store: Store,
  before: number,
  events: readonly TallyEvent[],
  at = (n: number) => after(n),
) => {
  const appends = events.map((event, n) => {
    const version = before + n + 1
    const recorded = [{ type: event.type, schemaVersion: 1, body: JSON.stringify(event) }]
    return store.append(
      commitOf(newId('cmt'), [], { extensions: [{ stream, version, events: recorded }], at: at(version) }),
      [],
    )
  })
  for (const { outcome } of await Promise.all(appends)) expect(outcome).toBe('appended')
}
const added = (count: number): TallyEvent[] =>
  Array.from({ length: count }, () => ({ type: 'tally/added', amount: 1, by: {} }))

const kept = (version: number, more: Partial<KeptSnapshot> = {}): KeptSnapshot => ({
  stream,
  version,
  mark: markOfState(tally),
  createdAt: after(1),
  updatedAt: after(version),
  body: JSON.stringify({ total: version, tags: [], notes: {} }),
  ...more,
})

/** The same store, whose reads of streams are counted. */
function counted(store: Store): { readonly store: Store; readonly versions: () => number } {
  let versions = 0
  const readStream: Store['readStream'] = async (name, range) => {
    const found = await store.readStream(name, range)
    versions += found.length
    return found
  }
  return { store: Object.assign(Object.create(store) as Store, { readStream }), versions: () => versions }
}

const event: fc.Arbitrary<TallyEvent> = fc.oneof(
  fc.record({
    type: fc.constant('tally/added' as const),
    amount: fc.integer({ min: 0, max: 9 }),
    by: fc.dictionary(fc.constantFrom('z', 'a', '9', 'é'), fc.string({ maxLength: 3 })),
  }),
  fc.record({ type: fc.constant('tally/tagged' as const), tags: fc.subarray(['x', 'y', 'org_1']) }),
)

export function snapshotsContract(name: string, openStore: OpenStore): void {
  const open = openForTest(openStore)
  const openTallies = (): Promise<OpenedStore> => open({ collections: [tallies, notableTallies] })

  describe(`snapshots on ${name}`, () => {
    keepingTests(openTallies)
    replayTests(openTallies)
    troubleTests(openTallies)
    timeTests(openTallies)
  })
}

type Open = () => Promise<OpenedStore>

function keepingTests(open: Open): void {
  test('the newest within bounds of version and of time is found, and kept through a restart', async () => {
    const opened = await open()
    for (const version of [200, 400, 500]) await opened.store.snapshots.keep(kept(version))
    const { snapshots } = await opened.reopen()
    expect(await snapshots.newest(stream)).toEqual(kept(500))
    expect(await snapshots.newest(stream, { version: 499 })).toEqual(kept(400))
    expect(await snapshots.newest(stream, { version: Infinity, updatedAt: after(399) })).toEqual(kept(200))
    expect(await snapshots.newest(stream, { version: 199 })).toBeUndefined()
    expect(await snapshots.newest('tally-lon')).toBeUndefined()
  })

  test('of 10,000 versions seven are kept: the newest, and one twice as far back each time', async () => {
    const { snapshots } = (await open()).store
    for (let version = snapshotEvery; version <= 10_000; version += snapshotEvery) await snapshots.keep(kept(version))
    const found: number[] = []
    for (let version = 10_000; version > 0; version = (found.at(-1) ?? 0) - 1) {
      const one = await snapshots.newest(stream, { version })
      if (!one) break
      found.push(one.version)
    }
    expect(found).toEqual([10_000, 9_900, 9_800, 9_600, 8_800, 8_000, 6_400])
  })

  test('an older one never takes the place of a newer; of one version, the one that came last stays', async () => {
    const { snapshots } = (await open()).store
    await snapshots.keep(kept(300))
    await snapshots.keep(kept(100, { mark: 'earlier' }))
    expect(await snapshots.newest(stream, { version: 299 })).toBeUndefined()
    await snapshots.keep(kept(300, { mark: 'later' }))
    expect(await snapshots.newest(stream)).toMatchObject({ version: 300, mark: 'later' })
  })

  test('a stream has a snapshot of its hundredth version soon after it, made from what its events hold', async () => {
    const { store } = await open()
    const { execute } = executorOn(store)
    const add = () =>
      execute(tally, intentOf(), async (unit) => {
        await unit.decide(tally, 'long', { type: 'add', amount: 1, by: { zoe: 'z', adam: 'a' } })
        return 'long'
      })
    for (let n = 0; n < 4; n += 1) await Promise.all(Array.from({ length: 25 }, add))
    await expect.poll(() => store.snapshots.newest(stream)).toMatchObject({ version: 100 })
    expect(await store.snapshots.newest(stream)).toMatchObject({
      body: '{"total":100,"tags":[],"notes":{"adam":"a","zoe":"z"}}',
      createdAt: noon,
      updatedAt: noon,
    })
  })
}

function replayTests(open: Open): void {
  test('at every version, a state from a snapshot and the rest is the state from all events, to the byte', async () => {
    const histories = fc.array(event, { minLength: 90, maxLength: 520, size: 'max' })
    await fc.assert(
      fc.asyncProperty(histories, fc.array(fc.nat(520), { minLength: 8, maxLength: 8 }), async (events, chosen) => {
        const { store } = await open()
        await writeVersions(store, events)
        let state: TallyState = tally.decider.initialState
        const states = events.map((each) => (state = tally.decider.evolve(state, each)))
        const { replay, offer } = createStreamReplay({ store })
        const at = (version: number) => replay(tally, emptySnapshot(tally, 'long'), version)
        for (let version = snapshotEvery; version <= events.length; version += snapshotEvery) {
          offer(tally, await at(version))
          await vi.waitFor(async () => expect((await store.snapshots.newest(stream))?.version).toBe(version))
        }
        for (const wanted of [...chosen, 1, events.length]) {
          const version = 1 + (wanted % events.length)
          const { state: found, updatedAt } = await at(version)
          expect(JSON.stringify(found)).toBe(JSON.stringify(states[version - 1]))
          expect(updatedAt).toBe(after(version))
        }
      }),
      { numRuns: 6 },
    )
  }, 60_000)

  test('a long stream is read from its snapshot on, and the first reader of one without it makes one', async () => {
    const { store } = await open()
    await writeVersions(store, added(1_234))
    const first = counted(store)
    expect(await executorOn(first.store).readState(tally, 'long')).toMatchObject({ version: 1_234 })
    expect(first.versions()).toBe(1_234)
    await expect.poll(() => store.snapshots.newest(stream)).toMatchObject({ version: 1_234 })
    const second = counted(store)
    expect(await executorOn(second.store).readState(tally, 'long')).toMatchObject({
      version: 1_234,
      createdAt: after(1),
      updatedAt: after(1_234),
      state: { total: 1_234 },
    })
    expect(second.versions()).toBeLessThan(snapshotEvery)
    // Where snapshot and tail come in one look, the tail is that of the log, also past a hundred.
    const found = await store.snapshots.newestWithTail?.(stream)
    if (found) {
      const { version } = found.snapshot
      expect(found.tail).toEqual(await store.readStream(stream, { after: version, limit: snapshotEvery }))
    }
    // Nor is a short one of the same kind missed, or one that does not exist.
    await store.append(commitOf(newId('cmt'), [['tally-short', 1]]), [])
    const { readState } = executorOn(store)
    expect((await readState(tally, 'short')).version).toBe(1)
    expect((await readState(tally, 'none')).version).toBe(0)
    await writeVersionsAfter(store, 1_234, added(150))
    expect(await executorOn(store).readState(tally, 'long')).toMatchObject({ version: 1_384, state: { total: 1_384 } })
  })

  test('all of them may be deleted: nothing is lost, and the same ones are made again', async () => {
    const { store } = await open()
    await writeVersions(store, added(300))
    const read = async () => (await executorOn(store).readState(tally, 'long')).state
    const before = await read()
    await expect.poll(() => store.snapshots.newest(stream)).toBeDefined()
    const made = await store.snapshots.newest(stream)
    await store.snapshots.clear()
    expect(await store.snapshots.newest(stream)).toBeUndefined()
    expect(await read()).toEqual(before)
    await expect.poll(() => store.snapshots.newest(stream)).toEqual(made)
  })
}

function troubleTests(open: Open): void {
  /** Reads with what is told of snapshots that are passed over. */
  const readWith = async (store: Store, aggregate: AnyAggregate = tally) => {
    const troubles: SnapshotTrouble[] = []
    const needs = { store, troubled: (_: string, trouble: SnapshotTrouble) => void troubles.push(trouble) }
    const { replay } = createStreamReplay(needs)
    const totals: number[] = []
    for (let n = 0; n < 2; n += 1) {
      totals.push(((await replay(aggregate, emptySnapshot(aggregate, 'long'), 150)).state as TallyState).total)
    }
    return { totals, troubles }
  }
  const withSnapshot = async (more: Partial<KeptSnapshot>): Promise<OpenedStore> => {
    const opened = await open()
    await writeVersions(opened.store, added(150))
    await opened.store.snapshots.keep(kept(120, { body: '{"total":7000,"tags":[],"notes":{}}', ...more }))
    return opened
  }

  test('one that was altered behind the store is passed over, and that is told once', async () => {
    const { store, alterSnapshots } = await withSnapshot({})
    expect(await readWith(store)).toEqual({ totals: [7_030, 7_030], troubles: [] })
    await alterSnapshots()
    await expect(store.snapshots.newest(stream)).rejects.toThrow('not as the exchange wrote it')
    expect(await readWith(store)).toEqual({ totals: [150, 150], troubles: ['altered'] })
  })

  test('one that cannot be read is passed over, and that is told once', async () => {
    const { store } = await withSnapshot({ body: '{"total":' })
    expect(await readWith(store)).toEqual({ totals: [150, 150], troubles: ['unreadable'] })
  })

  test('one of other code is passed over, told once, and replaced by the next reader', async () => {
    const { store } = await withSnapshot({ mark: 'of an earlier release' })
    expect(await readWith(store)).toEqual({ totals: [150, 150], troubles: ['of other code'] })
    await executorOn(store).readState(tally, 'long')
    await expect.poll(() => store.snapshots.newest(stream)).toMatchObject({ version: 150, mark: markOfState(tally) })
  })

  test('whoever evolves otherwise, or says that its states are others, never reads an earlier snapshot', async () => {
    const { store } = await withSnapshot({})
    const evolve = (state: TallyState, next: TallyEvent): TallyState =>
      next.type === 'tally/added' ? { ...state, total: state.total + 2 * next.amount } : state
    const doubled = { ...tally, decider: { ...tally.decider, evolve } }
    expect(await readWith(store, doubled)).toMatchObject({ totals: [300, 300] })
    expect(await readWith(store, { ...tally, stateRevision: 1 })).toMatchObject({ totals: [150, 150] })
  })

  test('where none can be kept, commands go on', async () => {
    const { store } = await open()
    const broken = Object.assign(Object.create(store) as Store, {
      snapshots: { ...store.snapshots, keep: () => Promise.reject(new Error('no room')) },
    })
    const told = vi.fn<(stream: string, trouble: SnapshotTrouble) => void>()
    const { execute } = executorOn(broken, { troubled: told })
    for (let n = 0; n < 8; n += 1)
      await Promise.all(
        Array.from({ length: 25 }, () =>
          execute(tally, intentOf(), async (unit) => {
            await unit.decide(tally, 'long', { type: 'add', amount: 1 })
            return 'long'
          }),
        ),
      )
    await expect.poll(() => told.mock.calls.map(([, trouble]) => trouble)).toEqual(['not kept'])
  })
}

function timeTests(open: Open): void {
  test('as of a moment: all that had happened by then, and nothing before the beginning', async () => {
    const { store } = await open()
    await writeVersions(store, added(450))
    for (const version of [100, 200, 300, 400]) await store.snapshots.keep(kept(version))
    const { readState } = executorOn(store)
    const at = async (moment: string) => (await readState(tally, 'long', moment)).version
    expect(await at(after(0.999))).toBe(0)
    expect(await at(after(1))).toBe(1)
    expect(await at(after(299.5))).toBe(299)
    expect(await at(after(300))).toBe(300)
    expect(await at(after(10_000))).toBe(450)
    expect(await readState(tally, 'long', after(320))).toMatchObject({ state: { total: 320 }, updatedAt: after(320) })
  })

  test('as of a moment, times out of order hide what came after the first later one, with snapshots or without', async () => {
    const { store } = await open()
    // Each second commit has waited for seven seconds.
    await writeVersions(store, added(400), (n) => after(n % 2 === 0 ? n - 7 : n))
    const moments = [50, 99, 100, 101, 208, 250.5, 399].map(after)
    const asOf = () => {
      const { readState } = executorOn(store)
      return Promise.all(moments.map(async (moment) => (await readState(tally, 'long', moment)).version))
    }
    const without = await asOf()
    for (const version of [100, 200, 300, 400])
      await store.snapshots.keep(kept(version, { updatedAt: after(version - 7) }))
    expect(await asOf()).toEqual(without)
    expect(without).toEqual([50, 100, 100, 102, 208, 250, 400])
  })
}

/** What every event bus promises when nothing fails: every message, in order per stream, across restarts. */
import { describe, expect, test, vi } from 'vitest'
import type { CommitLog } from '../infrastructure/store/commit-log.ts'
import { createCollector, publish, type OpenBusUnderTest } from './bus-under-test.ts'
import { openForTest } from './open-for-test.ts'

/** What comes soon on an idle machine comes late on one that runs all servers and other tests. */
const patient = { timeout: 10_000 }

export function eventBusContract(name: string, openUnderTest: OpenBusUnderTest): void {
  const { open, start, stop } = openForTest(openUnderTest)

  describe(`event bus on ${name}`, () => {
    test('every message comes once and in the order of its stream while 16 writers append', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      const bus = openBus()
      let inParallel = 0
      let mostInParallel = 0
      bus.subscribe({
        name: 'all',
        interest: { kinds: ['talk'] },
        handle: async (message) => {
          mostInParallel = Math.max(mostInParallel, (inParallel += 1))
          await new Promise(setImmediate)
          inParallel -= 1
          collector.add(message)
        },
      })
      await start(bus)
      const write = async (writer: number): Promise<void> => {
        for (let version = 1; version <= 25; version += 1)
          await publish(store, `talk-${writer}`, version, [`${version}a`, `${version}b`])
      }
      await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer)))
      await collector.reached(16 * 50)
      expect(new Set(collector.ids()).size).toBe(16 * 50)
      const inOrder = Array.from({ length: 25 }, (_, n) => [`${n + 1}a`, `${n + 1}b`]).flat()
      for (let writer = 0; writer < 16; writer += 1) expect(collector.texts(`talk-${writer}`)).toEqual(inOrder)
      expect(mostInParallel).toBeGreaterThan(1)
      expect(mostInParallel).toBeLessThanOrEqual(8)
    })

    test('a message says what it is, where it stands, who did it and who takes part', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      const bus = openBus()
      bus.subscribe({ name: 'all', interest: { kinds: ['talk'] }, handle: async (message) => collector.add(message) })
      await start(bus)
      const [id] = await publish(store, 'talk-a-b', 1, ['hello'])
      await collector.reached(1)
      const [commit] = await store.readCommits({ after: '0'.repeat(16), limit: 1 })
      expect({ ...collector.messages[0] }).toEqual({
        id,
        type: 'talk/said',
        schemaVersion: 1,
        body: { type: 'said', text: 'hello' },
        stream: 'talk-a-b',
        kind: 'talk',
        streamId: 'a-b',
        version: 1,
        position: commit!.position,
        at: commit!.at,
        actor: commit!.actor,
        cause: commit!.cause,
        organisations: ['org_1'],
      })
    })

    test('a group hears of what it wants and of nothing else', async () => {
      const { store, openBus } = await open()
      const [byType, byKind] = [createCollector(), createCollector()]
      const bus = openBus()
      const types = { eventTypes: ['talk/said'] }
      bus.subscribe({ name: 'by-type', interest: types, handle: async (message) => byType.add(message) })
      bus.subscribe({ name: 'by-kind', interest: { kinds: ['song'] }, handle: async (message) => byKind.add(message) })
      await start(bus)
      await publish(store, 'song-1', 1, ['la'])
      await publish(store, 'talk-1', 1, ['hello'])
      await publish(store, 'song-1', 2, ['lala'])
      await Promise.all([byType.reached(1), byKind.reached(2)])
      expect([byType.texts(), byKind.texts()]).toEqual([['hello'], ['la', 'lala']])
    })

    test('after a restart a group goes on where it stopped', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      for (let round = 0; round < 3; round += 1) {
        const bus = openBus()
        bus.subscribe({ name: 'all', interest: { kinds: ['talk'] }, handle: async (message) => collector.add(message) })
        await publish(store, 'talk-1', 2 * round + 1, [`${round} before`])
        await start(bus)
        await publish(store, 'talk-1', 2 * round + 2, [`${round} during`])
        await collector.reached(2 * round + 2)
        await stop(bus)
      }
      expect(collector.texts()).toEqual(['0 before', '0 during', '1 before', '1 during', '2 before', '2 during'])
    })

    test('a new group begins at the start, or with what comes from now on', async () => {
      const { store, openBus } = await open()
      await publish(store, 'talk-1', 1, ['old'])
      const [all, later] = [createCollector(), createCollector()]
      const interest = { kinds: ['talk'] }
      const bus = openBus()
      bus.subscribe({ name: 'all', interest, handle: async (message) => all.add(message) })
      bus.subscribe({ name: 'later', interest, from: 'now', handle: async (message) => later.add(message) })
      await start(bus)
      await publish(store, 'talk-1', 2, ['new'])
      await Promise.all([all.reached(2), later.reached(1)])
      expect([all.texts(), later.texts()]).toEqual([['old', 'new'], ['new']])
      expect(() => bus.subscribe({ name: 'all', interest, handle: async () => {} })).toThrow(RangeError)
      expect(() => bus.subscribe({ name: 'Not a name', interest, handle: async () => {} })).toThrow(RangeError)
    })

    test('a batch consumer is given many messages at a time, in the order of the log, one call at a time', async () => {
      const { store, openBus } = await open()
      for (let n = 1; n <= 300; n += 1) await publish(store, `talk-${n % 7}`, Math.ceil(n / 7), [`${n}`])
      const collector = createCollector()
      const sizes: number[] = []
      let calls = 0
      const bus = openBus()
      bus.subscribe({
        name: 'index',
        interest: { kinds: ['talk'] },
        batchMax: 50,
        handleBatch: async (messages) => {
          expect((calls += 1)).toBe(1)
          await new Promise(setImmediate)
          calls -= 1
          sizes.push(messages.length)
          collector.add(...messages)
        },
      })
      await start(bus)
      await collector.reached(300)
      expect(collector.texts()).toEqual(Array.from({ length: 300 }, (_, n) => `${n + 1}`))
      expect(Math.max(...sizes)).toBe(50)
      expect(sizes.length).toBeLessThanOrEqual(20)
    })

    test('a group that is slow delays no other and does not read ahead without end', async () => {
      const { store, openBus } = await open()
      let handedOver = 0
      const readCommits: CommitLog['readCommits'] = async (range) => {
        const commits = await store.readCommits(range)
        handedOver += commits.length
        return commits
      }
      const log = Object.assign(Object.create(store) as typeof store, { readCommits })
      const bus = openBus({ log })
      const collector = createCollector()
      const { promise: released, resolve: release } = Promise.withResolvers<void>()
      bus.subscribe({ name: 'slow', interest: { kinds: ['talk'] }, handle: () => released })
      await Promise.all(Array.from({ length: 2_000 }, (_, n) => publish(store, `talk-${n}`, 1)))
      await start(bus)
      await vi.waitFor(() => expect(handedOver).toBeGreaterThan(500), patient)
      expect(handedOver).toBeLessThan(1_000)
      expect((await bus.lag())[0]?.lagMs).toBeGreaterThan(0)
      release()
      await stop(bus)
      const both = openBus({ log })
      const { promise: releasedLater, resolve: releaseLater } = Promise.withResolvers<void>()
      both.subscribe({ name: 'slow', interest: { kinds: ['talk'] }, handle: () => releasedLater })
      both.subscribe({
        name: 'quick',
        interest: { kinds: ['talk'] },
        handle: async (message) => collector.add(message),
      })
      await start(both)
      await collector.reached(2_000)
      releaseLater()
    })

    test('a group that lost what it made of its messages gets all of them again, once, and no other group does', async () => {
      const { store, openBus } = await open()
      const kept = new Set<string>()
      const other = createCollector()
      const openWith = async (collector: ReturnType<typeof createCollector>) => {
        const bus = openBus()
        bus.subscribe({
          name: 'keeper',
          interest: { kinds: ['talk'] },
          beginsAnew: async () => kept.size === 0,
          handle: async (message) => {
            kept.add(message.id)
            collector.add(message)
          },
        })
        bus.subscribe({ name: 'other', interest: { kinds: ['talk'] }, handle: async (message) => other.add(message) })
        return start(bus)
      }
      for (const text of ['one', 'two', 'three']) await publish(store, `talk-${text}`, 1, [text])
      const [first, second, third] = [createCollector(), createCollector(), createCollector()]
      const began = await openWith(first)
      await Promise.all([first.reached(3), other.reached(3)])
      await stop(began)
      kept.clear()
      const again = await openWith(second)
      await second.reached(3)
      await stop(again)
      expect(second.texts().toSorted()).toEqual(['one', 'three', 'two'])
      await openWith(third)
      await publish(store, 'talk-four', 1, ['four'])
      await Promise.all([third.reached(1), other.reached(4)])
      expect(third.texts()).toEqual(['four'])
      expect(other.texts()).toHaveLength(4)
    })

    test('the lag is the age of the oldest message that is not handled, and 0 when all are', async () => {
      const { store, openBus } = await open()
      const { promise: released, resolve: release } = Promise.withResolvers<void>()
      const bus = openBus()
      bus.subscribe({ name: 'all', interest: { kinds: ['talk'] }, handle: () => released })
      await start(bus)
      await publish(store, 'song-1', 1)
      const isUpToDate = async () =>
        expect((await bus.lag())[0]).toMatchObject({ lagMs: 0, position: await store.head() })
      await vi.waitFor(isUpToDate, patient)
      await publish(store, 'talk-1', 1)
      await vi.waitFor(async () => expect((await bus.lag())[0]?.lagMs).toBeGreaterThan(20), patient)
      release()
      await vi.waitFor(isUpToDate, patient)
    })

    test('stopping waits for the calls under way; what is cut off comes again', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      const first = openBus()
      let begun = 0
      const { promise: never } = Promise.withResolvers<void>()
      first.subscribe({
        name: 'all',
        interest: { kinds: ['talk'] },
        handle: async (message) => {
          begun += 1
          if (message.stream === 'talk-stuck') return never
          await new Promise((resolve) => setTimeout(resolve, 50))
          collector.add(message)
        },
      })
      await publish(store, 'talk-stuck', 1, ['stuck'])
      await publish(store, 'talk-slow', 1, ['slow'])
      await start(first)
      await vi.waitFor(() => expect(begun).toBe(2), patient)
      await stop(first, 200)
      expect(collector.texts()).toEqual(['slow'])
      const second = openBus()
      second.subscribe({
        name: 'all',
        interest: { kinds: ['talk'] },
        handle: async (message) => collector.add(message),
      })
      await start(second)
      await vi.waitFor(() => expect(collector.texts()).toContain('stuck'), patient)
      expect(await second.deadLetters({ limit: 10 })).toEqual([])
    })
  })
}

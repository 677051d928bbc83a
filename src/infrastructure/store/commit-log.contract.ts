/** What every store's commit log keeps: whole commits, in order, once. */
import { describe, expect, test } from 'vitest'
import { Rejected } from '../../kernel/rejection.ts'
import { commitLimits, logStart, type CommitToAppend, type Recorded } from './commit-log.ts'
import { createSealer } from './seal.ts'
import { appendQueueMax, type Store } from './store.ts'
import { openForTest } from './open-for-test.ts'
import { commitOf, newId, readLog, sealingKey, type OpenStore } from './store-under-test.ts'

const event = (body: string): Recorded => ({ type: 'tally/added', schemaVersion: 1, body })
const oneStream = (stream: string, events: readonly Recorded[], version = 1): CommitToAppend =>
  commitOf(newId('cmt'), [], { extensions: [{ stream, version, events }] })

export function commitLogContract(name: string, openStore: OpenStore): void {
  const open = openForTest(openStore)
  const openLog = async () => (await open({ collections: [] })).store

  describe(`commit log on ${name}: appending`, () => {
    test('a commit that conflicts on one of its streams leaves nothing of the others', async () => {
      const store = await openLog()
      await store.append(commitOf('cmt_a', [['tally-b', 1]]), [])
      const streams = [['tally-a', 1] as const, ['tally-b', 1] as const, ['tally-c', 1] as const]
      expect(await store.append(commitOf('cmt_b', streams), [])).toEqual({ outcome: 'conflict', stream: 'tally-b' })
      for (const stream of ['tally-a', 'tally-c'])
        expect(await store.readStream(stream, { after: 0, limit: 10 })).toEqual([])
      expect((await readLog(store)).map(({ id }) => id)).toEqual(['cmt_a'])
    })

    test('a version that leaves a gap is refused, also in a stream that does not exist', async () => {
      const store = await openLog()
      expect(await store.append(commitOf('cmt_a', [['tally-a', 2]]), [])).toMatchObject({ outcome: 'conflict' })
      await store.append(commitOf('cmt_b', [['tally-a', 1]]), [])
      expect(await store.append(commitOf('cmt_c', [['tally-a', 3]]), [])).toMatchObject({ outcome: 'conflict' })
      expect(await store.append(commitOf('cmt_d', [['tally-a', 2]]), [])).toMatchObject({ outcome: 'appended' })
    })

    test('appending the same commit id again answers the first position and changes nothing', async () => {
      const store = await openLog()
      const commit = commitOf('cmt_a', [
        ['tally-a', 1],
        ['tally-b', 1],
      ])
      const first = await store.append(commit, [])
      await store.append(commitOf('cmt_b', [['tally-a', 2]]), [])
      expect(await store.append(commit, [])).toEqual(first)
      expect(await Promise.all([store.append(commit, []), store.append(commit, [])])).toEqual([first, first])
      expect(await readLog(store)).toHaveLength(2)
    })

    test('of 64 writers at one version, exactly one wins', async () => {
      const store = await openLog()
      const race = Array.from({ length: 64 }, (_, n) =>
        store.append(
          commitOf(newId('cmt'), [
            ['tally-a', 1],
            [`tally-${n}`, 1],
          ]),
          [],
        ),
      )
      const outcomes = (await Promise.all(race)).map(({ outcome }) => outcome)
      expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1)
      expect(await readLog(store)).toHaveLength(1)
    })

    test('commits of one stream appended in order without waiting are kept in order', async () => {
      const store = await openLog()
      const chain = Array.from({ length: 300 }, (_, n) => store.append(commitOf(`cmt_${n}`, [['tally-a', n + 1]]), []))
      expect(new Set((await Promise.all(chain)).map(({ outcome }) => outcome))).toEqual(new Set(['appended']))
      const ids = (await readLog(store)).map(({ id }) => id)
      expect(ids).toEqual(Array.from({ length: 300 }, (_, n) => `cmt_${n}`))
    })

    test('what was decided upon a commit that lost is lost with it, though its stream has the version before', async () => {
      const store = await openLog()
      const upon = (commitId: string) => ({ upon: [{ stream: 'tally-a', commitId }] })
      const waiting = [
        store.append(commitOf('cmt_1', [['tally-a', 1]]), []),
        store.append(commitOf('cmt_2', [['tally-a', 2]], upon('cmt_1')), []),
        store.append(commitOf('cmt_other', [['tally-a', 2]], upon('cmt_1')), []),
        store.append(commitOf('cmt_3', [['tally-a', 3]], upon('cmt_other')), []),
        store.append(commitOf('cmt_4', [['tally-a', 4]], upon('cmt_3')), []),
      ]
      const lost = { outcome: 'conflict', stream: 'tally-a' }
      const outcomes = await Promise.all(waiting)
      expect(outcomes.slice(0, 2)).toMatchObject([{ outcome: 'appended' }, { outcome: 'appended' }])
      expect(outcomes.slice(2)).toEqual([lost, lost, lost])
      expect(await store.append(commitOf('cmt_late', [['tally-a', 3]], upon('cmt_other')), [])).toEqual(lost)
      // Refused before it was written, as one that finds the queue full is.
      const never = commitOf('cmt_never', [['tally-a', 2]])
      await expect(store.append({ ...never, extensions: [] }, [])).rejects.toThrow(RangeError)
      expect(await store.append(commitOf('cmt_after', [['tally-a', 3]], upon('cmt_never')), [])).toEqual(lost)
      expect(await store.append(commitOf('cmt_5', [['tally-a', 3]], upon('cmt_2')), [])).toMatchObject({
        outcome: 'appended',
      })
    })

    test('what breaks the limits of a commit is refused before it is written', async () => {
      const store = await openLog()
      const streams = (count: number) => Array.from({ length: count }, (_, n) => [`tally-${n}`, 1] as const)
      const euros = (bytes: number) => oneStream('tally-big', [event('€'.repeat(bytes / 3))])
      for (const commit of [
        commitOf('cmt_x', []),
        commitOf('cmt_x', streams(commitLimits.streams + 1)),
        commitOf('cmt_x', [
          ['tally-a', 1],
          ['tally-a', 2],
        ]),
        oneStream('tally-a', []),
        ...[0, -1, 1.5, 10_000_000_000, Number.NaN].map((version) => oneStream('tally-a', [event('{}')], version)),
        euros(commitLimits.bytes + 2),
      ])
        await expect(store.append(commit, [])).rejects.toThrow(RangeError)
      expect(await store.head()).toBe(logStart)
      expect(await store.append(commitOf('cmt_max', streams(commitLimits.streams)), [])).toMatchObject({
        outcome: 'appended',
      })
      expect(await store.append(euros(commitLimits.bytes - 1), [])).toMatchObject({ outcome: 'appended' })
    })

    test('a full queue refuses more, and what it took lands', async () => {
      const store = await openLog()
      const taken = Array.from({ length: appendQueueMax }, (_, n) =>
        store.append(commitOf(`cmt_${n}`, [[`t-${n}`, 1]]), []),
      )
      const refused = await Promise.allSettled(
        Array.from({ length: 50 }, (_, n) => store.append(commitOf(newId('cmt'), [[`u-${n}`, 1]]), [])),
      )
      for (const result of refused)
        expect(result.status === 'rejected' && (result.reason as Rejected).rejection?.code).toBe('store/overloaded')
      for (const { outcome } of await Promise.all(taken)) expect(outcome).toBe('appended')
    })

    test('closing finishes what it took and refuses what comes after', async () => {
      const { store, reopen } = await open({ collections: [] })
      const taken = Array.from({ length: 600 }, (_, n) => store.append(commitOf(`cmt_${n}`, [[`t-${n}`, 1]]), []))
      const reopened = await reopen()
      await expect(store.append(commitOf('cmt_late', [['t-late', 1]]), [])).rejects.toThrow('store/closing')
      for (const { outcome } of await Promise.all(taken)) expect(outcome).toBe('appended')
      expect(await readLog(reopened)).toHaveLength(600)
    })
  })

  describe(`commit log on ${name}: reading`, () => {
    test('a commit reads back as it was appended, under a seal that breaks with any change', async () => {
      const store = await openLog()
      const hostile = JSON.stringify({ type: 'x', text: `'";--\\ \u0000\u0001 ﷽ 🥕 e\u0301 \u{10FFFF}` })
      const commit = commitOf('cmt_a', [], {
        extensions: [
          { stream: "tally-b'%_@0000000001", version: 1, events: [event(hostile), event('{"n":2}')] },
          { stream: 'tally-a', version: 1, events: [event('{"n":3}')] },
        ],
        organisations: ['org_1', 'org_2'],
      })
      await store.append(commit, [])
      await store.append(commitOf('cmt_none', [['tally-a', 2]], { organisations: [] }), [])
      const [found, none] = await readLog(store)
      expect(found).toEqual({ ...commit, position: await positionOf(store, 'cmt_a'), seal: expect.any(String) })
      expect(none?.organisations).toEqual([])
      const sealer = createSealer(sealingKey)
      expect(sealer.verify(found!)).toBe(true)
      for (const forged of [
        { ...found!, at: '2026-08-01T12:00:00.001Z' },
        { ...found!, organisations: ['org_1'] },
        { ...found!, actor: { kind: 'staff' as const, id: 'usr_1' } },
        { ...found!, extensions: found!.extensions.slice(1) },
        { ...found!, extensions: found!.extensions.map((one) => ({ ...one, version: 2 })) },
      ])
        expect(sealer.verify(forged)).toBe(false)
    })

    test('a stream is read in the order of its versions, across ten, a hundred and a thousand', async () => {
      const store = await openLog()
      const chain = Array.from({ length: 1_005 }, (_, n) =>
        store.append(commitOf(newId('cmt'), [['tally-1', n + 1]]), []),
      )
      chain.push(store.append(commitOf(newId('cmt'), [['tally-10', 1]]), []))
      await Promise.all(chain)
      const read = async (after: number, limit: number) =>
        (await store.readStream('tally-1', { after, limit })).map(({ version }) => version)
      expect(await read(0, 2_000)).toEqual(Array.from({ length: 1_005 }, (_, n) => n + 1))
      expect(await read(9, 3)).toEqual([10, 11, 12])
      expect(await read(99, 2)).toEqual([100, 101])
      expect(await read(999, 10)).toEqual([1_000, 1_001, 1_002, 1_003, 1_004, 1_005])
      expect(await read(1_005, 10)).toEqual([])
      expect(await store.readStream('tally-', { after: 0, limit: 10 })).toEqual([])
    })

    test('which streams were extended is told for all of them at once', async () => {
      const store = (await open({ collections: [] })).store
      await store.append(
        commitOf('cmt_1', [
          ['tally-a', 1],
          ['tally-b', 1],
        ]),
        [],
      )
      await store.append(commitOf('cmt_2', [['tally-a', 2]]), [])
      const extended = async (known: Record<string, number>) => [
        ...(await store.findExtended(new Map(Object.entries(known)))),
      ]
      expect(await extended({ 'tally-a': 2, 'tally-b': 1, 'tally-none': 0 })).toEqual([])
      expect(await extended({ 'tally-a': 1, 'tally-b': 1 })).toEqual(['tally-a'])
      expect((await extended({ 'tally-a': 0, 'tally-b': 0, 'tally-none': 0 })).toSorted()).toEqual([
        'tally-a',
        'tally-b',
      ])
      expect(await extended({})).toEqual([])
    })

    test('tailing misses and repeats nothing while 32 writers append', async () => {
      const store = await openLog()
      const shared = new Map<string, number>()
      const write = async (writer: number): Promise<void> => {
        for (let n = 1; n <= 30; n += 1) {
          const stream = `tally-shared-${writer % 4}`
          for (;;) {
            const version = (shared.get(stream) ?? 0) + 1
            const commit = commitOf(newId('cmt'), [
              [`tally-own-${writer}`, n],
              [stream, version],
            ])
            const { outcome } = await store.append(commit, [])
            if (outcome !== 'appended') continue
            shared.set(stream, Math.max(shared.get(stream) ?? 0, version))
            break
          }
        }
      }
      let writing = true
      const writers = Promise.all(Array.from({ length: 32 }, (_, n) => write(n))).then(() => (writing = false))
      const seen: string[] = []
      const versions = new Map<string, number>()
      for (let after = logStart; writing || after < (await store.head());) {
        for (const commit of await store.readCommits({ after, limit: 7 })) {
          expect(commit.position > after).toBe(true)
          after = commit.position
          seen.push(commit.id)
          for (const { stream, version } of commit.extensions) {
            expect(version).toBe((versions.get(stream) ?? 0) + 1)
            versions.set(stream, version)
          }
        }
        await new Promise(setImmediate)
      }
      await writers
      expect(seen).toHaveLength(32 * 30)
      expect(new Set(seen).size).toBe(seen.length)
    })

    test('a scan gives what lies in the store, page by page, in the order of positions', async () => {
      const { store, reopen } = await open({ collections: [] })
      await Promise.all(Array.from({ length: 25 }, (_, n) => store.append(commitOf(`cmt_${n}`, [['t', n + 1]]), [])))
      const scan = async (log: Store): Promise<string[]> => {
        const ids: string[] = []
        for (let after = logStart; ;) {
          const page = await log.scanCommits({ after, limit: 10 })
          if (page.length === 0) return ids
          ids.push(...page.map(({ id }) => id))
          after = page.at(-1)!.position
        }
      }
      const all = Array.from({ length: 25 }, (_, n) => `cmt_${n}`)
      expect(await scan(store)).toEqual(all)
      const again = await reopen()
      expect(await scan(again)).toEqual(all)
      expect((await again.scanCommits({ after: logStart, limit: 25 }))[7]).toEqual((await readLog(again))[7])
    })

    test('a scan gives what one organisation takes part in, or nobody, up to a position', async () => {
      const { store } = await open({ collections: [] })
      const parties: readonly (readonly string[])[] = [
        ['org_1'],
        ['org_2', 'org_1'],
        [],
        ['org_11'],
        ['org_2'],
        ['org_1'],
      ]
      const positions: string[] = []
      for (const [n, organisations] of parties.entries()) {
        const appended = await store.append(commitOf(`cmt_${n}`, [[`t-${n}`, 1]], { organisations }), [])
        if (appended.outcome === 'appended') positions.push(appended.position)
      }
      const scan = async (of: string | null, more: { limit?: number; until?: string } = {}) =>
        (await store.scanCommits({ after: logStart, limit: 10, of, ...more })).map(({ id }) => id)
      expect(await scan('org_1')).toEqual(['cmt_0', 'cmt_1', 'cmt_5'])
      expect(await scan('org_1', { limit: 2 })).toEqual(['cmt_0', 'cmt_1'])
      expect(await scan('org_1', { until: positions[4]! })).toEqual(['cmt_0', 'cmt_1'])
      expect(await scan('org_2', { until: positions[4]! })).toEqual(['cmt_1', 'cmt_4'])
      expect(await scan(null)).toEqual(['cmt_2'])
      const [found] = await store.scanCommits({ after: positions[0]!, limit: 1, of: 'org_1' })
      expect(found).toMatchObject({ position: positions[1], organisations: ['org_2', 'org_1'] })
      expect(found?.extensions.map(({ stream }) => stream)).toEqual(['t-1'])
    })

    test('the head is the position of the newest commit, and readers of the log hear that there is more', async () => {
      const { store, reopen } = await open({ collections: [] })
      expect(await store.head()).toBe(logStart)
      let heard = 0
      const stop = store.onAppended(() => (heard += 1))
      const appended = await store.append(commitOf('cmt_a', [['tally-a', 1]]), [])
      expect(appended).toEqual({ outcome: 'appended', position: await store.head() })
      expect(heard).toBeGreaterThan(0)
      stop()
      const before = heard
      await store.append(commitOf('cmt_b', [['tally-a', 2]]), [])
      expect(heard).toBe(before)
      const head = await store.head()
      expect(await (await reopen()).head()).toBe(head)
    })

    test('who alone writes is told of a commit before any reader hears of it', async () => {
      const { store } = await open({ collections: [], soleWriter: true })
      if (!store.soleWriter) return
      const told: string[] = []
      const heard = Promise.withResolvers<void>()
      store.onAppended(() =>
        queueMicrotask(() => {
          told.push('reader')
          heard.resolve()
        }),
      )
      const appended = store.append(commitOf('cmt_a', [['tally-a', 1]]), []).then(() => told.push('writer'))
      await Promise.all([appended, heard.promise])
      expect(told).toEqual(['writer', 'reader'])
    })

    test('how far a reader has come survives a restart', async () => {
      const { store, reopen } = await open({ collections: [] })
      expect(await store.readCheckpoint('reader')).toBe(logStart)
      await store.writeCheckpoint('reader', '00000000000000ff')
      await store.writeCheckpoint('other', '0000000000000001')
      await store.writeCheckpoint('reader', '0000000000000100')
      const reopened = await reopen()
      expect(await reopened.readCheckpoint('reader')).toBe('0000000000000100')
      expect(await reopened.readCheckpoint('other')).toBe('0000000000000001')
    })
  })
}

const positionOf = async (store: Store, id: string): Promise<string | undefined> =>
  (await readLog(store)).find((commit) => commit.id === id)?.position

/** What every store gives commands that decide at the same time: chains instead of fights, and one truth. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Execute } from './execute.ts'
import type { Store } from '../store.ts'
import { openForTest } from '../open-for-test.ts'
import { changed, executorOn, intentOf, newId, readLog, withAppend, type OpenStore } from '../store-under-test.ts'
import { notableTallies, tallies, tally, type TallyCommand } from '../tally.fixture.ts'
import { createMemoryTurns } from '../turns/memory-turns.fixture.ts'

const add = (execute: Execute, id: string, command: Partial<TallyCommand> & { ceiling?: number } = {}) =>
  execute(tally, intentOf(), async (unit) => {
    await unit.decide(tally, id, { type: 'add', amount: 1, ...command } as TallyCommand)
    return id
  })
const codeOf = (result: PromiseSettledResult<unknown>): string =>
  result.status === 'fulfilled' ? 'ok' : (result.reason as Rejected).rejection.code

/** As if other processes appended, too. */
const sharedWithOthers = (store: Store): Store => (store.soleWriter ? changed(store, { soleWriter: false }) : store)

export function executeContract(name: string, openStore: OpenStore): void {
  const open = openForTest(openStore)
  const openTallies = async () => (await open({ collections: [tallies, notableTallies] })).store

  describe(`commands on ${name}`, () => {
    test('200 commands on one stream all land, one version each, in a few batches', async () => {
      const store = await openTallies()
      const { execute, readState } = executorOn(store)
      let batches = 0
      store.onAppended(() => (batches += 1))
      const done = await Promise.all(Array.from({ length: 200 }, () => add(execute, 'hot')))
      expect(done.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 200 }, (_, n) => n + 1),
      )
      expect(await readState(tally, 'hot')).toMatchObject({ version: 200, state: { total: 200 } })
      expect(batches).toBeLessThanOrEqual(20)
      expect(JSON.parse((await store.documents.get(tallies, 'hot'))!.body)).toMatchObject({ total: 200 })
    })

    test('of 50 buyers of the last 12, exactly 12 are served', async () => {
      const store = await openTallies()
      const { execute, readState } = executorOn(store)
      const results = await Promise.allSettled(Array.from({ length: 50 }, () => add(execute, 'lot', { ceiling: 12 })))
      expect(results.filter((result) => codeOf(result) === 'ok')).toHaveLength(12)
      expect(results.filter((result) => codeOf(result) === 'tally/full')).toHaveLength(38)
      expect(await readState(tally, 'lot')).toMatchObject({ version: 12 })
    })

    test('commands that take overlapping streams in any order do not wait for each other in a circle', async () => {
      const store = await openTallies()
      const { execute, readState } = executorOn(store)
      const ids = ['a', 'b', 'c', 'd', 'e']
      const orders = ids.flatMap((x) => ids.flatMap((y) => ids.map((z) => [...new Set([x, y, z])])))
      await Promise.all(
        orders.map((order) =>
          execute(tally, intentOf(), async (unit) => {
            for (const id of order) {
              await unit.decide(tally, id, { type: 'add', amount: 1 })
              await new Promise(setImmediate)
            }
            return order[0]!
          }),
        ),
      )
      for (const id of ids) {
        const { version, state } = await readState(tally, id)
        expect(version).toBe(orders.filter((order) => order.includes(id)).length)
        expect(state.total).toBe(version)
      }
    })

    test('two executors on one store, as two processes would be, go on until each command has won', async () => {
      const store = await openTallies()
      const executors = [executorOn(store), executorOn(store), executorOn(store)]
      const commands = Array.from({ length: 90 }, (_, n) => add(executors[n % 3]!.execute, 'hot'))
      const versions = (await Promise.all(commands)).map(({ version }) => version)
      expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 90 }, (_, n) => n + 1))
      // A sole writer does not look for what others wrote.
      for (const { readState } of store.soleWriter ? [] : executors)
        expect((await readState(tally, 'hot')).state.total).toBe(90)
    })

    test('processes that go by turns do not undo each other: most of what they append lands at the first try', async () => {
      const opened = await openTallies()
      const counted = { appends: 0, conflicts: 0 }
      const store = withAppend(sharedWithOthers(opened), async (commit, documents) => {
        const result = await opened.append(commit, documents)
        counted.appends += 1
        if (result.outcome === 'conflict') counted.conflicts += 1
        return result
      })
      const turns = createMemoryTurns()
      const executors = [executorOn(store, { turns }), executorOn(store, { turns })]
      const add50 = () => Array.from({ length: 50 }, (_, n) => add(executors[n % 2]!.execute, 'hot'))
      const versions = (await Promise.all(add50())).map(({ version }) => version)
      expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
      expect(counted.conflicts).toBeLessThan(10)
    })

    test('of what is limited, several processes give out exactly so much: nothing lands that rested on what was lost', async () => {
      const store = await openTallies()
      const executors = [executorOn(store), executorOn(store), executorOn(store)]
      const take = ({ execute }: (typeof executors)[number]) =>
        execute(tally, intentOf({ timeoutMs: 30_000 }), async (unit) => {
          await unit.decide(tally, 'last', { type: 'add', amount: 1, ceiling: 40 })
          return 'last'
        })
      const taken = await Promise.allSettled(Array.from({ length: 90 }, (_, n) => take(executors[n % 3]!)))
      expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(40)
      for (const one of taken) if (one.status === 'rejected') expect(String(one.reason)).toContain('tally/full')
      expect(await store.readStream('tally-last', { after: 0, limit: 100 })).toHaveLength(40)
    })

    test('what memory believes is held against the log before anybody is told, a refusal as well as a success', async () => {
      const store = sharedWithOthers(await openTallies())
      const [one, other] = [executorOn(store), executorOn(store)]
      await add(one.execute, 'read')
      await add(one.execute, 'decided')
      await add(one.execute, 'full', { ceiling: 2 })
      // Another process changes all three; this one has heard of nothing.
      await add(other.execute, 'read')
      await add(other.execute, 'decided')
      await add(other.execute, 'full', { ceiling: 2 })
      const seen: number[] = []
      const done = await one.execute(tally, intentOf(), async (unit) => {
        seen.push((await unit.read(tally, 'read')).version)
        await unit.decide(tally, 'decided', { type: 'add', amount: 1 })
        return 'decided'
      })
      expect(seen).toEqual([1, 2])
      expect(done).toMatchObject({ version: 3, state: { total: 3 } })
      await expect(add(one.execute, 'full', { ceiling: 2 })).rejects.toThrow(Rejected)
      // A refusal by what memory had, where the log would have allowed it.
      await add(other.execute, 'full', { amount: -2 })
      expect(await add(one.execute, 'full', { ceiling: 2 })).toMatchObject({ version: 4 })
    })

    test('what others were heard to have changed is read at once, and a command that rests on memory asks once', async () => {
      const opened = await openTallies()
      const asked = { streams: 0, extended: 0 }
      const store = changed(sharedWithOthers(opened), {
        readStream: (...given) => (asked.streams++, opened.readStream(...given)),
        findExtended: (...given) => (asked.extended++, opened.findExtended(...given)),
      })
      let hear: (streams: readonly string[]) => void = () => {}
      const { execute } = executorOn(store, { hearOthers: (listener) => (hear = listener) })
      for (const id of ['a', 'b', 'c']) await add(execute, id)
      const all = () =>
        execute(tally, intentOf(), async (unit) => {
          for (const id of ['a', 'b']) await unit.read(tally, id)
          await unit.decide(tally, 'c', { type: 'add', amount: 1 })
          return 'c'
        })
      Object.assign(asked, { streams: 0, extended: 0 })
      await all()
      expect(asked).toEqual({ streams: 0, extended: 1 })
      await add(executorOn(opened).execute, 'a')
      hear(['tally-a', 'tally-unknown'])
      await all()
      expect(asked).toEqual({ streams: 1, extended: 2 })
    })

    test('what others always win in is given up at its deadline, with nothing changed', async () => {
      const store = await openTallies()
      const { execute } = executorOn(withAppend(store, async () => ({ outcome: 'conflict', stream: 'tally-a' })))
      const work = execute(tally, intentOf({ timeoutMs: 60 }), async (unit) => {
        await unit.decide(tally, 'a', { type: 'add', amount: 1 })
        return 'a'
      })
      await expect(work).rejects.toThrow('store/contended')
      expect(await readLog(store)).toEqual([])
    })

    test('a refusal that rests on a commit that failed is decided again', async () => {
      const store = await openTallies()
      const { execute } = executorOn(failFirstAppend(store))
      const failing = add(execute, 'a', { amount: 10 })
      const refused = add(execute, 'a', { amount: 1, ceiling: 10 })
      await expect(failing).rejects.toThrow('the disk is gone')
      expect(await refused).toMatchObject({ version: 1, state: { total: 1 } })
    })

    test('an error of ours that rests on a commit that failed is decided again, too', async () => {
      const { execute } = executorOn(failFirstAppend(await openTallies()))
      const failing = add(execute, 'a', { amount: 10 })
      const mistaken = execute(tally, intentOf(), async (unit) => {
        if ((await unit.load(tally, 'a')).state.total > 0) throw new TypeError('nobody thought of that')
        await unit.decide(tally, 'a', { type: 'add', amount: 1 })
        return 'a'
      })
      await expect(failing).rejects.toThrow('the disk is gone')
      expect(await mistaken).toMatchObject({ version: 1, state: { total: 1 } })
    })

    test('nobody decides upon what rests on a commit that was given up, though that has still to hear of it', async () => {
      const opened = sharedWithOthers(await openTallies())
      const store = changed(opened, {
        async findExtended(known) {
          await sleep(known.has('tally-slow') ? 60 : 10)
          return opened.findExtended(known)
        },
      })
      const { execute } = executorOn(store)
      for (const id of ['a', 'slow']) await add(execute, id)
      await add(executorOn(opened).execute, 'a')
      const tries = { mistaken: 0, upon: 0 }
      const mistaken = execute(tally, intentOf(), async (unit) => {
        tries.mistaken += 1
        await unit.decide(tally, 'a', { type: 'add', amount: 1 })
        return 'a'
      })
      const upon = execute(tally, intentOf(), async (unit) => {
        tries.upon += 1
        await unit.read(tally, 'slow')
        await unit.decide(tally, 'a', { type: 'add', amount: 1 })
        return 'a'
      })
      expect(await mistaken).toMatchObject({ version: 3 })
      expect(await upon).toMatchObject({ version: 4 })
      expect(tries.mistaken).toBe(2)
    })

    test('a commit that only looked at a commit that failed is decided again', async () => {
      const store = await openTallies()
      const { execute } = executorOn(failFirstAppend(store))
      const failing = add(execute, 'a', { amount: 10 })
      const copied = execute(tally, intentOf(), async (unit) => {
        const { state } = await unit.load(tally, 'a')
        await unit.decide(tally, 'b', { type: 'add', amount: 100 + state.total })
        return 'b'
      })
      await expect(failing).rejects.toThrow('the disk is gone')
      expect(await copied).toMatchObject({ state: { total: 100 } })
    })

    test('what a command only looked at is extended by no other before it was handed to the log', async () => {
      const opened = sharedWithOthers(await openTallies())
      const order: string[] = []
      const store = changed(opened, {
        async findExtended(known) {
          // Whoever looked is slow to hear whether that is still so.
          if (known.has('tally-looked') && known.has('tally-copy')) await sleep(20)
          return opened.findExtended(known)
        },
        append: (commit, documents) => {
          order.push(commit.extensions.map(({ stream }) => stream).join())
          return opened.append(commit, documents)
        },
      })
      const { execute } = executorOn(store)
      for (const id of ['looked', 'copy']) await add(execute, id)
      const copied = execute(tally, intentOf(), async (unit) => {
        const { state } = await unit.load(tally, 'looked')
        await unit.decide(tally, 'copy', { type: 'add', amount: state.total })
        return 'copy'
      })
      await Promise.all([copied, add(execute, 'looked')])
      expect(order.slice(2)).toEqual(['tally-copy', 'tally-looked'])
    })

    test('a command that fails lets go of its streams', async () => {
      const { execute } = executorOn(await openTallies())
      const broken = execute(tally, intentOf(), async (unit) => {
        await unit.load(tally, 'a')
        throw new Error('broken work')
      })
      await expect(broken).rejects.toThrow('broken work')
      expect(await add(execute, 'a')).toMatchObject({ version: 1 })
    })

    test('work that loads in parallel sees one state, and leaves no stream taken when one of them is busy', async () => {
      const { execute } = executorOn(await openTallies())
      const twice = () =>
        execute(tally, intentOf(), async (unit) => {
          await Promise.all(['a', 'b', 'a', 'c'].map((id) => unit.decide(tally, id, { type: 'add', amount: 1 })))
          return 'a'
        })
      const results = await Promise.all(Array.from({ length: 20 }, twice))
      expect(Math.max(...results.map(({ state }) => state.total))).toBe(40)
      expect(Math.max(...results.map(({ version }) => version))).toBe(20)
    })

    test('work that hides a busy stream starts again all the same', async () => {
      const { execute } = executorOn(await openTallies())
      const hiding = () =>
        execute(tally, intentOf(), async (unit) => {
          await unit.decide(tally, newId('x'), { type: 'add', amount: 1 })
          await unit.decide(tally, 'a', { type: 'add', amount: 1 }).catch(() => undefined)
          return 'a'
        })
      const versions = (await Promise.all(Array.from({ length: 10 }, hiding))).map(({ version }) => version)
      expect(versions.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    })

    test('the state answered, the state replayed and the document are the same to the byte', async () => {
      const store = await openTallies()
      const done = await executorOn(store).execute(tally, intentOf(), async (unit) => {
        await unit.decide(tally, 'a', { type: 'add', amount: 10, by: { zoe: 'z', adam: 'a' } })
        return 'a'
      })
      const replayed = await executorOn(store).readState(tally, 'a')
      expect(JSON.stringify(done.state)).toBe(JSON.stringify(replayed.state))
      const document = await store.documents.get(tallies, 'a')
      expect(document?.body).toContain('{"adam":"a","zoe":"z"}')
      expect(await store.documents.get(notableTallies, 'a')).toMatchObject({ body: '{"total":10}', version: 1 })
    })
  })
}

const failFirstAppend = (store: Store): Store => {
  let calls = 0
  return withAppend(store, async (commit, documents) => {
    calls += 1
    if (calls > 1) return store.append(commit, documents)
    await new Promise(setImmediate)
    throw new Error('the disk is gone')
  })
}

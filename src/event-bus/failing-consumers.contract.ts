/** What every event bus promises when consumers fail: one stream waits, nothing is lost, nothing is tried for ever. */
import { describe, expect, test, vi } from 'vitest'
import { Rejected } from '../kernel/rejection.ts'
import { createCollector, publish, type OpenBusUnderTest } from './bus-under-test.ts'
import { attemptsMax, type Consumer, type EventBus, type Message } from './event-bus.ts'
import { openForTest } from './open-for-test.ts'

const interest = { kinds: ['talk'] }
const textOf = ({ body }: Message): string => (body as { text: string }).text
const away = new Rejected({ kind: 'unavailable', code: 'test/away', detail: 'It is away.' })
const deadLettersOf = async (bus: EventBus, count: number) => {
  await vi.waitFor(async () => expect(await bus.deadLetters({ limit: 100 })).toHaveLength(count), { timeout: 10_000 })
  return bus.deadLetters({ limit: 100 })
}

export function failingConsumersContract(name: string, openUnderTest: OpenBusUnderTest): void {
  const { open, start, stop } = openForTest(openUnderTest)

  describe(`failing consumers on ${name}`, () => {
    test('a message that fails is tried five times; only its stream waits, and goes on in order after it', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      let tries = 0
      const bus = openBus()
      const handle = async (message: Message): Promise<void> => {
        if (textOf(message) === 'poison' && (tries += 1)) throw new Error('cannot digest "secret" of a@b.example')
        collector.add(message)
      }
      bus.subscribe({ name: 'all', interest, handle })
      await publish(store, 'talk-1', 1, ['first', 'poison', 'third'])
      for (let n = 2; n < 40; n += 1) await publish(store, `talk-${n}`, 1, ['other'])
      await start(bus)
      await collector.reached(39)
      expect(collector.texts('talk-1')).toEqual(['first'])
      await publish(store, 'talk-1', 2, ['fourth'])
      const [letter] = await deadLettersOf(bus, 1)
      await collector.reached(41)
      expect(tries).toBe(attemptsMax)
      expect(collector.texts('talk-1')).toEqual(['first', 'third', 'fourth'])
      expect(letter).toMatchObject({ group: 'all', stream: 'talk-1', version: 1, type: 'talk/said', attempts: 5 })
      expect(letter?.reason).toBe('Error: cannot digest "…" of …')
      expect(letter?.payload).toBe('{"type":"(4 characters)","text":"(6 characters)"}')
      expect((await bus.lag())[0]).toMatchObject({ parked: 0, deadLetters: 1 })
    })

    test('a message that succeeds on its third try is handled once, and none is given up', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      const tries = new Map<string, number>()
      const bus = openBus()
      const handle = async (message: Message): Promise<void> => {
        const count = (tries.get(message.id) ?? 0) + 1
        tries.set(message.id, count)
        if (count < 3) throw new Error('not yet')
        collector.add(message)
      }
      bus.subscribe({ name: 'all', interest, handle })
      for (let n = 1; n <= 5; n += 1) await publish(store, `talk-${n % 2}`, Math.ceil(n / 2), [`${n}`])
      await start(bus)
      await collector.reached(5)
      expect([collector.texts('talk-1'), collector.texts('talk-0')]).toEqual([
        ['1', '3', '5'],
        ['2', '4'],
      ])
      expect(await bus.deadLetters({ limit: 10 })).toEqual([])
    })

    test('a dead letter that is replayed is handled once, however often it is replayed', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      let isMended = false
      const bus = openBus()
      const handle = async (message: Message): Promise<void> => {
        if (!isMended) throw new Error('broken')
        collector.add(message)
      }
      bus.subscribe({ name: 'all', interest, handle })
      await publish(store, 'talk-1', 1, ['lost'])
      await start(bus)
      const [letter] = await deadLettersOf(bus, 1)
      expect(await bus.replay(letter!.id)).toBe(true)
      expect((await deadLettersOf(bus, 1))[0]?.id).toBe(letter?.id)
      isMended = true
      expect(await Promise.all([bus.replay(letter!.id), bus.replay(letter!.id)])).toEqual([true, false])
      await collector.reached(1)
      expect(await bus.replay(letter!.id)).toBe(false)
      for (const id of ['', 'all', 'all:x:y', 'other:0000000000000001:0']) expect(await bus.replay(id)).toBe(false)
      expect(await bus.deadLetters({ limit: 10 })).toEqual([])
      await publish(store, 'talk-1', 2, ['next'])
      await collector.reached(2)
      expect(collector.texts()).toEqual(['lost', 'next'])
    })

    test('dead letters are listed in pages, by group', async () => {
      const { store, openBus } = await open()
      const bus = openBus()
      const handle = (): Promise<void> => Promise.reject(new Error('no'))
      bus.subscribe({ name: 'b', interest, handle })
      bus.subscribe({ name: 'a', interest, handle })
      for (let n = 0; n < 5; n += 1) await publish(store, `talk-${n}`, 1, ['x'])
      await start(bus)
      const all = await deadLettersOf(bus, 10)
      const first = await bus.deadLetters({ group: 'a', limit: 3 })
      const rest = await bus.deadLetters({ group: 'a', limit: 3, after: first[2]!.id })
      expect([...first, ...rest]).toEqual(all.filter(({ group }) => group === 'a'))
      expect([first.length, rest.length]).toEqual([3, 2])
      await expect(bus.deadLetters({ limit: 0 })).rejects.toThrow(RangeError)
    })

    test('while what a consumer needs is away nothing is given up, and all comes when it is back', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      let isAway = true
      let calls = 0
      const bus = openBus()
      const handle = async (message: Message): Promise<void> => {
        calls += 1
        if (isAway) throw away
        collector.add(message)
      }
      bus.subscribe({ name: 'single', interest, handle })
      const batch = createCollector()
      const handleBatch = async (messages: readonly Message[]): Promise<void> => {
        if (isAway) throw away
        batch.add(...messages)
      }
      bus.subscribe({ name: 'batch', interest, handleBatch })
      for (let n = 0; n < 30; n += 1) await publish(store, `talk-${n % 3}`, Math.floor(n / 3) + 1, [`${n}`])
      await start(bus)
      await vi.waitFor(() => expect(calls).toBeGreaterThan(attemptsMax * 3), { timeout: 10_000 })
      expect((await bus.lag())[0]).toMatchObject({ parked: 0, deadLetters: 0 })
      isAway = false
      await Promise.all([collector.reached(30), batch.reached(30)])
      expect(collector.texts('talk-1')).toEqual(Array.from({ length: 10 }, (_, n) => `${3 * n + 1}`))
      expect(batch.texts()).toEqual(Array.from({ length: 30 }, (_, n) => `${n}`))
      expect(await bus.deadLetters({ limit: 10 })).toEqual([])
    })

    test('one message that fails in a batch fails alone', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      let tries = 0
      const handleBatch = async (messages: readonly Message[]): Promise<void> => {
        if (messages.some((message) => textOf(message) === '25') && (tries += 1)) throw new Error('25')
        collector.add(...messages)
      }
      const bus = openBus()
      bus.subscribe({ name: 'index', interest, handleBatch })
      for (let n = 0; n < 60; n += 1) await publish(store, `talk-${n % 4}`, Math.floor(n / 4) + 1, [`${n}`])
      await start(bus)
      await collector.reached(59)
      await deadLettersOf(bus, 1)
      expect(tries).toBe(attemptsMax)
      for (let stream = 0; stream < 4; stream += 1) {
        const expected = Array.from({ length: 15 }, (_, n) => `${4 * n + stream}`).filter((text) => text !== '25')
        expect(collector.texts(`talk-${stream}`)).toEqual(expected)
      }
    })

    test('a call that takes too long counts as failed, and its signal says so', async () => {
      const { store, openBus } = await open()
      let aborted = 0
      const consumer: Consumer = {
        name: 'slow',
        interest,
        timeoutMs: 20,
        handle: (_message, signal) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              aborted += 1
              resolve()
            })
          }),
      }
      const bus = openBus()
      bus.subscribe(consumer)
      await publish(store, 'talk-1', 1)
      await start(bus)
      const [letter] = await deadLettersOf(bus, 1)
      expect(aborted).toBe(attemptsMax)
      expect(letter?.reason).toContain('longer than 20 ms')
    })

    test('an event that this release cannot read is given up by who wants it, and holds nobody else up', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      const bus = openBus({
        readBody: (kind, { body }) => {
          if (body.includes('newer')) throw new Error(`unknown version of ${kind}`)
          return JSON.parse(body) as unknown
        },
      })
      const handle = async (message: Message): Promise<void> => {
        if (textOf(message)) collector.add(message)
      }
      bus.subscribe({ name: 'all', interest, handle })
      await publish(store, 'talk-1', 1, ['newer'])
      await publish(store, 'talk-2', 1, ['known'])
      await start(bus)
      await collector.reached(1)
      const [letter] = await deadLettersOf(bus, 1)
      expect(letter).toMatchObject({ stream: 'talk-1', payload: 'Error: unknown version of talk' })
    })

    test('what is parked stays parked, with its tries, over a restart', async () => {
      const { store, openBus } = await open()
      const collector = createCollector()
      let tries = 0
      for (let round = 0; tries < attemptsMax; round += 1) {
        expect(round).toBeLessThan(10)
        const bus = openBus()
        const handle = async (message: Message): Promise<void> => {
          if (textOf(message) === 'poison' && (tries += 1)) throw new Error('no')
          collector.add(message)
        }
        bus.subscribe({ name: 'all', interest, handle })
        if (round === 0) await publish(store, 'talk-1', 1, ['poison', 'after'])
        const before = tries
        await start(bus)
        await vi.waitFor(() => expect(tries).toBeGreaterThan(before), { timeout: 10_000 })
        await stop(bus)
      }
      const last = openBus()
      last.subscribe({ name: 'all', interest, handle: async (message) => collector.add(message) })
      await start(last)
      expect(await deadLettersOf(last, 1)).toMatchObject([{ attempts: attemptsMax }])
      await collector.reached(1)
      expect(collector.texts()).toEqual(['after'])
      expect(tries).toBe(attemptsMax)
    })

    test('a group whose maker cannot say whether it begins anew begins once it can, and no other waits for it', async () => {
      const { store, openBus } = await open()
      const [mine, other] = [createCollector(), createCollector()]
      let isAway = true
      const bus = openBus()
      bus.subscribe({
        name: 'keeper',
        interest: { kinds: ['talk'] },
        async beginsAnew() {
          if (isAway) throw away
          return true
        },
        handle: async (message) => mine.add(message),
      })
      bus.subscribe({ name: 'other', interest: { kinds: ['talk'] }, handle: async (message) => other.add(message) })
      await publish(store, 'talk-1', 1, ['one'])
      await start(bus)
      await other.reached(1)
      expect((await bus.lag()).map(({ group }) => group)).toEqual(['keeper', 'other'])
      expect(mine.messages).toEqual([])
      isAway = false
      await publish(store, 'talk-2', 1, ['two'])
      await mine.reached(2)
      expect(mine.texts().toSorted()).toEqual(['one', 'two'])
    })
  })
}

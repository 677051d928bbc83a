/** What every adapter of turns promises to those who ask. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { turnLapsesMs, type Turns } from './turns.ts'

export type TurnsUnderTest = {
  /** As processes that share the turns; the same three times where there can be only one. */
  readonly processes: readonly [Turns, Turns, Turns]
  readonly dispose: () => Promise<void>
}

/** Longer than anybody here is to wait. */
const longMs = 10_000

export function turnsContract(name: string, open: () => Promise<TurnsUnderTest>): void {
  describe(`turns on ${name}`, () => {
    let opened: TurnsUnderTest
    beforeAll(async () => void (opened = await open()))
    afterAll(() => opened.dispose())
    const take = async (process: number, name: string, waitMs = longMs) => {
      const turn = await opened.processes[process % 3]!.take(name, waitMs)
      if (!turn) throw new Error(`The turn "${name}" did not come within ${waitMs} ms.`)
      return turn
    }

    test('one process at a time has it', async () => {
      let inside = 0
      let mostAtOnce = 0
      const work = async (process: number) => {
        const turn = await take(process, 'work')
        mostAtOnce = Math.max(mostAtOnce, (inside += 1))
        await sleep(2)
        inside -= 1
        turn.pass()
      }
      await Promise.all(Array.from({ length: 12 }, (_, process) => work(process)))
      expect(mostAtOnce).toBe(1)
    })

    test('it comes to those who wait in the order in which they came', async () => {
      const first = await take(0, 'order')
      const came: number[] = []
      const waiting: Promise<void>[] = []
      for (const process of [1, 2, 0, 1]) {
        const place = waiting.length
        waiting.push(
          take(process, 'order').then((turn) => {
            came.push(place)
            turn.pass()
          }),
        )
        // Each is in the queue before the next one comes.
        await sleep(30)
      }
      first.pass()
      await Promise.all(waiting)
      expect(came).toEqual([0, 1, 2, 3])
    })

    test('two who come again and again have it by turns', async () => {
      const had: number[] = []
      const come = async (process: number) => {
        for (let count = 0; count < 6; count += 1) {
          const turn = await take(process, 'by turns')
          had.push(process)
          await sleep(40)
          // In the queue again before it is let go, as a process is whose commands wait.
          turn.pass()
        }
      }
      await Promise.all([come(0), come(1)])
      for (const process of [0, 1]) expect(had.slice(0, 8).filter((one) => one === process).length).toBeGreaterThan(2)
    })

    test('who has it hears that others wait, and is not hurried while nobody does', async () => {
      const turn = await take(0, 'wanted')
      await sleep(turnLapsesMs * 1.3)
      expect(turn.isWanted()).toBe(false)
      const next = take(1, 'wanted')
      await expect.poll(turn.isWanted).toBe(true)
      turn.pass()
      expect((await next).isWanted()).toBe(false)
      ;(await next).pass()
    })

    test('one that is not passed on is lost to who waits, and is not taken from the next when it is passed at last', async () => {
      const hanging = await take(0, 'hanging')
      const began = performance.now()
      const next = await take(1, 'hanging')
      expect(performance.now() - began).toBeLessThan(2 * turnLapsesMs + 500)
      hanging.pass()
      expect(await opened.processes[2].take('hanging', 60)).toBeUndefined()
      next.pass()
    })

    test('who waits in vain goes on when the time is up, and is in nobody’s way', async () => {
      const turn = await take(0, 'vain')
      const began = performance.now()
      expect(await opened.processes[1].take('vain', 60)).toBeUndefined()
      expect(performance.now() - began).toBeLessThan(1_000)
      turn.pass()
      ;(await take(2, 'vain', 300)).pass()
    })

    test('one name is not another', async () => {
      const [one, other] = [await take(0, 'this', 300), await take(1, 'that', 300)]
      one.pass()
      other.pass()
    })
  })
}

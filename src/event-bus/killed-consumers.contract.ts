/** What every event bus promises when its process dies in the middle of a delivery. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { publish, type BusUnderTest } from './bus-under-test.ts'

export type KillableBusUnderTest = BusUnderTest & {
  /** A script that opens the store and the bus at `place` and calls `consumeUntilDone`. */
  readonly script: string
  readonly place: string
  /** Closes the store so that the script can have it, and opens it again. */
  readonly whileClosed: <Result>(work: () => Promise<Result>) => Promise<Result>
}

export function killedConsumersContract(name: string, openUnderTest: () => Promise<KillableBusUnderTest>): void {
  describe(`killed consumers on ${name}`, () => {
    test('a message whose delivery ends the process twice is given up unexecuted, the others are handled', async () => {
      const { store, script, place, whileClosed, dispose } = await openUnderTest()
      const published: string[] = []
      for (let n = 0; n < 40; n += 1)
        published.push(
          ...(await publish(store, `talk-${n % 10}`, Math.floor(n / 10) + 1, [n === 13 ? 'deadly' : `${n}`])),
        )
      const lines = await whileClosed(async () => {
        const runs = [await consume([script, place]), await consume([script, place]), await consume([script, place])]
        expect(runs.map(({ code }) => code)).toEqual([66, 66, 0])
        return runs.flatMap(({ said }) => said)
      })
      expect(lines.filter((line) => line === `begun ${published[13]}`)).toHaveLength(2)
      const handled = new Set(lines.filter((line) => line.startsWith('handled ')).map((line) => line.slice(8)))
      expect(published.filter((id) => !handled.has(id))).toEqual([published[13]])
      expect(lines.filter((line) => line.startsWith('given up'))).toEqual([`given up ${published[13]} after 2`])
      await dispose()
    }, 120_000)

    test('after six kills at any moment every message was handled, but for one that was under way at two of them', async () => {
      const { store, script, place, whileClosed, dispose } = await openUnderTest()
      const published: string[] = []
      const perStream = 150
      for (let n = 1; n <= perStream; n += 1)
        for (const ids of await Promise.all(
          Array.from({ length: 8 }, (_, s) => publish(store, `talk-${s}`, n, [`${n}`])),
        ))
          published.push(...ids)
      const runs = await whileClosed(async () => {
        const killed: (readonly string[])[] = []
        for (let kill = 0; kill < 6; kill += 1) killed.push((await consume([script, place], 20 + kill * 9)).said)
        const last = await consume([script, place])
        expect(last.code).toBe(0)
        return [...killed, last.said]
      })
      const handled = new Set(runs.flatMap((said) => idsOf(said, 'handled ')))
      const givenUp = idsOf(runs.at(-1)!, 'given up ').map((text) => text.split(' ')[0]!)
      expect(published.filter((id) => !handled.has(id))).toEqual(givenUp.filter((id) => !handled.has(id)))
      // Of a process that is killed from outside nobody can tell that it did not die of what it delivered; nor, of what
      // it had just handled, that it did: it says so before the bus has heard.
      const begun = runs.map((said) => new Set(idsOf(said, 'begun ')))
      for (const id of givenUp) expect(begun.filter((delivered) => delivered.has(id)).length).toBeGreaterThan(1)
      await dispose()
    }, 120_000)
  })
}

const idsOf = (said: readonly string[], begin: string): string[] =>
  said.filter((line) => line.startsWith(begin)).map((line) => line.slice(begin.length))

/** Runs the script to its end, or kills it after so many lines. */
async function consume(args: string[], killAfter = Infinity): Promise<{ code: number | null; said: string[] }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (said.length === killAfter) child.kill('SIGKILL')
  }
  const [code] = (await ended) as [number | null]
  return { code, said }
}

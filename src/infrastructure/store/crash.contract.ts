/** What every store keeps when its process is killed at any moment: all that was acknowledged, nothing by halves. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { emptySnapshot, evolveSnapshot, streamOf } from './aggregate.ts'
import { parseStreamName } from './commit-log.ts'
import type { Store } from './store.ts'
import { readLog } from './store-under-test.ts'
import { tallies, tally, type TallyView } from './tally.fixture.ts'

export type CrashUnderTest = {
  /** A script that opens the store at `place` and calls `writeUntilKilled`. */
  readonly script: string
  readonly place: string
  /** Opens what the killed process left behind. */
  open(): Promise<Store>
  dispose(): Promise<void>
}

const kills = 8

export function crashContract(name: string, prepare: () => Promise<CrashUnderTest>): void {
  describe(`a killed process on ${name}`, () => {
    test(`after ${kills} kills at any moment all that was acknowledged is found, whole and without gaps`, async () => {
      const { script, place, open, dispose } = await prepare()
      const acknowledged = new Set<string>()
      for (let kill = 0; kill < kills; kill += 1) {
        const before = acknowledged.size
        await runUntilKilled([script, place, `run${kill}`], 30 + kill * 17, (id) => acknowledged.add(id))
        expect(acknowledged.size).toBeGreaterThan(before)
        // The next writer opens what the last one left; every fourth time all of it is looked at.
        if (kill % 4 !== 3) continue
        const store = await open()
        await checkWhole(store, acknowledged)
        await store.close()
      }
      await dispose()
      // A server may hold what a killed process had begun for as long as it lets a transaction live.
    }, 120_000)
  })
}

/** Kills the writer so many acknowledgements after its first, in the middle of whatever it does. */
async function runUntilKilled(args: string[], acknowledgements: number, told: (id: string) => void): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  let count = 0
  for await (const id of createInterface({ input: child.stdout })) {
    told(id)
    count += 1
    if (count === acknowledgements) child.kill('SIGKILL')
  }
  const [, signal] = (await ended) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
}

async function checkWhole(store: Store, acknowledged: ReadonlySet<string>): Promise<void> {
  // Thousands of checks: they gather what is wrong, and one expectation shows it.
  const wrong: string[] = []
  const check = (isRight: boolean, what: string): void => void (isRight || wrong.push(what))
  const found = new Set<string>()
  const versions = new Map<string, number>()
  for (const { id, extensions } of await readLog(store, 1_000)) {
    check(!found.has(id), `${id} twice`)
    found.add(id)
    check(extensions.length === 3, `${id} with ${extensions.length} streams`)
    for (const { stream, version } of extensions) {
      check(version === (versions.get(stream) ?? 0) + 1, `${stream}@${version} after ${versions.get(stream)}`)
      versions.set(stream, version)
    }
  }
  for (const id of acknowledged) check(versions.has(streamOf(tally, id)), `${id} was acknowledged and is lost`)
  for (const [stream, version] of versions) {
    const { id } = parseStreamName(stream)
    const history = await store.readStream(stream, { after: 0, limit: 1_000_000 })
    const { state } = evolveSnapshot(tally, emptySnapshot(tally, id), history)
    const document = await store.documents.get(tallies, id)
    const total = document && (JSON.parse(document.body) as TallyView).total
    check(document?.version === version && total === state.total, `${stream} is shown as of ${document?.version}`)
  }
  expect(wrong).toEqual([])
}

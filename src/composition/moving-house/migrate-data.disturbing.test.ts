/** A move goes on through elections, of what it reads as of what it writes, and ends with the same hashes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../../test/support/eventually.ts'
import { serverUrl } from '../../../test/support/server-url.ts'
import { readConfig } from '../../config/config.ts'
import { dropDatabase, newDatabaseUrl } from '../../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { makeFolder, move } from './house-for-test.ts'
import type { Moved, Move } from './migrate-data.ts'

const server = serverUrl('MONGODB_URL')
const commits = 2_000

describe.skipIf(server === undefined)('while MongoDB elects', () => {
  const url = newDatabaseUrl(server ?? 'mongodb://127.0.0.1')
  const admin = new MongoClient(server ?? 'mongodb://127.0.0.1', { maxPoolSize: 1 })
  let base: string
  let there: Moved

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'fx-moving-'))
    await makeFolder(join(base, 'from'), commits)
  })
  afterAll(async () => {
    await dropDatabase(url)
    await admin.close()
    rmSync(base, { recursive: true })
  })

  /** A node that was deposed a moment ago cannot be elected yet: it is asked again. */
  const stepDown = () =>
    eventually(() => admin.db('admin').command({ replSetStepDown: 3, secondaryCatchUpPeriodSecs: 2 }))
  /** Moves, and has the primary step down once in each of the steps, when some of it is done. */
  const moveThrough = async (from: string, to: string, steps: readonly string[]): Promise<Moved> => {
    const elections = new Map<string, Promise<void>>()
    let held = 0
    const told: Move['told'] = (step, done) => {
      if (!steps.includes(step) || elections.has(step) || done >= commits) return
      elections.set(
        step,
        stepDown().then(() => void (held += 1)),
      )
    }
    const moved = await move(from, to, { config: impatient(join(base, 'from')), told })
    expect([...elections.keys()]).toEqual(steps)
    // Amid the move, and not after it.
    expect(held).toBe(steps.length)
    return moved
  }

  test('of the target, it copies on', async () => {
    there = await moveThrough(join(base, 'from'), url, ['copying commits', 'reading the target'])
    expectSame(there)
  })

  test('of the source, it reads on', async () => {
    const back = await moveThrough(url, join(base, 'back'), ['reading the source', 'copying commits'])
    expectSame(back)
    expect(back.comparison.lines.map(({ source }) => source)).toEqual(there.comparison.lines.map((line) => line.target))
  })
})

function expectSame({ comparison, found }: Moved): void {
  expect(found).toBe(0)
  expect(comparison.streams.count).toBe(0)
  expect(comparison.lines.filter(({ isSame }) => isSame !== true)).toEqual([])
  expect(comparison.lines[0]!.target?.count).toBe(commits)
}

/** What the driver would wait out by itself, the move has to. */
function impatient(data: string) {
  const invocation = readConfig(['--data', data], { FX_MONGODB_SERVER_SELECTION_TIMEOUT_MS: '1000' })
  if (invocation.command !== 'serve') throw new Error('No help was asked for.')
  return invocation.config
}

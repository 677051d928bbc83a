/** A channel over a real log and a real trail: whatever comes first, hearing of a commit or its place in the trail, it is told once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../../test/support/eventually.ts'
import { createFolderCheckpoints } from '../../infrastructure/checkpoints/folder-checkpoints.ts'
import { createMemoryLeases } from '../../infrastructure/leases/memory-leases.ts'
import type { Commit } from '../../infrastructure/store/commit-log.ts'
import { openSqliteStoreUnderTest } from '../../infrastructure/store/sqlite/sqlite-store-under-test.ts'
import { commitOf, readLog, type OpenedStore } from '../../infrastructure/store/store-under-test.ts'
import { auditCollections } from '../audit/trail/audit-view.ts'
import { trailSize } from '../audit/contract.ts'
import { sealerOver } from '../audit/trail/trails-under-test.ts'
import type { LiveEvent } from './next-events.ts'
import { openChannel, type Channel } from './open-channel.ts'
import type { Place } from './place.ts'
import { openPastReader } from './read-past.ts'

const organisationId = 'org_1'
let place: OpenedStore
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fx-channel-'))
  place = await openSqliteStoreUnderTest({ collections: auditCollections })
})
afterEach(async () => {
  await place.dispose()
  rmSync(folder, { recursive: true })
})

const eventId = (n: number): string => `evt_${n.toString(16).padStart(32, '0')}`
const numberOf = ({ id }: Pick<Commit, 'id'>): number => Number(id.slice(4))
/** One of each commit; reading what it says of the record takes a moment, longer for some. */
async function readEvents({ id, at, position }: Commit): Promise<readonly LiveEvent[]> {
  const n = numberOf({ id })
  for (let turns = n % 3; turns > 0; turns -= 1) await turn()
  const subject = { type: 'tally.raised', organisationId, subject: '/v1/tallies/a', version: n + 1 }
  return [{ id: eventId(n), ...subject, at, asOf: position }]
}

async function commit(n: number): Promise<Commit> {
  const made = commitOf(`cmt_${String(n).padStart(4, '0')}`, [['tally-a', n + 1]], { organisations: [organisationId] })
  await place.store.append(made, [])
  return (await readLog(place.store)).at(-1)!
}
/** Until the trail has so many. */
async function seal(size: number): Promise<void> {
  const failed = (error: unknown): void => expect(error).toBeUndefined()
  const checkpoints = createFolderCheckpoints(folder)
  const sealer = sealerOver(
    { store: place.store, leases: createMemoryLeases(), checkpoints, failed },
    { paceMs: 1, signEveryMs: 5 },
  )
  sealer.start()
  await eventually(() => trailSize(place.store.documents, organisationId), { isThere: (found) => found >= size })
  await sealer.stop()
}

function open(): Channel {
  const { store } = place
  const needs = { log: store, documents: store.documents, readEvents }
  return openChannel({ ...needs, readPast: openPastReader(needs) }, organisationId)
}

/** Takes all there is behind a place, as a listener does that is woken. */
async function takeAll(channel: Channel, from: Place, told: string[]): Promise<Place> {
  let behind = from
  for (;;) {
    const { events, place: next } = channel.known(behind, 64) ?? (await channel.next(behind, 64))
    told.push(...events.map(({ event }) => event.id))
    if (events.length === 0 && next.sealed === behind.sealed) return next
    behind = next
  }
}

test('each is told once, in the order of the record, whether it is heard of before the trail has it, meanwhile, after that, twice or never', async () => {
  const channel = open()
  let behind = await channel.now()
  const told: string[] = []
  const total = 24
  for (let n = 0; n < total; n += 2) {
    const [first, second] = [await commit(n), await commit(n + 1)]
    switch ((n / 2) % 6) {
      case 0:
        await Promise.all([channel.add(first), channel.add(second), channel.add(first)])
        break
      case 1:
        await channel.add(first)
        break
      case 2:
        await seal(n + 2)
        await Promise.all([channel.add(first), channel.catchUp(), channel.add(second)])
        break
      case 3:
        await seal(n + 2)
        await channel.catchUp()
        await Promise.all([channel.add(second), channel.add(first)])
        break
      case 4: {
        const hearing = channel.add(first)
        await seal(n + 2)
        await Promise.all([hearing, channel.catchUp(), channel.add(second)])
        break
      }
      case 5:
        await seal(n + 2)
        await channel.catchUp()
        break
    }
    behind = await takeAll(channel, behind, told)
  }
  await seal(total)
  await channel.catchUp()
  behind = await takeAll(channel, behind, told)
  expect(told).toEqual(Array.from({ length: total }, (_, n) => eventId(n)))
  expect(behind).toEqual({ sealed: total, ahead: [] })
})

test('what the trail had before a channel began, nobody is told as news, however late it is heard of', async () => {
  const old = [await commit(0), await commit(1)]
  await seal(2)
  const channel = open()
  const behind = await channel.now()
  expect(behind).toEqual({ sealed: 2, ahead: [] })
  for (const one of old) await channel.add(one)
  await channel.add(await commit(2))
  const told: string[] = []
  await takeAll(channel, behind, told)
  expect(told).toEqual([eventId(2)])
})

test('what has to be read first is not known, and what is known is the same for all who ask from one place', async () => {
  const channel = open()
  expect(channel.known({ sealed: 0, ahead: [] }, 64)).toBeUndefined()
  const behind = await channel.now()
  await channel.add(await commit(0))
  const batch = channel.known(behind, 64)
  expect(batch?.events.map(({ event }) => event.id)).toEqual([eventId(0)])
  expect(channel.known({ ...behind }, 64)).toBe(batch)
  expect(channel.known({ sealed: 7, ahead: [] }, 64)).toBeUndefined()
})

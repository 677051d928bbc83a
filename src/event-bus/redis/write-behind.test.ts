/** What is written behind is there when it is said to be, whatever the store did meanwhile and whatever other clocks say. */
import { afterEach, expect, test } from 'vitest'
import { openSqliteStoreUnderTest } from '../../infrastructure/store/sqlite/sqlite-store-under-test.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import { findLetter, heldMessages, heldWrite, readParked, type HeldMessage } from './held-messages.ts'
import { createWriteBehind } from './write-behind.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
async function openDocuments(): Promise<Documents> {
  const { store, dispose } = await openSqliteStoreUnderTest({ collections: [heldMessages] })
  closing.push(dispose)
  return store.documents
}
const message = (ordinal: number): HeldMessage => ({
  group: 'all',
  position: '0000000000000001',
  ordinal,
  stream: 'talk-1',
  at: '2026-08-01T12:00:00.000Z',
  attempts: 0,
  crashes: 0,
})

test('a store that fails for a while delays what is written and loses none of it', async () => {
  const documents = await openDocuments()
  let failures = 0
  const flaky = Object.assign(Object.create(documents) as Documents, {
    write: async (writes: Parameters<Documents['write']>[0]) => {
      failures += 1
      if (failures <= 3) throw new Error('away')
      await documents.write(writes)
    },
  })
  const told: unknown[] = []
  const journal = createWriteBehind(flaky, (error) => told.push(error))
  for (let n = 0; n < 250; n += 1) journal.add(heldWrite(message(n), false, 1))
  expect(journal.size).toBe(250)
  expect(await journal.settled()).toBe(true)
  expect(told).toHaveLength(3)
  expect(await readParked(documents, 'all')).toHaveLength(250)
})

test('what another clock removed later than now is there all the same once it is parked again', async () => {
  const documents = await openDocuments()
  await documents.write([heldWrite(message(0), false, 1_000), heldWrite(message(0), true, 9_000)])
  const journal = createWriteBehind(documents, () => {})
  journal.add(heldWrite(message(0), false, 5_000))
  expect(await journal.settled()).toBe(true)
  expect(await readParked(documents, 'all')).toMatchObject([message(0)])
  journal.add(heldWrite(message(1), false, 5_000))
  journal.add(heldWrite(message(1), true, 5_001))
  await journal.settled()
  expect(await readParked(documents, 'all')).toHaveLength(1)
  expect(await findLetter(documents, 'all:0000000000000001:0')).toBeUndefined()
})

test('closing ends the waiting for a store that does not come back', async () => {
  const documents = await openDocuments()
  const gone = Object.assign(Object.create(documents) as Documents, {
    write: () => Promise.reject(new Error('gone')),
  })
  const journal = createWriteBehind(gone, () => {})
  journal.add(heldWrite(message(0), false, 1))
  journal.close()
  expect(await journal.settled()).toBe(false)
})

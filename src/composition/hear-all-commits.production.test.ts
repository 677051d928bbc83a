/** Two processes on one MongoDB: what one commits, the other hears of. */
import { afterAll, describe, expect, test } from 'vitest'
import { serverUrl } from '../../test/support/server-url.ts'
import type { CommitToAppend } from '../infrastructure/store/commit-log.ts'
import {
  dropDatabase,
  newDatabaseUrl,
  openMongodbStoreAt,
} from '../infrastructure/store/mongodb/mongodb-store-under-test.ts'
import { hearAllCommits } from './hear-all-commits.ts'

const server = serverUrl('MONGODB_URL')
const log = { warn: (): void => undefined }
const hearWithinMs = 1_000

const commitTo = (stream: string, version = 1): CommitToAppend => ({
  id: `cmt_${stream}_${version}`,
  extensions: [{ stream, version, events: [{ type: 'x/happened', schemaVersion: 1, body: '{}' }] }],
  organisations: [],
  actor: { kind: 'system', id: 'test' },
  cause: { kind: 'job', id: 'test' },
  at: new Date().toISOString(),
})

describe.skipIf(server === undefined)('commit notices on MongoDB', () => {
  const url = newDatabaseUrl(server ?? '')
  afterAll(() => dropDatabase(url))

  test('a process hears of the others’ commits within a second, and of its own once', async () => {
    const [here, there] = await Promise.all([1, 2].map(() => openMongodbStoreAt(url, { collections: [] })))
    const notices = await hearAllCommits({ store: here!, log, tagsOf: (streams) => streams })
    const heard: string[] = []
    const { promise: other, resolve } = Promise.withResolvers<void>()
    notices.subscribe((streams) => {
      heard.push(...streams)
      if (streams.includes('thing-there')) resolve()
    })

    const own = commitTo('thing-here')
    const landed = await here!.append(own, [])
    if (landed.outcome !== 'appended') throw new Error(landed.outcome)
    notices.notify(['thing-here'], { id: own.id, position: landed.position })
    expect(heard).toEqual(['thing-here'])

    const begun = performance.now()
    await there!.append(commitTo('thing-there'), [])
    await other
    expect(performance.now() - begun).toBeLessThan(hearWithinMs)
    expect(heard).toEqual(['thing-here', 'thing-there'])
    expect(notices.hasHeard(landed.position)).toBe(true)

    const later = await there!.append(commitTo('thing-there', 2), [])
    if (later.outcome !== 'appended') throw new Error(later.outcome)
    expect(await notices.hear(later.position, hearWithinMs)).toBe(true)
    expect(heard.at(-1)).toBe('thing-there')
    const never = `${later.position.slice(0, 8)}ffffffff`
    expect(await notices.hear(never, 20)).toBe(false)
    await notices.close()
    await Promise.all([here!.close(), there!.close()])
  })
})

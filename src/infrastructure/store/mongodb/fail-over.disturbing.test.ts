/** A replica set loses its primary under load, by a power cut and by maintenance: what the store promises of that, each by its name. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplicaSet, type ReplicaSetUnderTest } from '../../../../test/support/replica-set-under-test.ts'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { openMongodb } from '../../mongodb/open-mongodb.ts'
import { parseStreamName, type Commit } from '../commit-log.ts'
import type { Store } from '../store.ts'
import { notableTallies, tallies, type TallyView } from '../tally.fixture.ts'
import { writeThrough, type Account } from './fail-over.fixture.ts'
import { newDatabaseUrl, openMongodbStoreAt, openMongodbStoreOn } from './mongodb-store-under-test.ts'
import type { CommitWatch } from './watch-commits.fixture.ts'

/** What is promised of the time without writes, whatever happens to one node. */
const recoveryMs = 30_000

describe.skipIf(serverUrl('MONGODB_URL') === undefined)('fail-over', () => {
  let servers: ReplicaSetUnderTest
  beforeAll(async () => void (servers = await startReplicaSet('fail-over')))
  afterAll(() => servers.dispose())

  /** By the process's id, while the ends of two transactions at least are on their way. */
  const kill = async (watch: CommitWatch): Promise<void> => {
    const shoot = await servers.aimAtPrimary()
    await new Promise<void>((resolve, reject) =>
      watch.whenEnding(2, () => {
        shoot().ended.then(() => resolve(), reject)
      }),
    )
  }
  const faults = [
    { fault: 'the primary steps down', isAbrupt: false, disturb: () => servers.stepDown() },
    { fault: 'the primary is killed by kill -9', isAbrupt: true, disturb: kill },
  ] as const
  const databases: string[] = []

  describe.each(faults)('under 32 writers, $fault:', ({ disturb, isAbrupt }) => {
    let url: string
    let account: Account
    beforeAll(async () => {
      url = newDatabaseUrl(servers.url)
      databases.push(url)
      account = await writeThrough(url, disturb)
    })
    const withStore = async <T>(look: (store: Store) => Promise<T>): Promise<T> => {
      const store = await openMongodbStoreAt(url, { collections: [tallies, notableTallies] })
      try {
        return await look(store)
      } finally {
        await store.close()
      }
    }

    test('unknown outcomes: what was acknowledged is there, and whatever is there is there once', () => {
      const { acknowledged, log } = account
      const made = log.map(({ extensions }) => parseStreamName(extensions.find(isNew)!.stream).id)
      expect(new Set(made)).toEqual(acknowledged)
      expect(made).toHaveLength(acknowledged.size)
      expect(new Set(log.map(({ id }) => id)).size).toBe(log.length)
    })

    test('unknown outcomes: a commit whose end nobody told is looked for, or written again under its id, until it is known', () => {
      const { watch, log } = account
      const landed = new Set(log.map(({ id }) => id))
      const untold = [...watch.untold()]
      if (isAbrupt) expect(untold).not.toEqual([])
      expect(untold.filter((id) => !landed.has(id) && watch.sent.get(id) === 1)).toEqual([])
    })

    test('deciding reads: what was decided upon was never undone: no stream has a gap, and none a version twice', () => {
      expect(gapsIn(account.log)).toEqual([])
    })

    test('read models: they came with their commits: each is as of its stream’s newest version', async () => {
      const versions = new Map(account.log.flatMap(({ extensions }) => extensions.map((it) => [it.stream, it.version])))
      const wrong = await withStore(async (store) => {
        const late: string[] = []
        for (const [stream, version] of versions) {
          const shown = await store.documents.get(tallies, parseStreamName(stream).id)
          // Each version added one.
          const total = shown && (JSON.parse(shown.body) as TallyView).total
          if (shown?.version !== version || total !== version) late.push(`${stream}@${version}: ${shown?.body}`)
        }
        return late
      })
      expect(wrong).toEqual([])
    })

    test('read your writes: what was answered, another process showed right after', () => {
      expect(account.notShown).toEqual([])
    })

    test('tailing: who follows the log was given every commit, none twice, and each stream in its order', () => {
      const { tail, log } = account
      expect(tail.map(({ id }) => id).toSorted()).toEqual(log.map(({ id }) => id).toSorted())
      expect(gapsIn(tail)).toEqual([])
    })

    test(`writers were served again within ${recoveryMs / 1_000} s`, () => {
      expect(account.silentMs).toBeLessThan(recoveryMs)
    })
  })

  test('reads that no primary is left for fail as what passes by itself, so that clients are told to come again', async () => {
    const mongodb = await openMongodb(databases[0]!, { serverSelectionTimeoutMs: 1_500 })
    const store = await openMongodbStoreOn(mongodb, { collections: [tallies, notableTallies] })
    try {
      // One of three is gone already: the one that is left may not decide.
      await (
        await servers.aimAtPrimary()
      )().ended
      const asked = [
        () => store.readStream('tally-none', { after: 0, limit: 1 }),
        () => store.findRepeat('20260101:none'),
        () => store.documents.get(tallies, 'none'),
        () =>
          store.documents.find(notableTallies, {
            index: 'byTotal',
            equals: [],
            limit: 1,
          }),
      ]
      const ends = await Promise.allSettled(asked.map((ask) => ask()))
      expect(ends.map((end) => end.status === 'rejected' && store.isPassing?.(end.reason))).toEqual(
        asked.map(() => true),
      )
    } finally {
      await store.close()
    }
  })

  test('the killed node, started again, catches up and holds what the others hold', async () => {
    await servers.restart()
    for (const url of databases) {
      const digests = await servers.digests(new URL(url.replace(/,[^/]*/, '')).pathname.slice(1))
      expect(digests).toHaveLength(3)
      expect(new Set(digests).size).toBe(1)
    }
  })
})

const isNew = ({ stream, version }: Commit['extensions'][number]): boolean =>
  version === 1 && /^w\d+n\d+$/.test(parseStreamName(stream).id)

function gapsIn(commits: readonly Commit[]): readonly string[] {
  const gaps: string[] = []
  const versions = new Map<string, number>()
  for (const { stream, version } of commits.flatMap(({ extensions }) => extensions)) {
    const before = versions.get(stream) ?? 0
    if (version !== before + 1) gaps.push(`${stream}@${version} after ${before}`)
    versions.set(stream, version)
  }
  return gaps
}

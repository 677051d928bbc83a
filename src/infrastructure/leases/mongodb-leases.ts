/** Leases in MongoDB: a document each, taken and renewed by the servers' clock, so that processes need not agree on the time. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoServerError, type Db } from 'mongodb'
import { isTransient } from '../mongodb/mongodb-errors.ts'
import { assertLeaseName, type Lease, type Leases } from './leases.ts'

type LeaseRow = {
  readonly _id: string
  readonly fence: number
  /** Null where nobody has it. */
  readonly holder: string | null
  readonly until: Date
}

export type MongodbLeasesOptions = {
  readonly database: Db
  /** In [0, 1): spreads those who wait. */
  readonly random: () => number
  /** How long the lease of a holder that is silent lasts, unless it was taken for less. */
  readonly ttlMs?: number
}

const timeoutMs = 5_000
const renewedFor = (amount: number) => ({ $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount } })
const durable = { w: 'majority', journal: true, wtimeoutMS: timeoutMs } as const
/** How often one who waits looks again. */
const lookEveryMs = 200
/** A holder gives up so much sooner than others may begin: what it does last has to reach the servers, too. */
const safetyShare = 0.2

export function openMongodbLeases({ database, random, ttlMs: usualMs = 6_000 }: MongodbLeasesOptions): Leases {
  const rows = database.collection<LeaseRow>('leases', { writeConcern: durable, readPreference: 'primary' })
  const held = new Set<Lease>()

  const declare = async (name: string): Promise<void> => {
    try {
      await rows.insertOne({ _id: name, fence: 0, holder: null, until: new Date(0) })
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === 11_000)) throw error
    }
  }
  /** Also finds it taken by this very try, where the reply to an earlier one was lost. */
  const tryTake = (name: string, holder: string, ttlMs: number): Promise<LeaseRow | null> =>
    rows.findOneAndUpdate(
      { _id: name, $or: [{ holder }, { $expr: { $lt: ['$until', '$$NOW'] } }] },
      [{ $set: { fence: { $add: ['$fence', 1] }, holder, until: renewedFor(ttlMs) } }],
      { returnDocument: 'after', maxTimeMS: timeoutMs },
    )

  const hold = ({ _id, fence }: LeaseRow, holder: string, askedAt: number, ttlMs: number): Lease => {
    const losing = new AbortController()
    const mine = { _id, holder, fence }
    let ended = false
    let safeUntil = askedAt + ttlMs * (1 - safetyShare)
    const lose = (): void => {
      ended = true
      held.delete(lease)
      losing.abort(new Error(`The lease "${_id}" was not renewed in time.`))
    }
    /** A reply that is late does not make it last longer: what counts is when it was asked for. */
    const renew = async (): Promise<void> => {
      while (!ended) {
        await sleep(Math.min(ttlMs / 3, Math.max(0, safeUntil - performance.now())), undefined, { ref: false })
        if (ended) return
        if (performance.now() >= safeUntil) return lose()
        const asked = performance.now()
        try {
          const { matchedCount } = await rows.updateOne(mine, [{ $set: { until: renewedFor(ttlMs) } }], {
            maxTimeMS: timeoutMs,
          })
          if (matchedCount === 0) return lose()
          safeUntil = asked + ttlMs * (1 - safetyShare)
        } catch (error) {
          if (!isTransient(error)) return lose()
        }
      }
    }
    // A renewal that hangs is not waited for.
    const watch = setInterval(() => {
      if (!ended && performance.now() >= safeUntil) lose()
      if (ended) clearInterval(watch)
    }, ttlMs / 20).unref()
    void renew()
    const lease: Lease = {
      fence,
      lost: losing.signal,
      async release() {
        if (ended) return
        ended = true
        held.delete(lease)
        try {
          await rows.updateOne(mine, { $set: { holder: null, until: new Date(0) } }, { maxTimeMS: timeoutMs })
        } catch (error) {
          // Servers that do not hear of it let it run out, as that of a process that died.
          if (!isTransient(error)) throw error
        }
      },
    }
    held.add(lease)
    return lease
  }

  return {
    async take(name, waitMs, ttlMs = usualMs) {
      assertLeaseName(name)
      const until = performance.now() + waitMs
      const holder = randomUUID()
      for (let isDeclared = false; ;) {
        const askedAt = performance.now()
        try {
          if (!isDeclared) await declare(name)
          isDeclared = true
          const taken = await tryTake(name, holder, ttlMs)
          if (taken) return hold(taken, holder, askedAt, ttlMs)
        } catch (error) {
          if (!isTransient(error) || performance.now() >= until) throw error
        }
        if (performance.now() >= until) return undefined
        await sleep(Math.min(until - performance.now(), lookEveryMs * (0.5 + random())))
      }
    },
    async close() {
      for (const lease of held) await lease.release()
    },
  }
}

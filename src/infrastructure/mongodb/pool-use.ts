/** How busy the connections are, from the driver's own events: in use now, and how long commands waited for one. */
import type { MongoClient } from 'mongodb'

/** A free connection is had within the first; the last is how long a command waits by default. */
const waitBoundsMs = [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000] as const

/** What the port of connection pools says of one. */
export type MongodbPoolUse = ReturnType<ReturnType<typeof measurePool>>

/** Counts from now on; gives what reads the counts. */
export function measurePool(client: MongoClient, sizeMax: number) {
  const counts = {
    open: 0,
    inUse: 0,
    waiting: 0,
    checkedOut: 0,
    timedOut: 0,
    failed: 0,
    cleared: 0,
    longestWaitMs: 0,
  }
  const waits = [...waitBoundsMs, undefined].map((upToMs) => ({ ...(upToMs !== undefined && { upToMs }), count: 0 }))
  const waited = (durationMs: number): void => {
    counts.waiting -= 1
    counts.longestWaitMs = Math.max(counts.longestWaitMs, durationMs)
    waits.find(({ upToMs = Infinity }) => durationMs <= upToMs)!.count += 1
  }
  client.on('connectionCreated', () => void (counts.open += 1))
  client.on('connectionClosed', () => void (counts.open -= 1))
  client.on('connectionCheckOutStarted', () => void (counts.waiting += 1))
  client.on('connectionCheckedOut', ({ durationMS }) => {
    counts.inUse += 1
    counts.checkedOut += 1
    waited(durationMS)
  })
  client.on('connectionCheckOutFailed', ({ durationMS, reason }) => {
    counts[reason === 'timeout' ? 'timedOut' : 'failed'] += 1
    waited(durationMS)
  })
  client.on('connectionCheckedIn', () => void (counts.inUse -= 1))
  client.on('connectionPoolCleared', () => void (counts.cleared += 1))
  return () => ({ ...counts, sizeMax, waits: waits.map((bucket) => ({ ...bucket })) })
}

/** How busy the connections are, from the driver's own events: in use now, and how long commands waited for one. */
import type { MongoClient } from 'mongodb'

export type PoolUse = {
  readonly open: number
  readonly inUse: number
  /** Commands that wait for a connection now. */
  readonly waiting: number
  /** Since the start. */
  readonly checkedOut: number
  readonly refused: number
  readonly cleared: number
  /** Milliseconds that commands have waited for a connection, together and at most, since the start. */
  readonly waitedMs: number
  readonly longestWaitMs: number
}

/** Counts from now on; gives what reads the counts. */
export function measurePool(client: MongoClient): () => PoolUse {
  const use = { open: 0, inUse: 0, waiting: 0, checkedOut: 0, refused: 0, cleared: 0, waitedMs: 0, longestWaitMs: 0 }
  const waited = (durationMs: number): void => {
    use.waiting -= 1
    use.waitedMs += durationMs
    use.longestWaitMs = Math.max(use.longestWaitMs, durationMs)
  }
  client.on('connectionCreated', () => void (use.open += 1))
  client.on('connectionClosed', () => void (use.open -= 1))
  client.on('connectionCheckOutStarted', () => void (use.waiting += 1))
  client.on('connectionCheckedOut', ({ durationMS }) => {
    use.inUse += 1
    use.checkedOut += 1
    waited(durationMS)
  })
  client.on('connectionCheckOutFailed', ({ durationMS }) => {
    use.refused += 1
    waited(durationMS)
  })
  client.on('connectionCheckedIn', () => void (use.inUse -= 1))
  client.on('connectionPoolCleared', () => void (use.cleared += 1))
  return () => ({ ...use })
}

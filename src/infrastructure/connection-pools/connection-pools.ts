/** The port by which adapters tell how busy their connections are: for operators, who size the pools. */

/** How many waits ended within so many milliseconds, and not within the bound before; without a bound, how many took longer. */
export type WaitBucket = { readonly upToMs?: number; readonly count: number }

/** Counts since the process started, unless they say "now". */
export type PoolUse = {
  /** Connections to one node; there is a pool for each. */
  readonly sizeMax: number
  /** Of all nodes, now. */
  readonly open: number
  /** Taken by a command, now. */
  readonly inUse: number
  /** Commands that wait for a connection, now. */
  readonly waiting: number
  readonly checkedOut: number
  /** Commands that gave up waiting, because the pool was exhausted for too long. */
  readonly timedOut: number
  /** Commands that got no connection for another reason: the node was away, or the pool was closed. */
  readonly failed: number
  /** How often all connections to a node were given up, as after an election. */
  readonly cleared: number
  /** How long commands waited for a connection, those that got none among them; the same buckets always. */
  readonly waits: readonly WaitBucket[]
  readonly longestWaitMs: number
}

export type ConnectionPool = {
  /** What the connections lead to: lower-case letters and dashes. */
  readonly name: string
  readonly use: () => PoolUse
}

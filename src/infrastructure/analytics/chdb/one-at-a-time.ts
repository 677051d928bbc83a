/**
 * Calls the engine in process one at a time, and clears up behind every call that failed: chDB 3.4 keeps what a failed
 * query had written so far and puts it before the answer of the next one, whoever asks that.
 */

/** As much of a connection of ClickHouse's client as has to be put in order. */
type Calls = {
  query(params: { readonly query: string; readonly abort_signal?: AbortSignal }): Promise<unknown>
  exec(params: { readonly query: string; readonly abort_signal?: AbortSignal }): Promise<unknown>
  command(params: { readonly query: string; readonly abort_signal?: AbortSignal }): Promise<unknown>
  insert(params: { readonly query: string; readonly abort_signal?: AbortSignal }): Promise<unknown>
  ping(params: never): Promise<unknown>
  close(): Promise<void>
}

/** Gives the same connection, in order. How many wait is bounded by whoever calls. */
export function oneAtATime<Connection extends Calls>(connection: Connection): Connection {
  let last: Promise<unknown> = Promise.resolve()
  const turn = <Value>(signal: AbortSignal | undefined, work: () => Promise<Value>): Promise<Value> => {
    const mine = last.then(async () => {
      // Whoever gave up while waiting takes no time of the others.
      signal?.throwIfAborted()
      try {
        return await work()
      } catch (error) {
        await connection.query({ query: 'SELECT 1 FORMAT Null' })
        throw error
      }
    })
    last = mine.catch(() => undefined)
    return mine
  }
  // The engine takes no signal half-way: it would give the answer up and go on working. Its time limit ends it.
  const ordered = (call: 'query' | 'exec' | 'command' | 'insert') => (params: Parameters<Calls['query']>[0]) => {
    const { abort_signal: signal, ...rest } = params
    return turn(signal, () => connection[call](rest))
  }
  const calls: Calls = {
    query: ordered('query'),
    exec: ordered('exec'),
    command: ordered('command'),
    insert: ordered('insert'),
    ping: (params) => turn(undefined, () => connection.ping(params)),
    close: () => turn(undefined, () => connection.close()),
  }
  // Same methods, same shapes: only when they run differs.
  return calls as Connection
}

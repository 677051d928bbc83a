/** What every server has in common: how it is installed, which processes it is made of, and when it is ready. */

export const serverNames = ['mongodb', 'redis', 'redis-cluster', 'elasticsearch', 'chdb'] as const
export type ServerName = (typeof serverNames)[number]

export const isServerName = (name: string): name is ServerName => serverNames.some((known) => known === name)

/** Says how far it is, in a line of its own. */
export type Say = (line: string) => void

/** One server of one set: everything its processes are told. */
export type Placement = {
  /** The folder it is installed in. */
  readonly installation: string
  /** As many as `portCount`, in the order that the server gives them meaning. */
  readonly ports: readonly number[]
  /** The server's own folder, empty before it starts and removed by `down`. */
  readonly data: string
}

export type Launch = {
  /** Within its server, and the name of its log: `node-1`. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** A folder of this process alone; made before it starts. */
  readonly folder: string
  readonly environment?: Readonly<Record<string, string>>
}

export type Server = {
  readonly about: string
  /** The variable by which the exchange is told of it. */
  readonly variable: string
  readonly portCount: number
  /** From the start of its processes until it takes a write. */
  readonly readyTimeoutMs: number
  /** Returns the folder it is in, which is made only where it is not there. */
  readonly install: (cache: string, say: Say) => Promise<string>
  readonly launches: (placement: Placement) => readonly Launch[]
  readonly url: (ports: readonly number[]) => string
  /**
   * Does what is still to be done before it can be used, and says what it lacks; undefined once it has taken a write.
   * Called again and again. Rejects where nothing answers yet, and when told to stop.
   */
  readonly settle: (placement: Placement, signal: AbortSignal) => Promise<string | undefined>
}

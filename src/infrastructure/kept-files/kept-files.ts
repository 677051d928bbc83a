/** The port for the few things that are kept whole under a name: tables that somebody loaded, not records of the trade. */

/** Names are lower-case letters, digits, dots and dashes, at most 80 of them. */
export type KeptFiles = {
  /** Undefined where nothing is kept under the name. */
  readonly read: (name: string) => Promise<Uint8Array | undefined>
  /** All or nothing, and durable when it resolves. Throws a RangeError for what is no name. */
  readonly write: (name: string, bytes: Uint8Array) => Promise<void>
  /** Of all that is kept, in order: as few as there are tables to load. */
  readonly names: () => Promise<readonly string[]>
}

/** Refuses names that could lead elsewhere. */
export function assertKeptName(name: string): void {
  if (!/^[a-z0-9][a-z0-9.-]{0,79}$/.test(name)) throw new RangeError(`"${name}" is no name to keep something under.`)
}

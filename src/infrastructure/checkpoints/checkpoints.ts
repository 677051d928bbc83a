/** The port for checkpoints of audit trails: they lie outside the database, so that whoever rewrites it does not rewrite them too. */

export type Checkpoints = {
  /** Adds a note behind all that were added of the trail; durable when it resolves. */
  readonly append: (trail: string, note: string) => Promise<void>
  /** The notes of a trail in the order in which they were added; one that a crash cut off is left out. */
  readonly read: (trail: string) => AsyncIterable<string>
  /** The newest of a trail; undefined where there is none. */
  readonly newest: (trail: string) => Promise<string | undefined>
}

/** Refuses names that could lead elsewhere: lower-case letters, digits and underscores, at most 64 of them. */
export function assertTrailName(trail: string): void {
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(trail)) throw new RangeError(`"${trail}" cannot be the name of a trail.`)
}

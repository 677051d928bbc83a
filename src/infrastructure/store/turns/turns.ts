/**
 * The port for whose go it is, among processes that would otherwise be in each other's way. A turn is advice and no lock:
 * what is right does not rest on it, so nobody waits long for one, and whoever gets none goes on without.
 */

export type Turn = {
  /** Whether another process waits for it. */
  readonly isWanted: () => boolean
  /** Lets the next process have it, whoever came first. Is not waited for. */
  readonly pass: () => void
}

export type Turns = {
  /**
   * Waits for this process's turn at most so long. Undefined where it did not come, and at once where nobody can say
   * whose turn it is. A process holds one turn of a name at a time, and loses it, whatever it does, a second after
   * others began to wait. Never rejects.
   */
  readonly take: (name: string, waitMs: number) => Promise<Turn | undefined>
  /** Passes on all that are held. */
  readonly close: () => Promise<void>
}

/** How long a turn lasts that others wait for: its process died, or hangs. */
export const turnLapsesMs = 1_000

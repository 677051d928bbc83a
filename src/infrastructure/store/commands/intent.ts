/** What a command is run with, and what it leaves behind. */
import type { Snapshot } from '../aggregate.ts'
import type { Actor, Cause, Position } from '../commit-log.ts'

/** Who wants something done, why, when, until when, and under which key it may be repeated. */
export type Intent = {
  readonly actor: Actor
  readonly cause: Cause
  /** UTC, ISO 8601. */
  readonly at: string
  /** How long it may try against other writers. */
  readonly timeoutMs: number
  /** A digest of the idempotency key with its tenant, route and actor, and one of the payload. */
  readonly repeat?: { readonly key: string; readonly fingerprint: string }
  /** Told where the commit stands that holds what the command is answered from, before it is answered. */
  readonly landed?: (position: Position) => void
}

/** What a command left behind: the subject's state, and whether an earlier try of the same command had made it. */
export type Committed<State> = Snapshot<State> & { readonly replayed: boolean }

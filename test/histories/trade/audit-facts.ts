/** What a history tells of audit trails: how the store has them behind the exchange's back, and what the exchange shows of them. */

export type PartyFact = { readonly kind: string; readonly id: string }

/** A commit as the store has it. */
export type CommitFact = {
  readonly id: string
  readonly position: string
  readonly at: string
  readonly actor: PartyFact
  readonly cause: PartyFact
  readonly organisations: readonly string[]
  /** SHA-256 over all of it, base64url: computed by whoever read it. */
  readonly digest: string
}

/** Up to 64 neighbouring entries, as the store has them; hashes are base64url. */
export type TileFact = {
  readonly index: number
  readonly leaves: readonly string[]
  readonly positions: readonly string[]
  readonly forged: readonly number[]
  readonly chain: string
}

/** An entry as its organisation is shown it. */
export type EntryFact = { readonly sequence: number; readonly commitId: string | null; readonly leaf: string }

/** That the tree of one size begins with the tree of another. */
export type ProofFact = {
  readonly first: number
  readonly second: number
  readonly firstRoot: string
  readonly secondRoot: string
  readonly path: readonly string[]
}

/** As the exchange speaks of it; only where an organisation was asked for its own. */
export type ShownTrailFact = {
  readonly verifierKey: string
  readonly entries: readonly EntryFact[]
  readonly proofs: readonly ProofFact[]
  readonly isIntact: boolean | null
  readonly pending: number
}

export type TrailFact = {
  readonly trail: string
  readonly size: number
  readonly root: string
  readonly chain: string
  readonly tiles: readonly TileFact[]
  /** Signed checkpoints as they lie outside the store, the oldest first. */
  readonly notes: readonly string[]
  readonly shown?: ShownTrailFact
}

export type AuditFact = {
  /** In the order of the log. */
  readonly commits: readonly CommitFact[]
  readonly trails: readonly TrailFact[]
  /** When all of it was read. */
  readonly readAt: string
}

/** The trail of commits that concern nobody. */
export const nobodysTrail = 'exchange'

/** The trails that a commit has an entry in. */
export const trailsOf = ({ organisations }: CommitFact): ReadonlySet<string> =>
  new Set(organisations.length === 0 ? [nobodysTrail] : organisations)

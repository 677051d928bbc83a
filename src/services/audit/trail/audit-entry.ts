/** An entry of an organisation's audit trail: what the chain and the tree are made of, so that anybody can compute it again. */
import type { Hash, MerkleTree, Sha256 } from './merkle-tree.ts'

/** One commit, as the chain of one organisation that took part in it has it. */
export type AuditEntry = {
  readonly organisationId: string
  /** From 1 on, without a gap, for each organisation. */
  readonly sequence: number
  readonly commitId: string
  readonly at: string
  readonly actor: { readonly kind: string; readonly id: string }
  readonly cause: { readonly kind: string; readonly id: string }
  /** SHA-256 over all of the commit, base64url. An organisation sees no more of what others did in the same commit. */
  readonly digest: string
  /** Whether the commit bore the exchange's own seal when it was chained. */
  readonly isGenuine: boolean
}

/** Characters that JSON has as they are: all that ids, instants and digests are made of. */
const plain = /^[ !#-[\]-~]*$/

/** The text that the leaf of an entry is the hash of: a JSON array without white space. */
export const leafText = (entry: AuditEntry): string => {
  const { organisationId, sequence, commitId, at, actor, cause, digest, isGenuine } = entry
  // A million are made in a row, and nearly none has a character to escape.
  return plain.test(organisationId + commitId + at + actor.kind + actor.id + cause.kind + cause.id + digest)
    ? `["${organisationId}",${sequence},"${commitId}","${at}","${actor.kind}","${actor.id}","${cause.kind}","${cause.id}","${digest}",${isGenuine}]`
    : JSON.stringify([
        organisationId,
        sequence,
        commitId,
        at,
        actor.kind,
        actor.id,
        cause.kind,
        cause.id,
        digest,
        isGenuine,
      ])
}

export type Chaining = {
  readonly leafOf: (entry: AuditEntry) => Hash
  /** H(the chain so far ‖ the entry's leaf). */
  readonly link: (chain: Hash, leaf: Hash) => Hash
}

/** What a chain is before its first entry. */
export const chainStart: Hash = new Uint8Array(32)

export function createChaining(sha256: Sha256, tree: Pick<MerkleTree, 'leaf'>): Chaining {
  const pair = new Uint8Array(64)
  return {
    leafOf: (entry) => tree.leaf(leafText(entry)),
    link(chain, leaf) {
      pair.set(chain, 0)
      pair.set(leaf, 32)
      return sha256(pair)
    },
  }
}

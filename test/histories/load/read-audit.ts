/** Reads audit trails twice: as the exchange shows them to those they are of, and as the store and the checkpoints have them. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '../../../sdk/index.ts'
import type { AuditFact, CommitFact, EntryFact, ProofFact, ShownTrailFact, TileFact } from '../trade/audit-facts.ts'
import type { LoadContext } from './market.ts'
import type { Stored, StoredCommit } from './read-store.ts'

/** By organisation. */
export type ShownTrails = ReadonlyMap<string, ShownTrailFact>

/** Commits that are in no trail yet, of all who are asked; those that do not answer are to be asked again. */
export async function readUnsealed({ market }: LoadContext): Promise<number> {
  let pending = 0
  for (const { owner } of [market.buyer, market.supplier, market.rival])
    pending += (await owner.client.verifyAuditTrail()).data.pending
  return pending
}

/** Of the buyer's, its suppliers' trails: what stands at the beginning, and how the tree grew. */
export async function readShownTrails({ market }: LoadContext): Promise<ShownTrails> {
  const shown = new Map<string, ShownTrailFact>()
  for (const { id, owner } of [market.buyer, market.supplier, market.rival])
    shown.set(id, await readShown(owner.client))
  return shown
}

/** As many as one request gives: the others are compared in the store. */
const shownMax = 100

async function readShown(client: Client): Promise<ShownTrailFact> {
  const { verifierKey } = (await client.getAuditCheckpoint()).data
  const { isIntact, pending, total } = (await client.verifyAuditTrail()).data
  const { items } = (await client.listAuditEntries({ query: { limit: shownMax } })).data
  const sizes = [1, Math.ceil(total / 3), Math.ceil((2 * total) / 3), total].filter((size) => size > 0)
  const proofs: ProofFact[] = []
  for (const [n, second] of sizes.entries()) {
    const first = sizes[n - 1]
    if (first !== undefined) proofs.push((await client.proveAuditConsistency({ query: { first, second } })).data)
  }
  const entries = items.map(({ sequence, commitId, leaf }): EntryFact => ({ sequence, commitId, leaf }))
  return { verifierKey, entries, proofs, isIntact, pending }
}

type Head = { readonly organisationId: string; readonly size: number; readonly root: string; readonly chain: string }
type Tile = TileFact & { readonly organisationId: string }

/** @param checkpoints  the folder that signed notes are in */
export function auditFact({ commits, documents }: Stored, checkpoints: string, shown: ShownTrails): AuditFact {
  const tiles = Map.groupBy(documents.audit_leaf_tiles as readonly Tile[], ({ organisationId }) => organisationId)
  const trails = (documents.audit_heads as readonly Head[]).map(({ organisationId, size, root, chain }) => ({
    trail: organisationId,
    size,
    root,
    chain,
    tiles: (tiles.get(organisationId) ?? []).map(({ index, leaves, positions, forged, chain: end }): TileFact => ({
      index,
      leaves,
      positions,
      forged,
      chain: end,
    })),
    notes: readNotes(join(checkpoints, `${organisationId}.notes`)),
    ...(shown.has(organisationId) && { shown: shown.get(organisationId)! }),
  }))
  return { commits: commits.map(commitFact), trails, readAt: new Date().toISOString() }
}

/** A line each; what a crash cut off is none. */
function readNotes(file: string): readonly string[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => /^".*"$/.test(line)).map((line) => JSON.parse(line) as string)
}

const commitFact = (commit: StoredCommit): CommitFact => {
  const { id, position, at, actor, cause, organisations } = commit
  return { id, position, at, actor, cause, organisations, digest: digestOf(commit) }
}

/** Over every part of the commit, each with its length before it. */
function digestOf({ id, at, actor, cause, organisations, extensions }: StoredCommit): string {
  const parts = [
    id,
    at,
    actor.kind,
    actor.id,
    cause.kind,
    cause.id,
    organisations.join(','),
    ...extensions.flatMap(({ stream, version, events }) => [
      `${stream}@${version}#${events.length}`,
      ...events.flatMap(({ type, schemaVersion, body }) => [`${type}#${schemaVersion}`, body]),
    ]),
  ]
  const text = parts.map((part) => `${part.length}:${part};`).join('')
  return createHash('sha256').update(text).digest('base64url')
}

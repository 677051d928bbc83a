/** The REST face of the audit trail: what happened, whether the record of it is whole, and proofs of that for others. */
import { Type, type Static } from 'typebox'
import { listRoute, route, type ListReply, type Route } from '../../../gateway/route.ts'
import type { Checkpoints } from '../../../infrastructure/checkpoints/checkpoints.ts'
import type { DocumentReader } from '../../../infrastructure/store/documents.ts'
import { invalidField, Rejected, type Rejection } from '../../../kernel/rejection.ts'
import {
  comparableInstant,
  readEntries,
  readRecordEntries,
  type EntriesNeeds,
  type ShownEntry,
} from './audit-entries-reader.ts'
import { auditors, namedTrail } from './audit-policies.ts'
import {
  CheckpointBody,
  ConsistencyBody,
  ConsistencyQuery,
  EntriesQuery,
  EntryBody,
  InclusionBody,
  InclusionQuery,
  trailQuery,
} from './audit-schemas.ts'
import { tileWidth } from '../trail/audit-trail.ts'
import { encodeHash, readHead, readTileHashes } from '../trail/audit-view.ts'
import type { ProofReader } from './read-proofs.ts'
import type { NoteSigner } from '../sealing/sign-note.ts'
import { verificationRoute, type VerificationNeeds } from './verification-routes.ts'

export type AuditRouteNeeds = {
  readonly entries: EntriesNeeds
  readonly documents: DocumentReader
  readonly checkpoints: Checkpoints
  readonly signer: Pick<NoteSigner, 'verifierKey'>
  readonly proofs: ProofReader
  readonly verification: VerificationNeeds
}

const options = (operationId: string, path: `/v1/audit${string}`, summary: string) =>
  ({ method: 'GET', path, operationId, tag: 'Audit', summary, access: auditors }) as const

export const auditRoutes = (needs: AuditRouteNeeds): Route[] => [
  entriesRoute(needs),
  verificationRoute(needs.verification),
  checkpointRoute(needs),
  inclusionRoute(needs),
  consistencyRoute(needs),
]

const entriesRoute = ({ entries }: AuditRouteNeeds): Route =>
  listRoute({
    ...options('listAuditEntries', '/v1/audit', 'Read what happened: who, when, what, and what led to it'),
    description:
      'In the order in which it was chained, some seconds after it happened. A page may be empty and have a `next`: it looked through a quiet period.',
    query: EntriesQuery,
    reply: EntryBody,
    refusals: ['audit/other-organisation', 'audit/period'],
    async handle({ query, caller, page }): Promise<ListReply> {
      const { record, ...given } = query
      const asked = { organisationId: namedTrail(caller, given.organisationId), ...page, ...checkedPeriod(given) }
      const found =
        record === undefined
          ? await readEntries(entries, asked)
          : await readRecordEntries(entries, { ...asked, record })
      return { ...found, items: found.items.map(presentEntry) }
    },
  })

const presentEntry = ({ sequence, leaf, commit }: ShownEntry): Static<typeof EntryBody> => ({
  sequence,
  commitId: commit?.id ?? null,
  at: commit?.at ?? null,
  actor: commit?.actor ?? null,
  cause: commit?.cause ?? null,
  changes: commit?.changes.map(({ events, ...change }) => ({ ...change, events: [...events] })) ?? [],
  digest: commit?.digest ?? null,
  isGenuine: commit?.isGenuine ?? false,
  leaf,
})

const checkpointRoute = ({ documents, checkpoints, signer }: AuditRouteNeeds): Route =>
  route({
    ...options('getAuditCheckpoint', '/v1/audit/checkpoint', 'Read the newest signed checkpoint of the trail'),
    description:
      'A signed note, as transparency logs have them. Keep what you are given: with it you can prove later what the trail said today.',
    query: Type.Object(trailQuery),
    reply: CheckpointBody,
    refusals: ['audit/other-organisation'],
    async handle({ query, caller }) {
      const organisationId = namedTrail(caller, query.organisationId)
      const head = await readHead(documents, organisationId)
      const note = (await checkpoints.newest(organisationId)) ?? null
      return { body: { note, verifierKey: signer.verifierKey, size: head?.size ?? 0, root: head?.root ?? '' } }
    },
  })

const inclusionRoute = ({ documents, proofs }: AuditRouteNeeds): Route =>
  route({
    ...options('proveAuditInclusion', '/v1/audit/proofs/inclusion', 'Prove that an entry is in the trail'),
    description: 'An inclusion proof of RFC 9162, 2.1.3: whoever has the entry and a signed root can check it.',
    query: InclusionQuery,
    reply: InclusionBody,
    refusals: ['audit/other-organisation', 'audit/no-such-entry'],
    async handle({ query, caller }) {
      const organisationId = namedTrail(caller, query.organisationId)
      const { sequence } = query
      const size = await checkedSize(documents, organisationId, query.size)
      if (sequence > size) throw new Rejected(noSuchEntry)
      const index = sequence - 1
      const tile = { level: 0, index: Math.floor(index / tileWidth) }
      const [leaf, root, { path }] = await Promise.all([
        readTileHashes(documents, organisationId, tile).then((leaves) => leaves[index % tileWidth]!),
        proofs.root(organisationId, size),
        proofs.inclusion(organisationId, index, size),
      ])
      return { body: { sequence, size, leaf: encodeHash(leaf), root: encodeHash(root), path: path.map(encodeHash) } }
    },
  })

const consistencyRoute = ({ documents, proofs }: AuditRouteNeeds): Route =>
  route({
    ...options(
      'proveAuditConsistency',
      '/v1/audit/proofs/consistency',
      'Prove that the trail only grew: that it begins with what it was before',
    ),
    description: 'A consistency proof of RFC 9162, 2.1.4, between the roots of any two checkpoints.',
    query: ConsistencyQuery,
    reply: ConsistencyBody,
    refusals: ['audit/other-organisation', 'audit/no-such-entry'],
    async handle({ query, caller }) {
      const organisationId = namedTrail(caller, query.organisationId)
      const { first } = query
      const second = await checkedSize(documents, organisationId, query.second)
      if (first > second) throw new Rejected(noSuchEntry)
      const [firstRoot, secondRoot, { path }] = await Promise.all([
        proofs.root(organisationId, first),
        proofs.root(organisationId, second),
        proofs.consistency(organisationId, first, second),
      ])
      const roots = { firstRoot: encodeHash(firstRoot), secondRoot: encodeHash(secondRoot) }
      return { body: { first, second, ...roots, path: path.map(encodeHash) } }
    },
  })

/** The size that is asked for, or all there is. */
async function checkedSize(
  documents: DocumentReader,
  organisationId: string,
  asked: number | undefined,
): Promise<number> {
  const size = (await readHead(documents, organisationId))?.size ?? 0
  if (size === 0 || (asked ?? 0) > size) throw new Rejected(noSuchEntry)
  return asked ?? size
}

function checkedPeriod(given: { readonly from?: string; readonly until?: string }): { from?: string; until?: string } {
  const read = (name: 'from' | 'until'): string | undefined => {
    const text = given[name]
    const instant = text === undefined ? undefined : comparableInstant(text)
    if (text !== undefined && instant === undefined) throw new Rejected(noPeriod(name))
    return instant
  }
  const [from, until] = [read('from'), read('until')]
  if (from !== undefined && until !== undefined && from >= until) throw new Rejected(noPeriod('until'))
  return { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
}

const noPeriod = (name: string): Rejection =>
  invalidField('audit/period', `/${name}`, '`from` and `until` are instants, the second after the first.')
const noSuchEntry: Rejection = {
  kind: 'not-found',
  code: 'audit/no-such-entry',
  detail: 'The trail has no such entry yet. GET /v1/audit/checkpoint tells how many it has.',
}

/** What others are shown of an organisation: asked for with each of its products and orders, and hardly ever changed. */
import type { Keep, Reply } from '../../../gateway/route.ts'
import type { ByteCache } from '../../../infrastructure/cache/cache.ts'
import { createChangedLately } from '../../../infrastructure/cache/changed-lately.ts'
import { streamOf } from '../../../infrastructure/store/aggregate.ts'
import type { Documents, StoredDocument } from '../../../infrastructure/store/documents.ts'
import { presentPublic } from './organisation-presenter.ts'
import { organisationAggregate, organisations, type OrganisationDocument } from './organisation-view.ts'

export type OrganisationProfiles = {
  /** In the order asked for; undefined for what is not verified, or does not exist. @param ids  at most 1,000 */
  several(ids: readonly string[]): Promise<readonly (Reply | undefined)[]>
}

export type OrganisationProfilesNeeds = {
  readonly cache: Pick<ByteCache, 'invalidate'>
  readonly documents: Documents
  readonly monotonicMs: () => number
  /** Tells of the streams of each commit. */
  readonly subscribe: (listener: (streams: readonly string[]) => void) => unknown
}

/** Invalidated by stream at each commit; the limit is for what a process might miss. */
const ttlMs = 300_000

export function createOrganisationProfiles(needs: OrganisationProfilesNeeds): OrganisationProfiles {
  const { cache, documents, monotonicMs, subscribe } = needs
  const hasChanged = createChangedLately({ kind: organisationAggregate.kind, monotonicMs, subscribe })
  const prefix = streamOf(organisationAggregate, '')
  subscribe((streams) => {
    const own = streams.filter((stream) => stream.startsWith(prefix))
    if (own.length > 0) cache.invalidate(own)
  })
  /** Its document may be a moment behind: what was made of it would be kept behind the change. */
  const keepOf = (id: string): Keep | undefined => {
    const tag = streamOf(organisationAggregate, id)
    return hasChanged(tag) ? undefined : { for: 'organisation', tags: [tag], ttlMs }
  }
  const profileOf = (found: StoredDocument | undefined): Reply | undefined => {
    const document = found && (JSON.parse(found.body) as OrganisationDocument)
    if (document?.verification !== 'verified') return undefined
    const keep = keepOf(document.id)
    return { body: { json: JSON.stringify(presentPublic(document)) }, version: found!.version, ...(keep && { keep }) }
  }
  return {
    async several(ids) {
      const found = ids.length > 0 ? await documents.getMany(organisations, ids) : []
      const byId = new Map(found.map((document) => [document.id, document]))
      return ids.map((id) => profileOf(byId.get(id)))
    },
  }
}

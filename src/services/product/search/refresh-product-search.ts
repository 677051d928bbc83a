/** Fills another search index with all products while the one that serves goes on serving. */
import type { SearchChange, SearchIndex } from '../../../infrastructure/search/search-index.ts'
import { logStart, type Commit, type CommitLog } from '../../../infrastructure/store/commit-log.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { certificatesOf, type VersionedCertificate } from '../evidence/certificate-view.ts'
import { productAggregate } from '../catalogue/product-view.ts'
import type { CategoryTree } from '../reference/category-tree.ts'
import { productSearchChange } from './product-search-document.ts'

export type RefreshNeeds = {
  readonly search: SearchIndex
  readonly log: Pick<CommitLog, 'readCommits'>
  readonly documents: Documents
  readonly readState: ReadState
  readonly categories: () => CategoryTree
}

const commitsAtOnce = 200
const productsAtOnce = 200

/** Nobody finds less meanwhile. */
export async function refreshProductSearch(needs: RefreshNeeds, signal: AbortSignal): Promise<void> {
  await needs.search.rebuild(() => everyProduct(needs), signal)
}

/**
 * Found in the log, where also those are that were discontinued: as removals. How each is now, its stream says, so that
 * what is read late is newer, never older, than what its consumer writes meanwhile.
 */
async function* everyProduct(needs: RefreshNeeds): AsyncGenerator<readonly SearchChange[]> {
  let after = logStart
  for (;;) {
    const commits = await needs.log.readCommits({ after, limit: commitsAtOnce })
    const last = commits.at(-1)
    if (last === undefined) return
    after = last.position
    const begun = productsBegunIn(commits)
    for (let at = 0; at < begun.length; at += productsAtOnce)
      yield await changesOf(needs, begun.slice(at, at + productsAtOnce))
  }
}

const streamBegin = `${productAggregate.kind}-`

const productsBegunIn = (commits: readonly Commit[]): readonly string[] =>
  commits.flatMap(({ extensions }) =>
    extensions
      .filter(({ stream, version }) => version === 1 && stream.startsWith(streamBegin))
      .map(({ stream }) => stream.slice(streamBegin.length)),
  )

async function changesOf(needs: RefreshNeeds, productIds: readonly string[]): Promise<readonly SearchChange[]> {
  const evidence = new Map<string, Promise<readonly VersionedCertificate[]>>()
  const evidenceOf = (supplierId: string) => {
    const known = evidence.get(supplierId) ?? certificatesOf({ ...needs, read: needs.readState }, supplierId)
    evidence.set(supplierId, known)
    return known
  }
  return Promise.all(
    productIds.map(async (id) => {
      const snapshot = await needs.readState(productAggregate, id)
      const { state } = snapshot
      const known = state.status === 'absent' ? [] : await evidenceOf(state.supplierId)
      return productSearchChange(snapshot, state, known, needs.categories())
    }),
  )
}

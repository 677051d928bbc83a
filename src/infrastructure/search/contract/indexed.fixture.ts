/** Fills an empty index for one test. */
import type { SearchDocument, SearchIndex } from '../search-index.ts'
import { searchLimits } from '../search-index.ts'

/** Gives an empty index. */
export type OpenSearchIndex = () => Promise<SearchIndex>

export async function indexed(
  open: OpenSearchIndex,
  documents: readonly SearchDocument[],
  work: (index: SearchIndex) => Promise<void>,
): Promise<void> {
  const index = await open()
  for (let at = 0; at < documents.length; at += searchLimits.changesPerApply)
    await index.apply(documents.slice(at, at + searchLimits.changesPerApply).map((put) => ({ put })))
  await work(index)
}

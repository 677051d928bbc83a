/** The versions of a product's specification, read from its history: each is as immutable as the events it comes from. */
import { emptySnapshot, evolveSnapshot, streamOf } from '../../../infrastructure/store/aggregate.ts'
import type { CommitLog } from '../../../infrastructure/store/commit-log.ts'
import type { AllergenDeclaration } from '../allergens/allergens.ts'
import type { ProductDetails } from './product-details.ts'
import { productAggregate } from './product-view.ts'

export type SpecVersion = {
  readonly specVersion: number
  readonly specifiedAt: string
  readonly allergens: AllergenDeclaration
  readonly details: ProductDetails
}

const pageSize = 200

/** Every version since it was published, oldest first; a draft has none. */
export async function specVersionsOf(
  log: Pick<CommitLog, 'readStream'>,
  productId: string,
): Promise<readonly SpecVersion[]> {
  const stream = streamOf(productAggregate, productId)
  const versions = new Map<number, SpecVersion>()
  let snapshot = emptySnapshot(productAggregate, productId)
  for (;;) {
    const page = await log.readStream(stream, { after: snapshot.version, limit: pageSize })
    for (const next of page) {
      snapshot = evolveSnapshot(productAggregate, snapshot, [next])
      const { state } = snapshot
      if (state.status === 'absent' || state.status === 'draft') continue
      const { specVersion, specifiedAt, allergens, details } = state
      versions.set(specVersion, { specVersion, specifiedAt, allergens, details })
    }
    if (page.length < pageSize) return [...versions.values()]
  }
}

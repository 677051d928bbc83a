/** Which products staff's judgement of certificates lets searches find, or no longer find: those, and no others, are indexed again. */
import type { Message } from '../../../event-bus/event-bus.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { productAggregate, products } from '../catalogue/product-view.ts'
import type { Product } from '../catalogue/product.ts'
import { certificateAggregate, type VersionedCertificate } from '../evidence/certificate-view.ts'
import { covers, type CertificateEvent } from '../evidence/certificate.ts'
import type { CategoryTree } from '../reference/category-tree.ts'
import { certifiable } from './product-search-document.ts'

type CoverNeeds = {
  readonly documents: Documents
  readonly readState: ReadState
  readonly categories: () => CategoryTree
}

const productsAtOnce = 200

/**
 * By supplier, the certificates that became or ceased to be verified. One that is claimed, amended or rejected found
 * nothing before and finds nothing after.
 */
export async function judgedIn(
  messages: readonly Message[],
  readState: ReadState,
): Promise<ReadonlyMap<string, readonly VersionedCertificate[]>> {
  const ids = new Set(messages.filter(isJudgement).map(({ streamId }) => streamId))
  const judged = new Map<string, VersionedCertificate[]>()
  for (const { id, version, state } of await Promise.all([...ids].map((id) => readState(certificateAggregate, id)))) {
    if (state.status === 'absent') continue
    const known = judged.get(state.supplierId)
    if (known) known.push({ id, version, state })
    else judged.set(state.supplierId, [{ id, version, state }])
  }
  return judged
}

function isJudgement({ kind, body }: Message): boolean {
  if (kind !== 'certificate') return false
  const event = body as CertificateEvent
  return event.type === 'certificate/judged' && event.outcome !== 'rejected'
}

/** Products that any of the certificates covers, as they are now, some at a time. What staff has verified keeps its scope. */
export async function* productsCovered(
  needs: CoverNeeds,
  supplierId: string,
  certificates: readonly VersionedCertificate[],
): AsyncGenerator<readonly Snapshot<Product>[]> {
  const tree = needs.categories()
  for await (const ids of candidates(needs.documents, supplierId, certificates)) {
    // At once: over a network, a hundred thousand products one after another would be minutes of waiting.
    const snapshots = await Promise.all(ids.map((id) => needs.readState(productAggregate, id)))
    const covered = snapshots.filter(({ id, state }) => {
      if (state.status === 'absent') return false
      const product = certifiable(id, state, tree)
      return certificates.some((certificate) => covers(certificate.state, product))
    })
    if (covered.length > 0) yield covered
  }
}

/** The products that certificates name, or all of the supplier's where one names sites or categories only. */
async function* candidates(
  documents: Documents,
  supplierId: string,
  certificates: readonly VersionedCertificate[],
): AsyncGenerator<readonly string[]> {
  const named = certificates.map(({ state }) => state.scope.productIds)
  if (named.every((ids) => ids !== undefined)) {
    const ids = [...new Set(named.flat())]
    for (let at = 0; at < ids.length; at += productsAtOnce) yield ids.slice(at, at + productsAtOnce)
    return
  }
  let after: string | undefined
  do {
    const page = await documents.find(products, {
      index: 'bySupplier',
      equals: [supplierId],
      limit: productsAtOnce,
      ...(after !== undefined && { after }),
    })
    yield page.items.map(({ id }) => id)
    after = page.next
  } while (after !== undefined)
}

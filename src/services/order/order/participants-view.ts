/** By which entries of an index both parties of a record find it in their lists. */
import { any } from './order-view.ts'

type Listed = {
  readonly buyerId: string
  readonly supplierId: string
  readonly status: string
  readonly createdAt: string
}

/** Organisation, its side and the status, the latter two also as `any`, when the record was made. */
export const participantEntries = ({ buyerId, supplierId, status, createdAt }: Listed): readonly string[][] =>
  [
    { organisationId: buyerId, side: 'buyer' },
    { organisationId: supplierId, side: 'supplier' },
  ].flatMap(({ organisationId, side }) =>
    [side, any].flatMap((as) => [status, any].map((which) => [organisationId, as, which, createdAt])),
  )

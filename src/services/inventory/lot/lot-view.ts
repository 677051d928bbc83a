/** How lots are kept for reading: one document a lot, found by its owner. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { lotCode, type LotCodeClaim, type LotCodeCommand, type LotCodeEvent } from './lot-code.ts'
import { lot, type KnownLot, type Lot, type LotCommand, type LotEvent } from './lot.ts'

export type LotDocument = KnownLot & { readonly id: string; readonly createdAt: string; readonly updatedAt: string }

export const lots = collection<LotDocument>()({
  name: 'lots',
  indexes: {
    byOwner: ({ ownerId, createdAt }) => [[ownerId, createdAt]],
    byCode: ({ ownerId, code, createdAt }) => [[ownerId, code, createdAt]],
    byStatus: ({ ownerId, status, createdAt }) => [[ownerId, status, createdAt]],
    byProduct: ({ ownerId, productId, markedOn }) => [[ownerId, productId, markedOn ?? 'none']],
    byProductAndStatus: ({ ownerId, productId, status, markedOn }) => [
      [ownerId, productId, status, markedOn ?? 'none'],
    ],
  },
})

/** The read model of one lot: pure. */
export const projectLot = (
  { id, createdAt, updatedAt }: Subject,
  state: Lot,
): { id: string; document: LotDocument | null }[] =>
  state.status === 'absent' ? [] : [{ id, document: { id, ...state, createdAt, updatedAt } }]

export const lotAggregate: Aggregate<Lot, LotCommand, LotEvent> = {
  kind: 'lot',
  decider: lot,
  organisations: (state) => (state.status === 'absent' ? [] : [state.ownerId]),
  readModels: [readModel({ collection: lots, project: projectLot })],
}

export const lotCodeAggregate: Aggregate<LotCodeClaim, LotCodeCommand, LotCodeEvent> = {
  kind: 'lotcode',
  decider: lotCode,
  organisations: () => [],
  readModels: [],
}

/** How awards are kept for reading: one document of each stream, found by the buyer only. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { award, type Award, type AwardCommand, type AwardEvent, type KnownAward } from './award.ts'

export type AwardDocument = KnownAward & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

export const awards = collection<AwardDocument>()({
  name: 'awards',
  indexes: { byRfq: ({ buyerId, rfqId, createdAt }) => [[buyerId, rfqId, createdAt]] },
})

/** The read model of one award: pure. */
export const projectAward = (
  { id, createdAt, updatedAt }: Subject,
  state: Award,
): { id: string; document: AwardDocument | null }[] =>
  state.status === 'absent' ? [] : [{ id, document: { id, ...state, createdAt, updatedAt } }]

export const awardAggregate: Aggregate<Award, AwardCommand, AwardEvent> = {
  kind: 'award',
  decider: award,
  // Suppliers learn what became of their own quotes, from these.
  organisations: (state) => (state.status === 'absent' ? [] : [state.buyerId]),
  readModels: [readModel({ collection: awards, project: projectAward })],
}

/** How samples are kept for reading: found by the two who take part, and by nobody else. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { anyStatus } from '../order/order-view.ts'
import { isKnownSample, sample, type KnownSample, type Sample, type SampleCommand, type SampleEvent } from './sample.ts'

export type SampleDocument = KnownSample & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

/** Stands for "as buyer or as supplier" in a list that is not narrowed. */
export const eitherSide = 'either'

export const samples = collection<SampleDocument>()({
  name: 'samples',
  indexes: {
    /** Organisation, its side, the status, both also as "whatever", when it was requested. */
    byParticipant: ({ buyerId, supplierId, status, createdAt }) =>
      [
        { organisationId: buyerId, side: 'buyer' },
        { organisationId: supplierId, side: 'supplier' },
      ].flatMap(({ organisationId, side }) =>
        [side, eitherSide].flatMap((as) => [status, anyStatus].map((which) => [organisationId, as, which, createdAt])),
      ),
  },
})

export const sampleAggregate: Aggregate<Sample, SampleCommand, SampleEvent> = {
  kind: 'sample',
  decider: sample,
  organisations: (state) => (isKnownSample(state) ? [state.buyerId, state.supplierId] : []),
  readModels: [
    readModel({
      collection: samples,
      project: ({ id, createdAt, updatedAt }: Subject, state: Sample) =>
        isKnownSample(state) ? [{ id, document: { ...state, id, createdAt, updatedAt } }] : [],
    }),
  ],
}

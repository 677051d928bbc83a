/** How samples are kept for reading: found by the two who take part, and by nobody else. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { participantEntries } from '../order/participants-view.ts'
import { isKnownSample, sample, type KnownSample, type Sample, type SampleCommand, type SampleEvent } from './sample.ts'

export type SampleDocument = KnownSample & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

export const samples = collection<SampleDocument>()({
  name: 'samples',
  indexes: {
    byParticipant: participantEntries,
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

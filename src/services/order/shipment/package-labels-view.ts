/** Where a supplier's label serials are kept: one small stream each, read by nobody else. */
import type { Aggregate } from '../../../infrastructure/store/aggregate.ts'
import { labels, type LabelCommand, type LabelEvent, type Labels } from './package-labels.ts'

export const labelsAggregate: Aggregate<Labels, LabelCommand, LabelEvent> = {
  kind: 'labels',
  decider: labels,
  organisations: () => [],
  readModels: [],
}

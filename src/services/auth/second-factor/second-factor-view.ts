/** The stream of a person's second factor; nothing of it is shown to anybody else. */
import type { Aggregate } from '../../../infrastructure/store/aggregate.ts'
import { secondFactor, type SecondFactor, type SecondFactorCommand, type SecondFactorEvent } from './second-factor.ts'

/** By the account's id. */
export const secondFactorAggregate: Aggregate<SecondFactor, SecondFactorCommand, SecondFactorEvent> = {
  kind: 'secondfactor',
  decider: secondFactor,
  organisations: () => [],
  readModels: [],
}

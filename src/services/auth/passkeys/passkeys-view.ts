/** The stream of a person's passkeys; nothing of it is shown to anybody else. */
import type { Aggregate } from '../../../infrastructure/store/aggregate.ts'
import { passkeys, type Passkeys, type PasskeysCommand, type PasskeysEvent } from './passkeys.ts'

/** By the account's id. */
export const passkeysAggregate: Aggregate<Passkeys, PasskeysCommand, PasskeysEvent> = {
  kind: 'passkeys',
  decider: passkeys,
  organisations: () => [],
  readModels: [],
}

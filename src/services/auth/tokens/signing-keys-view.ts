/** The stream of the keys that access tokens are signed with. */
import type { Aggregate } from '../../../infrastructure/store/aggregate.ts'
import { signingKeys, type SigningKeys, type SigningKeysCommand, type SigningKeysEvent } from './signing-keys.ts'

export const signingKeysAggregate: Aggregate<SigningKeys, SigningKeysCommand, SigningKeysEvent> = {
  kind: 'signingkeys',
  decider: signingKeys,
  organisations: () => [],
  readModels: [],
}

/** The auth service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { apiKeyAggregate } from './api-key/api-key-view.ts'
import { sessionAggregate } from './session/session-view.ts'
import { signingKeysAggregate } from './tokens/signing-keys-view.ts'
import { staffAggregate, staffEmailAggregate, userAggregate, userEmailAggregate } from './account/account-view.ts'
import { passkeysAggregate } from './passkeys/passkeys-view.ts'
import {
  identityProviderAggregate,
  mailDomainAggregate,
  providerLinkAggregate,
  providerSubjectAggregate,
} from './provider/provider-view.ts'
import { secondFactorAggregate } from './second-factor/second-factor-view.ts'

export { authModule, type AuthNeeds } from './module.ts'
export type { PasskeySite } from './passkeys/verify-passkey.ts'
export { authProblems } from './problems.ts'
export const authAggregates: readonly AnyAggregate[] = [
  userAggregate,
  staffAggregate,
  userEmailAggregate,
  staffEmailAggregate,
  sessionAggregate,
  apiKeyAggregate,
  signingKeysAggregate,
  secondFactorAggregate,
  passkeysAggregate,
  identityProviderAggregate,
  mailDomainAggregate,
  providerLinkAggregate,
  providerSubjectAggregate,
]

/** What leaves the exchange about an identity provider: never what proves us to it. */
import type { Static } from 'typebox'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Result } from '../../../kernel/result.ts'
import { isConnected, unknownProvider, type IdentityProvider } from './identity-provider.ts'
import { projectProvider, type IdentityProviderDocument } from './provider-view.ts'
import type { ProviderBody } from './provider-schemas.ts'
import { redirectUriOf } from './start-provider-sign-in.ts'

/** What a policy gives. Throws `Rejected` with what it refuses. */
export const accepted = <Value>(result: Result<Value>): Value => {
  if (result.ok) return result.value
  throw new Rejected(result.rejection)
}

/** Pages that providers may send browsers back to. */
type Presenting = { readonly signInPages: readonly string[] }

export const presentProvider = (
  { signInPages }: Presenting,
  document: IdentityProviderDocument,
): Static<typeof ProviderBody> => ({
  ...document,
  domains: [...document.domains],
  redirectUris: signInPages.map((page) => redirectUriOf(page, document.organisationId)),
})

/** Throws `Rejected` (not found) where there is none. */
export const presentSnapshot = (needs: Presenting, { updatedAt, state }: Snapshot<IdentityProvider>) => {
  if (!isConnected(state)) throw new Rejected(unknownProvider)
  return presentProvider(needs, projectProvider({ updatedAt }, state))
}

/** Begins to sign somebody in through an organisation's provider: says where to send the browser, and seals what the answer must fit. */
import type { Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import { isApproved, unknownProvider } from './identity-provider.ts'
import { signInLifeMs, type SignInTokens } from './issue-sign-in-token.ts'
import { domainOf } from './mail-domain.ts'
import type { RelyingParty } from './open-relying-party.ts'
import { identityProviderAggregate, mailDomainAggregate } from './provider-view.ts'

export type StartProviderSignInNeeds = {
  readonly readState: ReadState
  readonly relyingParty: RelyingParty
  readonly providerSignInTokens: SignInTokens
  /** Pages that providers may send browsers back to. */
  readonly signInPages: readonly string[]
}

/** Whose provider is asked for: an organisation's, or the one that speaks for an address. */
export type WhoseProvider = { readonly organisationId?: string; readonly email?: string; readonly page?: string }

export type Begun = {
  readonly organisationId: string
  readonly url: string
  readonly signInToken: string
  readonly expiresIn: number
}

/** Throws `Rejected`: auth/no-provider where none is approved, whether or not there is such an organisation or person. */
export type StartProviderSignIn = (intent: Intent, whose: WhoseProvider) => Promise<Begun>

export const startProviderSignIn =
  ({ readState, relyingParty, providerSignInTokens, signInPages }: StartProviderSignInNeeds): StartProviderSignIn =>
  async (intent, { organisationId: asked, email, page = signInPages[0] }) => {
    if (page === undefined || !signInPages.includes(page))
      throw new Rejected(invalidField('auth/unknown-page', '/page', 'is none of FX_SIGN_IN_PAGES'))
    const organisationId = asked ?? (await speakerFor(readState, email ?? ''))
    if (organisationId === null) throw new Rejected(noProvider)
    const { state: provider } = await readState(identityProviderAggregate, organisationId)
    if (!isApproved(provider)) throw new Rejected(noProvider)
    const { issuer, clientId, generation } = provider
    const redirectUri = redirectUriOf(page, organisationId)
    const request = { issuer, clientId, redirectUri, ...(email !== undefined && { loginHint: email }) }
    const { url, ...proofs } = await relyingParty.begin(request)
    const endsAtMs = Date.parse(intent.at) + signInLifeMs
    const signInToken = providerSignInTokens.seal({
      organisationId,
      generation,
      issuer,
      clientId,
      redirectUri,
      ...proofs,
      endsAtMs,
    })
    return { organisationId, url, signInToken, expiresIn: signInLifeMs / 1_000 }
  }

/** Of each organisation its own, so that one provider's answer never passes for another's. */
export const redirectUriOf = (page: string, organisationId: string): string =>
  `${page.replace(/\/$/, '')}/${organisationId}`

async function speakerFor(readState: ReadState, email: string): Promise<string | null> {
  const domain = domainOf(email)
  // A stream's name is made of what is one, and of nothing else a stranger types.
  if (!/^[a-z0-9.-]{4,253}$/.test(domain)) return null
  return (await readState(mailDomainAggregate, domain)).state.organisationId
}

const noProvider = {
  ...unknownProvider,
  code: 'auth/no-provider',
  detail: 'No identity provider is connected for this organisation or address. Sign in with a password or a passkey.',
} as const

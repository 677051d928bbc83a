/** Finishes a sign-in through an organisation's provider: the session it opens is for that organisation and nothing else. */
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Execute, Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Tries } from '../../../infrastructure/tries/tries.ts'
import { placeOf } from '../../../kernel/place-of-address.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { accountDisabled } from '../account/account.ts'
import type { AcceptIdentity } from './accept-provider-identity.ts'
import { userAggregate } from '../account/account-view.ts'
import { once, type OpenSession, type Tokens } from '../session/open-session.ts'
import { isApproved } from './identity-provider.ts'
import type { BegunSignIn, SignInTokens } from './issue-sign-in-token.ts'
import type { ProvenIdentity, RelyingParty } from './open-relying-party.ts'
import { identityProviderAggregate, linkIdOf, providerLinkAggregate } from './provider-view.ts'
import type { ProviderNotices } from '../mails/send-provider-notice.ts'
import { tooManyFailures } from '../guesses/guard-sign-in.ts'

export type ProviderSignInNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly personalData: PersonalData
  readonly relyingParty: RelyingParty
  readonly providerSignInTokens: SignInTokens
  readonly acceptIdentity: AcceptIdentity
  readonly openSession: OpenSession
  readonly providerNotices: ProviderNotices
  readonly tries: Tries
}

export type Returned = {
  readonly signInToken: string
  /** Where the provider sent the browser, whole. */
  readonly url: string
  /** Where the request came from. */
  readonly address: string
}

/** Throws `Rejected`: for a token that is none, was used or is over, for what the provider answers, for who is not known. */
export type ProviderSignIn = (intent: Intent, returned: Returned) => Promise<Tokens>

/**
 * There is nothing to guess here, but each try has us call a stranger. A whole office comes from one place, and a
 * provider that was set up wrongly fails for all of them: more than for a password.
 */
const fromPlace = { failuresMax: 20, windowMs: 900_000 }

export function openProviderSignIn(needs: ProviderSignInNeeds): ProviderSignIn {
  const { execute, readState, providerSignInTokens, tries, acceptIdentity } = needs
  return async (intent, { signInToken, url, address }) => {
    const begun = providerSignInTokens.open(signInToken, Date.parse(intent.at))
    if (begun === undefined) throw new Rejected(invalidSignIn)
    const subject = `provider ${begun.organisationId}`
    const place = { ...fromPlace, key: placeOf(address) }
    const tried = await tries.begin(subject, [place])
    if (!tried.isBegun) throw new Rejected(tooManyFailures(tried.mayPass ? 0 : tried.leftMs))
    const identity = await proven(needs, begun, url).catch(async (error: unknown) => {
      await tried.end(true)
      throw error
    })
    await tried.end(false)
    await tries.forget(subject, [place.key])
    const answered = { nonce: begun.nonce, until: new Date(begun.endsAtMs).toISOString() }
    let accepted = { userId: '', link: 0 }
    const { version } = await execute(providerLinkAggregate, once(intent), async (unit) => {
      const { organisationId, issuer, generation } = begun
      const { state: provider } = await unit.read(identityProviderAggregate, organisationId)
      if (!isApproved(provider) || provider.generation !== generation) throw new Rejected(invalidSignIn)
      const { domains } = provider
      accepted = await acceptIdentity(unit, { organisationId, issuer, domains, identity, answered })
      return linkIdOf(organisationId, accepted.userId)
    })
    const { userId, link } = accepted
    if (version === 1) needs.providerNotices.linked(userId, begun.organisationId)
    const { state: account } = await readState(userAggregate, userId)
    if (account.status !== 'active') throw new Rejected(accountDisabled)
    const { organisationId, generation } = begun
    return needs.openSession(intent, { kind: 'user', id: userId }, account.credentials, {
      organisationId,
      generation,
      link,
    })
  }
}

async function proven(
  { readState, personalData, relyingParty }: ProviderSignInNeeds,
  begun: BegunSignIn,
  url: string,
): Promise<ProvenIdentity> {
  const { state: provider } = await readState(identityProviderAggregate, begun.organisationId)
  if (!isApproved(provider) || provider.generation !== begun.generation) throw new Rejected(invalidSignIn)
  const secret = await personalData.open(provider.clientSecret)
  if (secret === undefined) throw new Rejected(invalidSignIn)
  return relyingParty.finish(begun, url, secret)
}

const invalidSignIn: Rejection = {
  kind: 'unauthenticated',
  code: 'auth/invalid-provider-sign-in',
  detail:
    'This sign-in was not begun here, was finished before, has expired, or its provider was changed. Begin again.',
}

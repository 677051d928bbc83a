/** Where an organisation's identity provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0). */
import { route, type Route } from '../../../gateway/route.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { isApproved } from './identity-provider.ts'
import type { RelyingParty } from './open-relying-party.ts'
import {
  identityProviderAggregate,
  linkIdOf,
  providerLinkAggregate,
  providerSubjectAggregate,
} from './provider-view.ts'
import { invalidLogoutToken } from './read-logout-token.ts'
import { ProviderParams } from './provider-schemas.ts'

export type ProviderSignOutNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly personalData: PersonalData
  readonly relyingParty: RelyingParty
}

/** A token of a kilobyte or two, percent-encoded. */
const bytesMax = 16_384
/** At most two calls of the provider: what it says of itself, and its keys. */
const timeoutMs = 10_000

export const providerSignOutRoute = (needs: ProviderSignOutNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/auth/providers/{organisationId}/backchannel-logout',
    operationId: 'tellProviderSignOut',
    tag: 'Accounts',
    summary: 'Tell that somebody signed out at an organisation’s identity provider',
    description:
      'For the provider itself: register this address as its client’s `backchannel_logout_uri`. A form with one `logout_token` (OpenID Connect Back-Channel Logout 1.0), which names the person by `sub`. All sessions that the person opened through this provider end within five seconds; those opened by password or passkey go on. A person whom nobody here knows is nothing to complain about.',
    access: { kind: 'public' },
    limit: 'write',
    timeoutMs,
    params: ProviderParams,
    streamsBody: { mediaTypes: ['application/x-www-form-urlencoded'], maxBytes: bytesMax },
    refusals: ['auth/invalid-logout-token', 'auth/provider-unreachable', 'auth/provider-unusable'],
    async handle({ params: { organisationId }, stream, intent }) {
      const tokens = new URLSearchParams(await textOf(stream)).getAll('logout_token')
      const [token] = tokens
      if (token === undefined || tokens.length > 1) throw new Rejected(invalidLogoutToken('logout_token'))
      await signOut(needs, intent, organisationId, token)
      return { headers: { 'cache-control': 'no-store' } }
    },
  })

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of stream) text += decoder.decode(bytes, { stream: true })
  return text + decoder.decode()
}

async function signOut(
  { execute, readState, personalData, relyingParty }: ProviderSignOutNeeds,
  intent: Parameters<Execute>[1],
  organisationId: string,
  token: string,
): Promise<void> {
  const { state: provider } = await readState(identityProviderAggregate, organisationId)
  // The same as for a token of somebody else's: who has which provider is not to be found out here.
  if (!isApproved(provider)) throw new Rejected(invalidLogoutToken('iss'))
  const { issuer } = provider
  const told = await relyingParty.readLogout(provider, token, Date.parse(intent.at))
  const subject = personalData.digest('provider subject', JSON.stringify([organisationId, issuer, told.subject]))
  const nonce = personalData.digest('logout token', JSON.stringify([organisationId, issuer, told.tokenId]))
  const { state: known } = await readState(providerSubjectAggregate, subject)
  if (known.userId === null) return
  const id = linkIdOf(organisationId, known.userId)
  const { state: link } = await readState(providerLinkAggregate, id)
  if (link.status !== 'linked' || link.subject !== subject) return
  await execute(providerLinkAggregate, intent, async (unit) => {
    await unit.decide(providerLinkAggregate, id, { type: 'sign-out', at: unit.at, subject, nonce, until: told.until })
    return id
  })
}

/** Connects an organisation's identity provider: looked at first, its secret sealed, and nothing of the one before left over. */
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Committed, Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { NewId } from '../../../kernel/identifier.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import { isConnected, type IdentityProvider, type ProviderSettings } from './identity-provider.ts'
import type { RelyingParty } from './open-relying-party.ts'
import { identityProviderAggregate, mailDomainAggregate } from './provider-view.ts'
import type { ProviderNotices } from '../mails/send-provider-notice.ts'

export type ConnectProviderNeeds = {
  readonly execute: Execute
  readonly personalData: Pick<PersonalData, 'seal' | 'erase'>
  readonly relyingParty: Pick<RelyingParty, 'describe'>
  readonly providerNotices: ProviderNotices
  readonly newId: NewId
}

export type Connecting = Pick<ProviderSettings, 'issuer' | 'clientId'> & {
  readonly organisationId: string
  readonly by: string
  readonly domains: readonly string[]
  /** Absent: the present one stays. */
  readonly clientSecret?: string
  readonly ifMatch?: number
}

/** Throws `Rejected`: auth/provider-unusable with its field, auth/provider-unreachable, auth/client-secret-needed. */
export type ConnectProvider = (intent: Intent, connecting: Connecting) => Promise<Committed<IdentityProvider>>

export const connectProvider =
  (needs: ConnectProviderNeeds): ConnectProvider =>
  async (intent, { organisationId, by, issuer, clientId, domains, clientSecret, ifMatch }) => {
    const { execute, personalData, newId, providerNotices } = needs
    await needs.relyingParty.describe(issuer)
    const secretId = newId('idp')
    const given = clientSecret === undefined ? undefined : await personalData.seal(secretId, clientSecret)
    let replaced: string | undefined
    const done = await execute(identityProviderAggregate, intent, async (unit) => {
      const { at } = unit
      const snapshot = await unit.load(identityProviderAggregate, organisationId)
      requireVersion(snapshot, ifMatch)
      const before = isConnected(snapshot.state) ? snapshot.state : undefined
      replaced = given && before?.secretId
      const secret = given ? { clientSecret: given, secretId } : secretOf(before, issuer)
      const connecting = { type: 'connect', at, by, organisationId, issuer, clientId, ...secret, domains } as const
      const after = await unit.decide(identityProviderAggregate, organisationId, connecting)
      const spoken = after.status === 'approved' ? after.domains : []
      for (const domain of before?.domains ?? [])
        if (!spoken.includes(domain))
          await unit.decide(mailDomainAggregate, domain, { type: 'release', at, organisationId })
      return organisationId
    })
    if (replaced !== undefined) await personalData.erase(replaced)
    if (!done.replayed) providerNotices.changed(organisationId, String(done.version), `It is ${issuer} now.`)
    return done
  }

/** A secret is for whom it was given for: nobody has it sent to another issuer without knowing it. */
function secretOf(before: ProviderSettings | undefined, issuer: string) {
  if (before?.issuer === issuer) return { clientSecret: before.clientSecret, secretId: before.secretId }
  throw new Rejected(invalidField('auth/client-secret-needed', '/clientSecret', 'is needed for another issuer'))
}

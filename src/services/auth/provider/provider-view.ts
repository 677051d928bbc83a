/** The streams of identity providers and of whom they recognise, and how staff finds those that wait for it. */
import { readModel, type Aggregate } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import {
  identityProvider,
  isConnected,
  type ConnectedProvider,
  type IdentityProvider,
  type IdentityProviderCommand,
  type IdentityProviderEvent,
} from './identity-provider.ts'
import { mailDomain, type MailDomain, type MailDomainCommand, type MailDomainEvent } from './mail-domain.ts'
import { providerLink, type ProviderLink, type ProviderLinkCommand, type ProviderLinkEvent } from './provider-link.ts'
import {
  providerSubject,
  type ProviderSubject,
  type ProviderSubjectCommand,
  type ProviderSubjectEvent,
} from './provider-subject.ts'

export type IdentityProviderDocument = Omit<ConnectedProvider, 'clientSecret' | 'secretId' | 'generation'> & {
  readonly updatedAt: string
}

export const identityProviders = collection<IdentityProviderDocument>()({
  name: 'identity_providers',
  indexes: { byStatus: ({ status, organisationId }) => [[status, organisationId]] },
})

/** What the organisation and staff see of it: never what proves us to the provider. */
export const projectProvider = (
  { updatedAt }: { readonly updatedAt: string },
  state: ConnectedProvider,
): IdentityProviderDocument => {
  const { clientSecret: _secret, secretId: _id, generation: _generation, ...shown } = state
  return { ...shown, updatedAt }
}

/** By the organisation's id: it has one at most. */
export const identityProviderAggregate: Aggregate<IdentityProvider, IdentityProviderCommand, IdentityProviderEvent> = {
  kind: 'identityprovider',
  decider: identityProvider,
  organisations: (state) => (state.status === 'absent' ? [] : [state.organisationId]),
  readModels: [
    readModel({
      collection: identityProviders,
      project: (subject, state) => [
        { id: subject.id, document: isConnected(state) ? projectProvider(subject, state) : null },
      ],
    }),
  ],
}

/** By the domain itself. */
export const mailDomainAggregate: Aggregate<MailDomain, MailDomainCommand, MailDomainEvent> = {
  kind: 'maildomain',
  decider: mailDomain,
  organisations: () => [],
  readModels: [],
}

export const linkIdOf = (organisationId: string, userId: string): string => `${organisationId}~${userId}`

/** One stream for each member who came through the provider of an organisation. */
export const providerLinkAggregate: Aggregate<ProviderLink, ProviderLinkCommand, ProviderLinkEvent> = {
  kind: 'providerlink',
  stateRevision: 1,
  decider: providerLink,
  organisations: (state) => (state.status === 'none' ? [] : [state.organisationId]),
  readModels: [],
}

/** By the digest of organisation, issuer and the person's id there. */
export const providerSubjectAggregate: Aggregate<ProviderSubject, ProviderSubjectCommand, ProviderSubjectEvent> = {
  kind: 'providersubject',
  decider: providerSubject,
  organisations: () => [],
  readModels: [],
}

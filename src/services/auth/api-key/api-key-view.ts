/** How an organisation's keys are kept to be listed: all but what proves them. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { apiKey, type ApiKey, type ApiKeyCommand, type ApiKeyEvent } from './api-key.ts'

/** What an organisation may see of its key: all but what proves it. */
export type ApiKeyDocument = {
  readonly id: string
  readonly organisationId: string
  readonly name: string
  readonly role: string
  readonly status: 'active' | 'revoked'
  readonly issuedBy: string
  readonly issuedAt: string
  readonly expiresAt: string
  readonly lastUsedOn: string | null
  /** Until when the secret before the present one is taken beside it. */
  readonly previousUntil: string | null
}

export const apiKeys = collection<ApiKeyDocument>()({
  name: 'api_keys',
  indexes: {
    byOrganisation: ({ organisationId, issuedAt }) => [[organisationId, issuedAt]],
    active: ({ organisationId, status }) => (status === 'active' ? [[organisationId]] : []),
  },
})

export const projectApiKey = ({ id, createdAt }: Subject, state: ApiKey): ApiKeyDocument | null => {
  if (state.status === 'absent') return null
  const { digest: _digest, generation: _generation, makers: _makers, previous, ...shown } = state
  return { id, issuedAt: createdAt, ...shown, previousUntil: previous?.until ?? null }
}

export const apiKeyAggregate: Aggregate<ApiKey, ApiKeyCommand, ApiKeyEvent> = {
  kind: 'apikey',
  decider: apiKey,
  stateRevision: 2,
  organisations: (state) => (state.status === 'absent' ? [] : [state.organisationId]),
  readModels: [
    readModel({
      collection: apiKeys,
      project: (subject, state) => [{ id: subject.id, document: projectApiKey(subject, state) }],
    }),
  ],
}

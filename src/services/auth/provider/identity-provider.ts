/** The identity provider of an organisation: connected by its owners or admins, believed once platform staff has looked at it. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Sealed } from '../../../kernel/sealed.ts'

/** Whom to ask, and as whom. */
export type ProviderSettings = {
  /** As the provider writes itself, to the letter. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Sealed
  /** Under whose key it is sealed: with the key it is destroyed. */
  readonly secretId: string
  /** For the addresses of which mail domains it speaks: lower case, each once. */
  readonly domains: readonly string[]
}

export type ProviderOutcome = 'approved' | 'refused' | 'suspended'

export type ConnectedProvider = ProviderSettings & {
  readonly status: 'pending' | ProviderOutcome
  readonly organisationId: string
  /** Grows whenever it is to be judged anew or is stopped: sessions opened through an earlier one are over. */
  readonly generation: number
  /** Whether members have to sign in through it, while it is approved. */
  readonly isRequired: boolean
  /** What staff said last. */
  readonly reason: string | null
}

export type IdentityProvider =
  | { readonly status: 'absent'; readonly generation: 0 }
  | ConnectedProvider
  | { readonly status: 'removed'; readonly organisationId: string; readonly generation: number }

type At = { readonly at: string }
type By = { readonly by: string }

export type IdentityProviderCommand = At &
  (
    | ({ readonly type: 'connect'; readonly organisationId: string } & By & ProviderSettings)
    | { readonly type: 'judge'; readonly staffId: string; readonly outcome: ProviderOutcome; readonly reason: string }
    | ({ readonly type: 'require'; readonly isRequired: boolean } & By)
    | ({ readonly type: 'remove' } & By)
  )

export type IdentityProviderEvent = At &
  (
    | ({ readonly type: 'identity-provider/connected'; readonly organisationId: string } & By & ProviderSettings)
    /** In a way that needs no second look. */
    | ({ readonly type: 'identity-provider/changed' } & By & ProviderSettings)
    | {
        readonly type: 'identity-provider/judged'
        readonly staffId: string
        readonly outcome: ProviderOutcome
        readonly reason: string
      }
    | ({ readonly type: 'identity-provider/requirement-changed'; readonly isRequired: boolean } & By)
    | ({ readonly type: 'identity-provider/removed' } & By)
  )

type Decision = Result<readonly IdentityProviderEvent[]>

export const identityProvider: Decider<IdentityProvider, IdentityProviderCommand, IdentityProviderEvent> = {
  initialState: { status: 'absent', generation: 0 },
  decide(command, state): Decision {
    if (command.type === 'connect') return connect(command, state)
    if (!isConnected(state)) return reject(unknownProvider)
    const { at } = command
    switch (command.type) {
      case 'judge': {
        const { staffId, outcome, reason } = command
        if (!judgedFrom[outcome].includes(state.status)) return reject(notNow(state.status))
        return accept([{ type: 'identity-provider/judged', at, staffId, outcome, reason }])
      }
      case 'require': {
        const { by, isRequired } = command
        if (state.status !== 'approved') return reject(notNow(state.status))
        if (state.isRequired === isRequired) return accept([])
        return accept([{ type: 'identity-provider/requirement-changed', at, by, isRequired }])
      }
      case 'remove':
        return accept([{ type: 'identity-provider/removed', at, by: command.by }])
    }
  },
  evolve(state, event): IdentityProvider {
    if (event.type === 'identity-provider/connected') {
      const { organisationId } = event
      const isRequired = isConnected(state) && state.isRequired
      const generation = state.generation + 1
      return { status: 'pending', organisationId, ...settingsOf(event), generation, isRequired, reason: null }
    }
    if (!isConnected(state)) return state
    switch (event.type) {
      case 'identity-provider/changed':
        return { ...state, ...settingsOf(event) }
      case 'identity-provider/judged': {
        const { outcome: status, reason } = event
        return { ...state, status, reason, generation: state.generation + (status === 'approved' ? 0 : 1) }
      }
      case 'identity-provider/requirement-changed':
        return { ...state, isRequired: event.isRequired }
      case 'identity-provider/removed':
        return { status: 'removed', organisationId: state.organisationId, generation: state.generation + 1 }
    }
  },
}

/** Whether there is one, whatever is thought of it. */
export const isConnected = (state: IdentityProvider): state is ConnectedProvider =>
  state.status !== 'absent' && state.status !== 'removed'

/** Whether it is believed now. */
export const isApproved = (state: IdentityProvider): state is ConnectedProvider & { readonly status: 'approved' } =>
  state.status === 'approved'

/** Whether members may act for the organisation only when they came through it. */
export const isInForce = (state: IdentityProvider): boolean => isApproved(state) && state.isRequired

/** What staff has seen stays approved: another secret, another client of the same issuer, fewer domains. */
function connect(command: Extract<IdentityProviderCommand, { type: 'connect' }>, state: IdentityProvider): Decision {
  const { type: _type, organisationId, ...settings } = command
  const isSeen =
    isApproved(state) &&
    settings.issuer === state.issuer &&
    settings.domains.every((domain) => state.domains.includes(domain))
  return accept([
    isSeen
      ? { type: 'identity-provider/changed', ...settings }
      : { type: 'identity-provider/connected', organisationId, ...settings },
  ])
}

const settingsOf = (given: ProviderSettings): ProviderSettings => {
  const { issuer, clientId, clientSecret, secretId, domains } = given
  return { issuer, clientId, clientSecret, secretId, domains }
}

const judgedFrom: Readonly<Record<ProviderOutcome, readonly ConnectedProvider['status'][]>> = {
  approved: ['pending', 'refused', 'suspended'],
  refused: ['pending'],
  suspended: ['approved'],
}

export const unknownProvider: Rejection = {
  kind: 'not-found',
  code: 'auth/unknown-provider',
  detail: 'The organisation has connected no identity provider.',
}
const notNow = (status: ConnectedProvider['status']): Rejection => ({
  kind: 'conflict',
  code: 'auth/provider-not-in-this-state',
  detail: `An identity provider that is ${status} does not take this.`,
  facts: { status, allowed: [status === 'approved' ? 'require' : 'judge', 'remove'] },
})

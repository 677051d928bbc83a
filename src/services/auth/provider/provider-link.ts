/** Which person of a provider a member is: linked once, and from then on recognised by that alone, whatever address they have. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

/** An answer of the provider that was taken, or a sign-out that it told of: remembered until it would be too old anyhow. */
export type Answered = { readonly nonce: string; readonly until: string }

type Linked = {
  readonly organisationId: string
  readonly userId: string
  readonly issuer: string
  /** Keyed digest of organisation, issuer and the provider's own id of the person. */
  readonly subject: string
}

/** Grows with each sign-out at the provider, and as the link ends: sessions that were opened through an earlier one are over. */
type Generation = { readonly generation: number }

export type ProviderLink =
  | ({ readonly status: 'none' } & Generation)
  | ({ readonly status: 'linked'; readonly answered: readonly Answered[] } & Linked & Generation)
  | ({ readonly status: 'unlinked'; readonly organisationId: string } & Generation)

type At = { readonly at: string }
export type ProviderLinkCommand = At &
  (
    | ({ readonly type: 'link' } & Linked & Answered)
    | ({ readonly type: 'sign-in'; readonly subject: string } & Answered)
    | ({ readonly type: 'sign-out'; readonly subject: string } & Answered)
    | { readonly type: 'unlink'; readonly by: string }
  )
export type ProviderLinkEvent = At &
  (
    | ({ readonly type: 'provider-link/linked' } & Linked & Answered)
    | ({ readonly type: 'provider-link/signed-in' } & Answered)
    | ({ readonly type: 'provider-link/signed-out' } & Answered)
    | { readonly type: 'provider-link/unlinked'; readonly by: string }
  )

export const providerLink: Decider<ProviderLink, ProviderLinkCommand, ProviderLinkEvent> = {
  initialState: { status: 'none', generation: 0 },
  decide(command, state) {
    const { at } = command
    switch (command.type) {
      case 'link': {
        const { type: _type, ...linked } = command
        // Of one provider, one person: an address that went to somebody else does not take the account along.
        if (state.status === 'linked' && state.issuer === command.issuer) return reject(otherIdentity)
        return accept([{ type: 'provider-link/linked', ...linked }])
      }
      case 'sign-in': {
        const { subject, nonce, until } = command
        if (state.status !== 'linked' || state.subject !== subject) return reject(notLinked)
        if (state.answered.some((taken) => taken.nonce === nonce)) return reject(answerUsed)
        return accept([{ type: 'provider-link/signed-in', at, nonce, until }])
      }
      case 'sign-out': {
        const { subject, nonce, until } = command
        if (state.status !== 'linked' || state.subject !== subject) return reject(notLinked)
        if (state.answered.some((taken) => taken.nonce === nonce)) return reject(signOutUsed)
        return accept([{ type: 'provider-link/signed-out', at, nonce, until }])
      }
      case 'unlink':
        if (state.status !== 'linked') return reject(notLinked)
        return accept([{ type: 'provider-link/unlinked', at, by: command.by }])
    }
  },
  evolve(state, event): ProviderLink {
    if (event.type === 'provider-link/linked') {
      const { organisationId, userId, issuer, subject, nonce, until } = event
      // Of one that another provider had linked, the sessions are over as well.
      const generation = state.status === 'linked' ? state.generation + 1 : state.generation
      return { status: 'linked', organisationId, userId, issuer, subject, generation, answered: [{ nonce, until }] }
    }
    if (state.status !== 'linked') return state
    const { generation } = state
    switch (event.type) {
      case 'provider-link/signed-in':
        return { ...state, answered: withAnswer(state.answered, event) }
      case 'provider-link/signed-out':
        return { ...state, generation: generation + 1, answered: withAnswer(state.answered, event) }
      case 'provider-link/unlinked':
        return { status: 'unlinked', organisationId: state.organisationId, generation: generation + 1 }
    }
  },
}

/** Nobody signs in so often in the five minutes that an answer is good for. */
const answeredMax = 50

const withAnswer = (answered: readonly Answered[], { at, nonce, until }: At & Answered): readonly Answered[] =>
  [...answered.filter((taken) => taken.until > at), { nonce, until }].slice(-answeredMax)

/** One of the organisation's own people looks into it: the address may have gone to a colleague. */
const otherIdentity: Rejection = {
  kind: 'forbidden',
  code: 'auth/other-identity-linked',
  detail:
    'Your account is linked to another person of this provider. An owner or admin of the organisation may unlink it.',
  facts: { status: 'linked', allowed: ['unlink'] },
}
const notLinked: Rejection = {
  kind: 'not-found',
  code: 'auth/not-linked',
  detail: 'This member is linked to nobody at the organisation’s identity provider.',
}
const answerUsed: Rejection = {
  kind: 'unauthenticated',
  code: 'auth/invalid-provider-sign-in',
  detail: 'This sign-in was finished before. Begin again.',
}
const signOutUsed: Rejection = {
  kind: 'malformed',
  code: 'auth/invalid-logout-token',
  detail: 'This logout token was used before.',
  facts: { reason: 'jti' },
}

/** One mail domain, one identity provider: a stream named for the domain, taken in the same commit as the provider's approval. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

export type MailDomain = { readonly organisationId: string | null }
export type MailDomainCommand = {
  readonly type: 'claim' | 'release'
  readonly at: string
  readonly organisationId: string
}
export type MailDomainEvent = {
  readonly type: 'mail-domain/claimed' | 'mail-domain/released'
  readonly at: string
  readonly organisationId: string
}

export const mailDomain: Decider<MailDomain, MailDomainCommand, MailDomainEvent> = {
  initialState: { organisationId: null },
  decide({ type, at, organisationId }, state) {
    const isOwn = state.organisationId === organisationId
    switch (type) {
      case 'claim':
        if (isOwn) return accept([])
        return state.organisationId === null
          ? accept([{ type: 'mail-domain/claimed', at, organisationId }])
          : reject(domainTaken)
      case 'release':
        return accept(isOwn ? [{ type: 'mail-domain/released', at, organisationId }] : [])
    }
  },
  evolve(_state, { type, organisationId }) {
    switch (type) {
      case 'mail-domain/claimed':
        return { organisationId }
      case 'mail-domain/released':
        return { organisationId: null }
    }
  },
}

/** The domain of an address, as domains are kept; '' where the text is no address. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase()

/** Told to staff alone: whose provider speaks for a domain is nobody else's business. */
const domainTaken: Rejection = {
  kind: 'conflict',
  code: 'auth/domain-taken',
  detail: 'The provider of another organisation speaks for one of these domains. Find out whose it is.',
}

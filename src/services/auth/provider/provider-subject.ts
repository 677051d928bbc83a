/** One person of a provider, one account: a stream named for the digest of who they are there, taken as they are linked. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

export type ProviderSubject = { readonly userId: string | null }
export type ProviderSubjectCommand = {
  readonly type: 'claim' | 'release'
  readonly at: string
  readonly userId: string
}
export type ProviderSubjectEvent = {
  readonly type: 'provider-subject/claimed' | 'provider-subject/released'
  readonly at: string
  readonly userId: string
}

export const providerSubject: Decider<ProviderSubject, ProviderSubjectCommand, ProviderSubjectEvent> = {
  initialState: { userId: null },
  decide({ type, at, userId }, state) {
    const isOwn = state.userId === userId
    switch (type) {
      case 'claim':
        if (isOwn) return accept([])
        return state.userId === null ? accept([{ type: 'provider-subject/claimed', at, userId }]) : reject(subjectTaken)
      case 'release':
        return accept(isOwn ? [{ type: 'provider-subject/released', at, userId }] : [])
    }
  },
  evolve(_state, { type, userId }) {
    switch (type) {
      case 'provider-subject/claimed':
        return { userId }
      case 'provider-subject/released':
        return { userId: null }
    }
  },
}

const subjectTaken: Rejection = {
  kind: 'conflict',
  code: 'auth/identity-taken',
  detail: 'This person of the provider is linked to another account. An owner or admin may unlink it.',
}

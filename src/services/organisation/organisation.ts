/** An organisation: who it is in law, who may act for it, and whether the platform has verified it. */
import type { Role } from '../../kernel/caller.ts'
import type { Decider } from '../../kernel/decider.ts'
import type { Rejection } from '../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../kernel/result.ts'

export type OrganisationKind = 'buyer' | 'supplier' | 'logistics' | 'laboratory'
export type Verification = 'unverified' | 'pending' | 'verified' | 'rejected' | 'suspended'

export type OrganisationDetails = {
  readonly legalName: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly kinds: readonly OrganisationKind[]
}

export type Organisation =
  | { readonly status: 'absent' }
  | ({
      readonly status: 'registered'
      readonly verification: Verification
      readonly members: Readonly<Record<string, Role>>
    } & OrganisationDetails)

export type OrganisationCommand =
  | {
      readonly type: 'register'
      readonly at: string
      readonly organisationId: string
      readonly ownerId: string
      readonly details: OrganisationDetails
    }
  | { readonly type: 'submit-for-verification'; readonly at: string }
  | {
      readonly type: 'judge'
      readonly at: string
      readonly staffId: string
      readonly outcome: 'verified' | 'rejected' | 'suspended'
      readonly reason: string
    }

export type OrganisationEvent =
  | ({
      readonly type: 'organisation/registered'
      readonly at: string
      readonly organisationId: string
      readonly ownerId: string
    } & OrganisationDetails)
  | { readonly type: 'organisation/submitted-for-verification'; readonly at: string }
  | {
      readonly type: 'organisation/verification-judged'
      readonly at: string
      readonly staffId: string
      readonly outcome: 'verified' | 'rejected' | 'suspended'
      readonly reason: string
    }

/** From which states each judgement may be reached. */
const judgedFrom = {
  verified: ['pending', 'suspended'],
  rejected: ['pending'],
  suspended: ['verified'],
} as const satisfies Record<string, readonly Verification[]>

export const organisation: Decider<Organisation, OrganisationCommand, OrganisationEvent> = {
  initialState: { status: 'absent' },
  decide(command, state): Result<readonly OrganisationEvent[]> {
    if (command.type === 'register') {
      if (state.status !== 'absent') return reject(alreadyRegistered)
      const { at, organisationId, ownerId, details } = command
      return accept([{ type: 'organisation/registered', at, organisationId, ownerId, ...details }])
    }
    if (state.status === 'absent') return reject(unknownOrganisation)
    switch (command.type) {
      case 'submit-for-verification':
        if (state.verification !== 'unverified' && state.verification !== 'rejected')
          return reject(cannotJudge(state.verification, 'submitted'))
        return accept([{ type: 'organisation/submitted-for-verification', at: command.at }])
      case 'judge': {
        const { at, staffId, outcome, reason } = command
        const from: readonly Verification[] = judgedFrom[outcome]
        if (!from.includes(state.verification)) return reject(cannotJudge(state.verification, outcome))
        return accept([{ type: 'organisation/verification-judged', at, staffId, outcome, reason }])
      }
    }
  },
  evolve(state, event): Organisation {
    if (event.type === 'organisation/registered') {
      const { legalName, country, kinds, ownerId } = event
      return {
        status: 'registered',
        verification: 'unverified',
        legalName,
        country,
        kinds,
        members: { [ownerId]: 'owner' },
      }
    }
    if (state.status === 'absent') return state
    switch (event.type) {
      case 'organisation/submitted-for-verification':
        return { ...state, verification: 'pending' }
      case 'organisation/verification-judged':
        return { ...state, verification: event.outcome }
    }
  },
}

export const unknownOrganisation: Rejection = {
  kind: 'not-found',
  code: 'organisation/unknown',
  detail: 'There is no such organisation, or you do not take part in it.',
}
const alreadyRegistered: Rejection = {
  kind: 'conflict',
  code: 'organisation/already-registered',
  detail: 'This organisation is registered already.',
}
const cannotJudge = (verification: Verification, wanted: string): Rejection => ({
  kind: 'conflict',
  code: 'organisation/verification-state',
  detail: `An organisation that is ${verification} cannot be ${wanted}.`,
  facts: { verification },
})

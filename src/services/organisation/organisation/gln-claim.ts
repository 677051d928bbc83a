/** One GLN, one organisation: a stream named for it, counting where its holder uses it (head office and site may share one). */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

export type GlnClaim = { readonly holder: string | null; readonly uses: number }
export type GlnClaimCommand = {
  readonly type: 'claim' | 'release'
  readonly at: string
  readonly organisationId: string
}
export type GlnClaimEvent = {
  readonly type: 'gln/claimed' | 'gln/released'
  readonly at: string
  readonly organisationId: string
}

export const glnClaim: Decider<GlnClaim, GlnClaimCommand, GlnClaimEvent> = {
  initialState: { holder: null, uses: 0 },
  decide({ type, at, organisationId }, { holder }) {
    switch (type) {
      case 'claim':
        if (holder !== null && holder !== organisationId) return reject(glnTaken)
        return accept([{ type: 'gln/claimed', at, organisationId }])
      case 'release':
        return accept(holder === organisationId ? [{ type: 'gln/released', at, organisationId }] : [])
    }
  },
  evolve(state, { type, organisationId }) {
    switch (type) {
      case 'gln/claimed':
        return { holder: organisationId, uses: state.uses + 1 }
      case 'gln/released':
        return { holder: state.uses > 1 ? state.holder : null, uses: state.uses - 1 }
    }
  },
}

const glnTaken: Rejection = {
  kind: 'conflict',
  code: 'organisation/gln-taken',
  detail: 'Another organisation uses this GLN. If it is yours, write to the platform.',
  errors: [{ pointer: '/gln', detail: 'is used by another organisation' }],
}

/** A certificate: claimed by a supplier, worth something once the platform's staff has verified it. */
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { parseLocalDate } from '../../../kernel/time.ts'

/** Which date must lie within the validity: that of production, or that of sale. */
export type MustCover = 'production' | 'sale'
export type Scheme = {
  readonly id: string
  readonly name: string
  readonly scope: 'site' | 'product'
  readonly mustCover: MustCover
}

/** What it covers; a part that is left out does not narrow it. */
export type CertificateScope = {
  readonly siteIds?: readonly string[]
  /** With all that is below them in the tree. */
  readonly categories?: readonly string[]
  readonly productIds?: readonly string[]
  /** As printed on it. */
  readonly exclusions?: string
}

export type CertificateDetails = {
  readonly scheme: string
  readonly number: string
  readonly issuer: string
  readonly scope: CertificateScope
  /** First and last day, both included. */
  readonly validFrom: string
  readonly validTo: string
  readonly documentUrl?: string
}

export type CertificateStatus = 'claimed' | 'verified' | 'rejected' | 'suspended' | 'revoked'
export type KnownCertificate = {
  readonly status: CertificateStatus
  readonly supplierId: string
  /** Why staff judged as it did. */
  readonly reason?: string
} & CertificateDetails
export type Certificate = { readonly status: 'absent' } | KnownCertificate

export type Judgement = 'verified' | 'rejected' | 'suspended' | 'revoked'

export type CertificateCommand =
  | {
      readonly type: 'claim'
      readonly at: string
      readonly supplierId: string
      readonly details: CertificateDetails
      readonly scheme: Scheme | undefined
    }
  | {
      readonly type: 'amend'
      readonly at: string
      readonly details: CertificateDetails
      readonly scheme: Scheme | undefined
    }
  | {
      readonly type: 'judge'
      readonly at: string
      readonly staffId: string
      readonly outcome: Judgement
      readonly reason: string
    }

export type CertificateEvent =
  | ({ readonly type: 'certificate/claimed'; readonly at: string; readonly supplierId: string } & CertificateDetails)
  | ({ readonly type: 'certificate/amended'; readonly at: string } & CertificateDetails)
  | {
      readonly type: 'certificate/judged'
      readonly at: string
      readonly staffId: string
      readonly outcome: Judgement
      readonly reason: string
    }

/** From which states each judgement may be reached; a suspended certificate is verified again when cleared. */
const judgedFrom = {
  verified: ['claimed', 'suspended'],
  rejected: ['claimed'],
  suspended: ['verified'],
  revoked: ['verified', 'suspended'],
} as const satisfies Record<Judgement, readonly CertificateStatus[]>
const amendable: readonly CertificateStatus[] = ['claimed', 'rejected']
/** What each judgement is asked for as. */
const judging = { verified: 'verify', rejected: 'reject', suspended: 'suspend', revoked: 'revoke' } as const

export const certificate: Decider<Certificate, CertificateCommand, CertificateEvent> = {
  initialState: { status: 'absent' },
  decide(command, state): Result<readonly CertificateEvent[]> {
    if (command.type === 'claim') {
      if (state.status !== 'absent') return reject(judged(state.status))
      const { at, supplierId, details } = command
      const problem = checkDetails(details, command.scheme)
      return problem ? reject(problem) : accept([{ type: 'certificate/claimed', at, supplierId, ...details }])
    }
    if (state.status === 'absent') return reject(unknownCertificate)
    switch (command.type) {
      case 'amend': {
        // What staff has seen does not change under its verdict: a renewed certificate is another one.
        if (!amendable.includes(state.status)) return reject(judged(state.status))
        const problem = checkDetails(command.details, command.scheme)
        return problem ? reject(problem) : accept([{ type: 'certificate/amended', at: command.at, ...command.details }])
      }
      case 'judge': {
        const { at, staffId, outcome, reason } = command
        const from: readonly CertificateStatus[] = judgedFrom[outcome]
        if (!from.includes(state.status)) return reject(judged(state.status))
        return accept([{ type: 'certificate/judged', at, staffId, outcome, reason }])
      }
    }
  },
  evolve(state, event): Certificate {
    if (event.type === 'certificate/claimed') {
      const { type: _type, at: _at, ...claimed } = event
      return { status: 'claimed', ...claimed }
    }
    if (state.status === 'absent') return state
    switch (event.type) {
      case 'certificate/amended': {
        const { type: _type, at: _at, ...details } = event
        return { status: 'claimed', supplierId: state.supplierId, ...details }
      }
      case 'certificate/judged':
        return { ...state, status: event.outcome, reason: event.reason }
    }
  },
}

/** What of a product a certificate's scope is held against. */
export type Certifiable = {
  readonly id: string
  readonly supplierId: string
  /** The product's category and all above it. */
  readonly lineage: readonly string[]
  readonly productionSites: readonly string[]
}

/**
 * Whether a product is within the scope. A certificate of sites covers a product only if it is said where that is
 * made, and every such site is covered.
 */
export function covers({ supplierId, scope }: KnownCertificate, product: Certifiable): boolean {
  if (supplierId !== product.supplierId) return false
  const { siteIds, categories, productIds } = scope
  if (productIds && !asSet(productIds).has(product.id)) return false
  if (categories && !categories.some((category) => product.lineage.includes(category))) return false
  if (!siteIds) return true
  return product.productionSites.length > 0 && product.productionSites.every((site) => siteIds.includes(site))
}

/** Made once for each list: thousands of products may be held against the thousands that a certificate names. */
const asSet = (ids: readonly string[]): ReadonlySet<string> => {
  const known = sets.get(ids) ?? new Set(ids)
  sets.set(ids, known)
  return known
}
const sets = new WeakMap<readonly string[], ReadonlySet<string>>()

/** Whether it counts for a date of production or sale. Only a verified one ever does. */
export const holdsOn = ({ status, validFrom, validTo }: KnownCertificate, day: string): boolean =>
  status === 'verified' && validFrom <= day && day <= validTo

function checkDetails(details: CertificateDetails, scheme: Scheme | undefined): Rejection | undefined {
  const { validFrom, validTo, scope } = details
  if (!scheme)
    return invalidField('certificate/unknown-scheme', '/scheme', 'Take a scheme from GET /v1/certificate-schemes.')
  for (const [pointer, day] of [
    ['/validFrom', validFrom],
    ['/validTo', validTo],
  ] as const) {
    const parsed = parseLocalDate(day)
    if (!parsed.ok) return { ...parsed.rejection, errors: [{ pointer, detail: parsed.rejection.detail }] }
  }
  if (validTo < validFrom) return invalidField('certificate/validity', '/validTo', 'The last day is before the first.')
  if (scheme.scope === 'site' && !scope.siteIds?.length)
    return invalidField('certificate/site-missing', '/scope/siteIds', `${scheme.name} is given to sites: name them.`)
  return undefined
}

export const unknownCertificate: Rejection = {
  kind: 'not-found',
  code: 'certificate/unknown',
  detail: 'There is no such certificate, or it is not shown to you.',
}
const judged = (status: CertificateStatus): Rejection => ({
  kind: 'conflict',
  code: 'certificate/state',
  detail: `A certificate that is ${status} does not take this step.`,
  facts: { status, allowed: allowedIn(status) },
})
const allowedIn = (status: CertificateStatus): readonly string[] => [
  ...(amendable.includes(status) ? ['amend'] : []),
  ...(Object.keys(judgedFrom) as Judgement[])
    .filter((outcome) => (judgedFrom[outcome] as readonly CertificateStatus[]).includes(status))
    .map((outcome) => judging[outcome]),
]

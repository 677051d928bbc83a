/** Which of a line's requirements an offered product meets: by what was verified or confirmed, never by silence. */
import type { RfqLine } from '../request/rfq-details.ts'

/** What can be shown for a product. */
export type Evidence = {
  /** Verified ones. */
  readonly certificates: readonly { readonly scheme: string; readonly holds: boolean }[]
  /** Allergens that a person confirmed it is free of. */
  readonly freeOf: readonly string[]
  readonly shelfLifeDays?: number
}

export type Requirement =
  | { readonly kind: 'certificate'; readonly scheme: string }
  | { readonly kind: 'free-of'; readonly allergen: string }
  | { readonly kind: 'remaining-life'; readonly days: number }

export type EvidenceMet = { readonly met: readonly Requirement[]; readonly unmet: readonly Requirement[] }

const nothing: Evidence = { certificates: [], freeOf: [] }

/** All requirements of a line, parted. Undeclared milk does not meet "milk-free". */
export function metEvidence(line: RfqLine, evidence: Evidence = nothing): EvidenceMet {
  const requirements: readonly Requirement[] = [
    ...line.requiredCertificates.map((scheme) => ({ kind: 'certificate', scheme }) as const),
    ...line.allergenExclusions.map((allergen) => ({ kind: 'free-of', allergen }) as const),
    ...(line.minimumRemainingLifeDays > 0
      ? [{ kind: 'remaining-life', days: line.minimumRemainingLifeDays } as const]
      : []),
  ]
  return {
    met: requirements.filter((requirement) => isMet(requirement, evidence)),
    unmet: requirements.filter((requirement) => !isMet(requirement, evidence)),
  }
}

function isMet(requirement: Requirement, { certificates, freeOf, shelfLifeDays }: Evidence): boolean {
  switch (requirement.kind) {
    case 'certificate':
      return certificates.some(({ scheme, holds }) => holds && scheme === requirement.scheme)
    case 'free-of':
      return freeOf.includes(requirement.allergen)
    case 'remaining-life':
      return shelfLifeDays !== undefined && shelfLifeDays >= requirement.days
  }
}

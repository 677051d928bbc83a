/** What can be shown for a product: certificates that cover it, and allergens that a person says it is free of. */
import { allergenCodes, isFreeOf, type AllergenCode, type AllergenDeclaration } from '../allergens/allergens.ts'
import { covers, holdsOn, type Certifiable, type KnownCertificate, type MustCover, type Scheme } from './certificate.ts'

export type CertificateEvidence = {
  readonly certificateId: string
  readonly scheme: string
  readonly number: string
  readonly issuer: string
  /** Which date has to lie between the two days: a later expiry does not spoil what was made in time. */
  readonly mustCover: MustCover
  readonly validFrom: string
  readonly validTo: string
  /** Whether it holds on the day asked about. */
  readonly holds: boolean
}

export type Evidence = {
  /** Verified ones only. */
  readonly certificates: readonly CertificateEvidence[]
  /** Confirmed by a person of the supplier. */
  readonly freeOf: readonly AllergenCode[]
}

const nothing: readonly AllergenCode[] = []

/** All allergens and groups of them that a declaration is free of. */
export const freeOf = (declaration: AllergenDeclaration): readonly AllergenCode[] =>
  Object.keys(declaration).length === 0 ? nothing : allergenCodes.filter((code) => isFreeOf(declaration, code))

/** The evidence for a product on a day: pure. */
export function evidenceFor(
  product: Certifiable & { readonly allergens: AllergenDeclaration },
  known: readonly { readonly id: string; readonly state: KnownCertificate }[],
  schemes: ReadonlyMap<string, Scheme>,
  day: string,
): Evidence {
  return {
    certificates: known
      .filter(({ state }) => state.status === 'verified' && covers(state, product))
      .map(({ id, state }) => ({
        certificateId: id,
        scheme: state.scheme,
        number: state.number,
        issuer: state.issuer,
        mustCover: schemes.get(state.scheme)?.mustCover ?? 'sale',
        validFrom: state.validFrom,
        validTo: state.validTo,
        holds: holdsOn(state, day),
      })),
    freeOf: freeOf(product.allergens),
  }
}

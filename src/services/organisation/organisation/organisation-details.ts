/** What is known of an organisation and of its places: the names, numbers and addresses that papers of trade carry. */

export type OrganisationKind = 'buyer' | 'supplier' | 'logistics' | 'laboratory'

export type Address = {
  readonly lines: readonly string[]
  readonly postalCode?: string
  readonly city: string
  readonly region?: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

/** A registration for value added or sales tax, normalised: capital letters and digits, without spaces or dots. */
export type TaxId = { readonly country: string; readonly number: string }

export type OrganisationDetails = {
  readonly legalName: string
  /** ISO 3166-1 alpha-2. */
  readonly country: string
  readonly kinds: readonly OrganisationKind[]
  readonly gln?: string
  readonly taxIds?: readonly TaxId[]
  readonly address?: Address
}

export type SiteDetails = {
  readonly name: string
  readonly address: Address
  readonly gln?: string
  /** Approval of an establishment for food of animal origin, as on its oval mark: `DE NW 12345 EG`. */
  readonly establishmentNumber?: string
}

export type Site = SiteDetails & { readonly id: string }

export const sitesMax = 500
export const membersMax = 1_000
export const budgetsMax = 500

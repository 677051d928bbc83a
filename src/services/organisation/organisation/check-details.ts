/** Reads what an organisation says of itself: every number checked, every refusal naming its field. */
import { parseCountry } from '../../../kernel/country.ts'
import { parseGln } from '../../../kernel/gs1/gln.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Address, OrganisationDetails, SiteDetails, TaxId } from './organisation-details.ts'
import { parseTaxId } from './tax-id.ts'

export function checkDetails(details: OrganisationDetails): Result<OrganisationDetails> {
  const { taxIds = [], gln, country, address } = details
  const fault = countryFault(country, '/country') ?? glnFault(gln) ?? addressFault(address) ?? repeatedKind(details)
  if (fault) return reject(fault)
  const read: TaxId[] = []
  for (const [index, taxId] of taxIds.entries()) {
    const result = parseTaxId(taxId, `/taxIds/${index}`)
    if (!result.ok) return result
    const unknown = countryFault(taxId.country, `/taxIds/${index}/country`)
    if (unknown) return reject(unknown)
    if (read.some(({ number }) => number === result.value.number))
      return reject(invalidField('organisation/not-a-tax-id', `/taxIds/${index}/number`, 'is there twice'))
    read.push(result.value)
  }
  return accept({ ...details, ...(details.taxIds && { taxIds: read }) })
}

/** `DE NW 12345 EG`, `GB AB123`, `1234`: letters, digits and separators, as ovals and lists of establishments have them. */
const ESTABLISHMENT = /^[A-Z]{0,3}[A-Z0-9 ./-]{1,30}$/

export function checkSite(site: SiteDetails): Result<SiteDetails> {
  const { gln, address, establishmentNumber } = site
  const fault = glnFault(gln) ?? addressFault(address)
  if (fault) return reject(fault)
  if (establishmentNumber !== undefined && !ESTABLISHMENT.test(establishmentNumber.trim().toUpperCase()))
    return reject(
      invalidField('organisation/not-an-establishment-number', '/establishmentNumber', 'is not as on the oval mark'),
    )
  return accept(
    establishmentNumber === undefined
      ? site
      : { ...site, establishmentNumber: establishmentNumber.trim().toUpperCase() },
  )
}

const countryFault = (country: string, pointer: string): Rejection | undefined => {
  const result = parseCountry(country)
  return result.ok ? undefined : { ...result.rejection, errors: [{ pointer, detail: result.rejection.detail }] }
}
const glnFault = (gln: string | undefined): Rejection | undefined => {
  const result = gln === undefined ? undefined : parseGln(gln)
  if (!result || result.ok) return undefined
  return { ...result.rejection, errors: [{ pointer: '/gln', detail: result.rejection.detail }] }
}
const addressFault = (address: Address | undefined): Rejection | undefined =>
  address && countryFault(address.country, '/address/country')

const repeatedKind = ({ kinds }: OrganisationDetails): Rejection | undefined =>
  new Set(kinds).size === kinds.length
    ? undefined
    : invalidField('organisation/kind-repeated', '/kinds', 'names a kind twice')

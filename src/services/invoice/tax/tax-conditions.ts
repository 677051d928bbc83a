/** What has to be true before an invoice may say that somebody else owes the tax, or nobody does. */
import type { Rejection } from '../../../kernel/rejection.ts'
import type { TaxCategory } from './tax-treatment.ts'

/** A registration for value added tax, checked when it was entered: form and check digits. */
export type TaxId = { readonly country: string; readonly number: string }

export type TaxFacts = {
  readonly categories: readonly TaxCategory[]
  readonly seller: TaxId | undefined
  readonly buyer: TaxId | undefined
  /** The country to which the goods go: ISO 3166-1 alpha-2. */
  readonly destination: string
  /** How many papers show that they went there. */
  readonly transportEvidence: number
}

const members = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '))

/** Whether a country's territory is the Union's for value added tax on goods. */
export const isInUnion = (country: string): boolean => members.has(country)

/**
 * The first category that may not stand on the invoice. K (Directive 2006/112/EC, art. 138): both parties are registered,
 * the buyer in another member state than the seller, the goods go to another member state, and a paper shows it. AE:
 * both are registered. G (art. 146): the goods leave the Union, or a seller elsewhere its country. O names no
 * registration, all others the seller's.
 */
export const problemOfTaxes = (facts: TaxFacts): Rejection | undefined => {
  for (const category of new Set(facts.categories)) {
    const problem = problemOf(category, facts)
    if (problem) return problem
  }
  return undefined
}

function problemOf(category: TaxCategory, { seller, buyer, ...facts }: TaxFacts): Rejection | undefined {
  if (category === 'O') return undefined
  if (!seller) return sellerUnregistered
  switch (category) {
    case 'K':
      return problemOfSupply(seller, buyer, facts)
    case 'AE':
      return buyer ? undefined : buyerUnregistered('A reverse charge needs who owes the tax')
    case 'G':
      return leaves(seller.country, facts.destination) ? undefined : noExport(facts.destination)
    case 'S':
    case 'Z':
    case 'E':
    case 'L':
    case 'M':
      return undefined
  }
}

function problemOfSupply(
  seller: TaxId,
  buyer: TaxId | undefined,
  { destination, transportEvidence }: Pick<TaxFacts, 'destination' | 'transportEvidence'>,
): Rejection | undefined {
  if (!buyer || !isInUnion(buyer.country) || buyer.country === seller.country)
    return buyerUnregistered('An intra-community supply needs the buyer’s registration in another member state')
  if (!isInUnion(seller.country) || !isInUnion(destination) || destination === seller.country)
    return noSupply(destination)
  return transportEvidence > 0 ? undefined : noEvidence
}

const leaves = (from: string, to: string): boolean => (isInUnion(from) ? !isInUnion(to) : to !== from)

const sellerUnregistered: Rejection = {
  kind: 'conflict',
  code: 'invoice/seller-not-registered',
  detail: 'The seller has no tax registration; an invoice with tax categories other than O names it.',
}
const buyerUnregistered = (why: string): Rejection => ({
  kind: 'conflict',
  code: 'invoice/buyer-not-registered',
  detail: `${why}; the buyer has entered none.`,
})
const noSupply = (destination: string): Rejection => ({
  kind: 'conflict',
  code: 'invoice/not-intra-community',
  detail: 'An intra-community supply goes from one member state of the Union to another.',
  facts: { destination },
})
const noEvidence: Rejection = {
  kind: 'conflict',
  code: 'invoice/no-transport-evidence',
  detail: 'Nothing shows yet that the goods went to another member state.',
}
const noExport = (destination: string): Rejection => ({
  kind: 'conflict',
  code: 'invoice/not-an-export',
  detail: 'These goods do not leave the seller’s tax territory.',
  facts: { destination },
})

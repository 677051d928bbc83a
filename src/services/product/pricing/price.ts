/** A price: what one product costs on one price list, by quantity and by where it is handed over. */
import { canonicalJson } from '../../../kernel/canonical-json.ts'
import { compareDecimals, parseDecimal, scaleOf, signOf, type Decimal } from '../../../kernel/decimal.ts'
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import type { Incoterm } from './incoterm.ts'

/** From this many base units on, a unit costs this much. */
export type Break = { readonly from: number; readonly unitPrice: Decimal }

/** Another place of handing over, at another price. */
export type Variant = { readonly incoterm: Incoterm; readonly place: string; readonly breaks: readonly Break[] }

/** Quantities are in base units: pieces, grams or millilitres; a price is for a piece, a kilogram or a litre. */
export type PriceTerms = {
  readonly breaks: readonly Break[]
  readonly variants?: readonly Variant[]
  readonly minimumQuantity: number
  readonly increment: number
  readonly leadTimeDays?: number
}

/** What a price takes over from its list for good: who owns it, and whether everybody may see it. */
export type PriceOwner = {
  readonly priceListId: string
  readonly productId: string
  readonly supplierId: string
  readonly isPublic: boolean
}

export type Price = { readonly status: 'absent' } | ({ readonly status: 'set' } & PriceOwner & PriceTerms)

export type PriceCommand =
  | { readonly type: 'set'; readonly at: string; readonly owner: PriceOwner; readonly terms: PriceTerms }
  | { readonly type: 'remove'; readonly at: string }

export type PriceEvent =
  | ({ readonly type: 'price/set'; readonly at: string } & PriceOwner & PriceTerms)
  | { readonly type: 'price/removed'; readonly at: string }

export const price: Decider<Price, PriceCommand, PriceEvent> = {
  initialState: { status: 'absent' },
  decide(command, state): Result<readonly PriceEvent[]> {
    switch (command.type) {
      case 'set': {
        const terms = checkTerms(command.terms)
        if (!terms.ok) return terms
        const wanted = { ...command.owner, ...terms.value }
        if (state.status === 'set') {
          const { status: _status, ...known } = state
          if (canonicalJson(known) === canonicalJson(wanted)) return accept([])
        }
        return accept([{ type: 'price/set', at: command.at, ...wanted }])
      }
      case 'remove':
        return state.status === 'absent' ? reject(unknownPrice) : accept([{ type: 'price/removed', at: command.at }])
    }
  },
  evolve(_state, event): Price {
    switch (event.type) {
      case 'price/set': {
        const { type: _type, at: _at, ...set } = event
        return { status: 'set', ...set }
      }
      case 'price/removed':
        return { status: 'absent' }
    }
  },
}

export const priceId = (priceListId: string, productId: string): string => `${priceListId}~${productId}`

/** Decimal places of a unit price. */
export const unitPricePlacesMax = 6

/** Takes terms with unit prices in canonical form. Refuses breaks that do not rise from the minimum, or prices that do. */
export function checkTerms(terms: PriceTerms): Result<PriceTerms> {
  const breaks = checkBreaks(terms.breaks, terms.minimumQuantity, '/breaks')
  if (!breaks.ok) return breaks
  const variants: Variant[] = []
  for (const [index, variant] of (terms.variants ?? []).entries()) {
    const checked = checkBreaks(variant.breaks, terms.minimumQuantity, `/variants/${index}/breaks`)
    if (!checked.ok) return checked
    variants.push({ ...variant, breaks: checked.value })
  }
  return accept({ ...terms, breaks: breaks.value, ...(variants.length > 0 && { variants }) })
}

function checkBreaks(given: readonly Break[], minimum: number, pointer: string): Result<readonly Break[]> {
  const breaks: Break[] = []
  for (const [index, { from, unitPrice }] of given.entries()) {
    const parsed = parseDecimal(unitPrice)
    const at = `${pointer}/${index}/unitPrice`
    if (!parsed.ok) return reject({ ...parsed.rejection, errors: [{ pointer: at, detail: parsed.rejection.detail }] })
    if (signOf(parsed.value) < 0 || scaleOf(parsed.value) > unitPricePlacesMax)
      return reject(invalidField('price/unit-price', at, `A unit price is 0 or more, with at most 6 decimals.`))
    const before = breaks.at(-1)
    if (before && from <= before.from)
      return reject(invalidField('price/breaks', `${pointer}/${index}/from`, 'Breaks stand in rising order.'))
    if (before && compareDecimals(parsed.value, before.unitPrice) > 0)
      return reject(invalidField('price/breaks', at, 'More does not cost more by the unit.'))
    breaks.push({ from, unitPrice: parsed.value })
  }
  if (breaks[0] && breaks[0].from > minimum)
    return reject(invalidField('price/breaks', `${pointer}/0/from`, 'The first break begins at the minimum or below.'))
  return accept(breaks)
}

export const unknownPrice: Rejection = {
  kind: 'not-found',
  code: 'price/unknown',
  detail: 'There is no such price, or it is not for you.',
}

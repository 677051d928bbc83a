/** Writes the price of a catalogue's row to the price list that the import names; its breaks become one. */
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { invalidField, Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { ProductDraft } from './row-to-product.ts'
import { assertOwnList } from '../pricing/price-list-routes.ts'
import { ownerOf } from '../pricing/price-routes.ts'
import { checkTerms, priceId, type PriceOwner, type PriceTerms } from '../pricing/price.ts'
import { priceAggregate } from '../pricing/price-view.ts'

export type PriceTarget = { readonly supplierId: string; readonly priceListId?: string }

/** What is to be set once the product is known by its id. */
export type RowPricing = { readonly ownerFor: (productId: string) => PriceOwner; readonly terms: PriceTerms }

/**
 * Reads what the row comes to as a price; nothing where it has none, or the import names no list. Throws `Rejected`,
 * before anything of the row is decided, for a list that is not the supplier's and a price that the list cannot take.
 * @param productId  of a product that is known already: what else its price says, such as the minimum, stays
 */
export async function readRowPricing(
  unit: Unit,
  { supplierId, priceListId }: PriceTarget,
  { price }: ProductDraft,
  productId: string | undefined,
): Promise<RowPricing | undefined> {
  if (priceListId === undefined || price === undefined) return undefined
  const list = await assertOwnList(unit, priceListId, supplierId)
  if (list.currency !== price.currency) throw new Rejected(otherCurrency(price.currency, list.currency))
  const known = productId && (await unit.load(priceAggregate, priceId(priceListId, productId))).state
  const { minimumQuantity = 1, increment = 1, variants, leadTimeDays } = known && known.status === 'set' ? known : {}
  const terms = checkTerms({
    breaks: [{ from: 1, unitPrice: price.unitPrice }],
    minimumQuantity,
    increment,
    ...(variants && { variants }),
    ...(leadTimeDays !== undefined && { leadTimeDays }),
  })
  if (!terms.ok) throw new Rejected(terms.rejection)
  return { ownerFor: (id) => ownerOf(priceListId, list, id), terms: terms.value }
}

/**
 * Sets the price; says whether that changed it.
 * @param since  what has been written since then was changed by this import already, before it died
 */
export async function importPrice(
  unit: Unit,
  { ownerFor, terms }: RowPricing,
  productId: string,
  since: string | undefined,
): Promise<boolean> {
  const owner = ownerFor(productId)
  const id = priceId(owner.priceListId, productId)
  const before = await unit.load(priceAggregate, id)
  const after = await unit.decide(priceAggregate, id, { type: 'set', at: unit.at, owner, terms })
  return after !== before.state || (since !== undefined && before.updatedAt >= since)
}

const otherCurrency = (given: string, wanted: string): Rejection =>
  invalidField('import/other-currency', '', `The price is in ${given}; the price list is in ${wanted}.`)

/** A lot is registered: its code is claimed, its stream begins and its goods enter the stock book, in one commit. */
import { dateAt } from '../../../kernel/date-field.ts'
import type { BaseUnit } from '../../../kernel/quantity.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import { utcDate, addDays, type Instant } from '../../../kernel/time.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { tradedProduct, type SoldBy, type TradedProduct } from '../../product/contract.ts'
import { lotCodeId } from './lot-code.ts'
import { lotAggregate, lotCodeAggregate } from './lot-view.ts'
import { factsOfLot, type LotDetails } from './lot.ts'
import { assertOwnSite } from './own-lot-reader.ts'
import { baseUnitsOf, type RegisterLotInput } from './stock-schemas.ts'
import { unknownStockProduct } from '../book/stock-rejections.ts'
import { stockAggregate, stockBookId } from '../book/stock-view.ts'

/** What is counted of a product that is sold so. */
const unitOf: Readonly<Record<SoldBy, BaseUnit>> = {
  piece: 'piece',
  'catch-weight': 'piece',
  kilogram: 'gram',
  litre: 'millilitre',
}

/** Gives the new lot's id. */
export async function registerLot(unit: Unit, ownerId: string, given: RegisterLotInput): Promise<string> {
  const product = await tradedProduct(unit, given.productId, ownerId)
  if (product.supplierId !== ownerId) throw new Rejected(unknownStockProduct)
  await assertOwnSite(unit, ownerId, given.siteId)
  const quantity = baseUnitsOf(given.quantity, product.packaging, '/quantity')

  const lotId = unit.newId('lot')
  const { at } = unit
  await unit.decide(lotCodeAggregate, lotCodeId(ownerId, product.id, given.code), { type: 'claim', at, lotId })
  const lot = await unit.decide(lotAggregate, lotId, {
    type: 'register',
    at,
    lot: detailsOf(product, given, at),
    ...(product.shelfLifeDays !== undefined && { shelfLifeDays: product.shelfLifeDays }),
    ...(given.held && { held: given.held }),
  })
  if (lot.status === 'absent') throw new Error(`${lotId} was registered and is absent.`)
  await unit.decide(stockAggregate, stockBookId(ownerId, product.id), {
    type: 'receive',
    at,
    ownerId,
    productId: product.id,
    lot: factsOfLot(lotId, lot),
    siteId: given.siteId,
    quantity,
    ...(given.grams !== undefined && { grams: given.grams }),
    reason: 'registered',
  })
  return lotId
}

function detailsOf(product: TradedProduct, given: RegisterLotInput, at: string): LotDetails {
  const { producedOn, markedOn, temperatureClass, certificateOfAnalysis: certificate } = given
  // A day ahead of UTC it may be tomorrow already; later than that nothing was made yet.
  if (producedOn !== undefined && dateAt(producedOn, '/producedOn') > addDays(utcDate(at as Instant), 1))
    throw new Rejected(invalidField('lot/not-made-yet', '/producedOn', 'The day of production lies ahead.'))
  return {
    ownerId: product.supplierId,
    productId: product.id,
    code: given.code,
    dateMark: product.dateMark,
    ...(markedOn !== undefined && { markedOn: dateAt(markedOn, '/markedOn') }),
    ...(producedOn !== undefined && { producedOn: dateAt(producedOn, '/producedOn') }),
    unit: unitOf[product.soldBy],
    catchWeight: product.soldBy === 'catch-weight',
    ...(temperatureClass !== undefined && { temperatureClass }),
    ...(certificate && { certificateOfAnalysis: certificateOf(certificate) }),
  }
}

type CertificateInput = NonNullable<RegisterLotInput['certificateOfAnalysis']>

export const certificateOf = ({ reference, issuedOn }: CertificateInput) => ({
  reference,
  ...(issuedOn !== undefined && { issuedOn: dateAt(issuedOn, '/certificateOfAnalysis/issuedOn') }),
})

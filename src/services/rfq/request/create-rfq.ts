/** Drafting and changing an RFQ: what it names of products, sites and suppliers is looked up before anything is kept. */
import { toBaseUnits } from '../../../kernel/packaging.ts'
import type { BaseUnit } from '../../../kernel/quantity.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import type { Committed, Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { organisationOf, siteOf } from '../../organisation/contract.ts'
import { tradedProduct, type SoldBy, type TradedProduct } from '../../product/contract.ts'
import { atField, notInvited } from './rfq-checks.ts'
import { defaultWeights, quantityMax, type GivenRfqDetails } from './rfq-details.ts'
import { ownRfq } from './rfq-reader.ts'
import type { RfqInput } from './rfq-schemas.ts'
import type { Rfq } from './rfq-state.ts'
import { rfqAggregate, rfqNumberAggregate } from './rfq-view.ts'

export type RfqDraft = { readonly buyerId: string; readonly by: string; readonly input: RfqInput }

/** Drafts an RFQ and gives it the buyer's next number, in one commit. */
export const createRfq = (execute: Execute, intent: Intent, draft: RfqDraft): Promise<Committed<Rfq>> =>
  execute(rfqAggregate, intent, (unit) => addRfq(unit, draft))

/** As `createRfq`, in the caller's commit; gives the RFQ's id. */
export async function addRfq(unit: Unit, { buyerId, by, input }: RfqDraft): Promise<string> {
  const rfqId = unit.newId('rfq')
  const { at } = unit
  const details = await detailsOf(unit, buyerId, input)
  const { last: number } = await unit.decide(rfqNumberAggregate, buyerId, { type: 'take', at, rfqId })
  await unit.decide(rfqAggregate, rfqId, { type: 'draft', at, by, rfqId, number, buyerId, details })
  return rfqId
}

/** Describes a draft anew. */
export const changeRfq = (
  execute: Execute,
  intent: Intent,
  { rfqId, buyerId, by, input, ifMatch }: RfqDraft & { readonly rfqId: string; readonly ifMatch?: number | undefined },
): Promise<Committed<Rfq>> =>
  execute(rfqAggregate, intent, async (unit) => {
    const snapshot = await unit.load(rfqAggregate, rfqId)
    ownRfq(snapshot, buyerId)
    requireVersion(snapshot, ifMatch)
    const details = await detailsOf(unit, buyerId, input)
    await unit.decide(rfqAggregate, rfqId, { type: 'change', at: unit.at, by, details })
    return rfqId
  })

async function detailsOf(unit: Unit, buyerId: string, input: RfqInput): Promise<GivenRfqDetails> {
  if (!(await siteOf(unit, buyerId, input.deliverTo.siteId)))
    throw new Rejected(invalidField('rfq/unknown-site', '/deliverTo/siteId', 'Your organisation has no such site.'))
  if (input.visibility.kind === 'invited') {
    for (const [index, supplierId] of input.visibility.supplierIds.entries()) {
      const found = await organisationOf(unit, supplierId)
      if (!found?.kinds.includes('supplier'))
        throw new Rejected(notInvited(index, 'There is no supplier with this id.'))
    }
  }
  const lines: GivenRfqDetails['lines'][number][] = []
  for (const index of input.lines.keys()) lines.push(await lineOf(unit, buyerId, input, index))
  return {
    ...input,
    lines,
    weights: { ...defaultWeights, ...input.weights },
    shareTargetPrices: input.shareTargetPrices ?? false,
  }
}

type Line = GivenRfqDetails['lines'][number]

async function lineOf(unit: Unit, buyerId: string, { lines }: RfqInput, index: number): Promise<Line> {
  const given = lines[index]!
  const { buyerItemCode, targetPrice, requiredCertificates = [], allergenExclusions = [] } = given
  const wanted = {
    id: String(index + 1),
    ...(buyerItemCode !== undefined && { buyerItemCode }),
    ...(targetPrice !== undefined && { targetPrice }),
    requiredCertificates,
    allergenExclusions,
    minimumRemainingLifeDays: given.minimumRemainingLifeDays ?? 0,
  }
  if ('specification' in given) {
    const { specification: description, quantity, unit: measured } = given
    return { ...wanted, item: { kind: 'specification', description }, quantity, unit: measured }
  }
  const product = await productFor(unit, given.productId, buyerId, `/lines/${index}/productId`)
  const base = toBaseUnits(given.quantity, given.level ?? 'base', product.packaging)
  if (!base.ok) throw new Rejected(atField(`/lines/${index}/level`, base.rejection))
  if (base.value > quantityMax)
    throw new Rejected(invalidField('rfq/quantity', `/lines/${index}/quantity`, `At most ${quantityMax} base units.`))
  const item = { kind: 'product', productId: product.id, name: product.name } as const
  return { ...wanted, item, quantity: base.value, unit: unitOf(product.soldBy) }
}

/** A product that the buyer may see; its absence is a fault of the field. */
export async function productFor(
  unit: Pick<Unit, 'read'>,
  productId: string,
  buyerId: string,
  pointer: string,
): Promise<TradedProduct> {
  try {
    return await tradedProduct(unit, productId, buyerId)
  } catch (error) {
    if (!(error instanceof Rejected) || error.rejection.code !== 'product/unknown') throw error
    throw new Rejected(
      invalidField('rfq/unknown-product', pointer, 'There is no such product, or the buyer does not see it.'),
    )
  }
}

/** In what goods that are sold so are counted. */
export const unitOf = (soldBy: SoldBy): BaseUnit =>
  soldBy === 'kilogram' ? 'gram' : soldBy === 'litre' ? 'millilitre' : 'piece'

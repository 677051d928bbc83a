/** Writes rows of a catalogue as products: so many to a commit, each row with an outcome of its own. */
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { assertVerified } from '../../organisation/contract.ts'
import { importPrice, readRowPricing } from './import-prices.ts'
import type { ProductDraft } from './row-to-product.ts'
import { productAggregate, skuAggregate } from '../catalogue/product-view.ts'
import type { ProductDetails } from '../catalogue/product-details.ts'
import type { KnownProduct } from '../catalogue/product.ts'
import { skuId } from '../catalogue/sku.ts'

/** A row that could be read, and whether it says its own date mark. */
export type DraftRow = { readonly row: number; readonly draft: ProductDraft; readonly saysDateMark: boolean }

export type RowOutcome =
  | {
      readonly row: number
      readonly outcome: 'created' | 'updated' | 'unchanged'
      readonly sku: string
      readonly productId: string
      /** This row made it public. */
      readonly published: boolean
    }
  | { readonly row: number; readonly outcome: 'refused'; readonly sku?: string; readonly rejection: Rejection }

export type ImportTarget = {
  readonly supplierId: string
  readonly publish: boolean
  /** Where prices go; without it they are not read. */
  readonly priceListId?: string
  /**
   * Set while rows are done again after a crash: what has been written since then is this import's own work, and is
   * reported as it was the first time.
   */
  readonly repeatsSince?: string
}

/** So many rows share a commit: most of what a commit costs is the same for one row and for many, and a conflict is rare. */
export const rowsPerCommit = 25

/**
 * Imports rows in one commit. Where it cannot land as one (too many bytes together, others kept winning), row by row.
 * The rows must not share a SKU with rows of another commit under way.
 */
export async function importRows(
  execute: Execute,
  intent: Intent,
  target: ImportTarget,
  rows: readonly DraftRow[],
): Promise<readonly RowOutcome[]> {
  let outcomes: RowOutcome[] = []
  try {
    await execute(skuAggregate, intent, async (unit) => {
      outcomes = []
      if (target.publish) await assertVerified(unit, target.supplierId, 'publish a product')
      for (const row of rows) outcomes.push(await importRow(unit, target, row))
      return skuId(target.supplierId, rows[0]!.draft.sku)
    })
    return outcomes
  } catch (error) {
    const alone = rows.length === 1
    if (alone && error instanceof Rejected && error.rejection.kind !== 'unavailable')
      return [{ row: rows[0]!.row, outcome: 'refused', sku: rows[0]!.draft.sku, rejection: error.rejection }]
    if (alone && error instanceof RangeError) return [tooBig(rows[0]!)]
    if (alone || !(error instanceof Rejected || error instanceof RangeError)) throw error
    const single: RowOutcome[] = []
    for (const row of rows) single.push(...(await importRows(execute, intent, target, [row])))
    return single
  }
}

async function importRow(
  unit: Unit,
  target: ImportTarget,
  { row, draft, saysDateMark }: DraftRow,
): Promise<RowOutcome> {
  const { sku } = draft
  const claimId = skuId(target.supplierId, sku)
  const claim = await unit.load(skuAggregate, claimId)
  const known = claim.state.productId
  try {
    const pricing = await readRowPricing(unit, target, draft, known)
    const written =
      known === undefined
        ? await create(unit, target, draft, claimId)
        : await update(unit, target, draft, known, saysDateMark)
    const priced = pricing && (await importPrice(unit, pricing, written.productId, target.repeatsSince))
    const outcome = priced && written.outcome === 'unchanged' ? 'updated' : written.outcome
    return { row, sku, ...written, outcome }
  } catch (error) {
    // A decider's refusal of one row leaves the others of its commit alone; nothing of this row was decided before.
    if (error instanceof Rejected) return { row, outcome: 'refused', sku, rejection: error.rejection }
    throw error
  }
}

async function create(unit: Unit, { supplierId, publish }: ImportTarget, draft: ProductDraft, claimId: string) {
  const { at } = unit
  const productId = unit.newId('prd')
  const { sku, details, proposals } = draft
  const visibility = { kind: 'public' } as const
  await unit.decide(productAggregate, productId, { type: 'draft', at, supplierId, sku, details, visibility, proposals })
  await unit.decide(skuAggregate, claimId, { type: 'claim', at, productId })
  if (publish) await unit.decide(productAggregate, productId, { type: 'publish', at })
  return { outcome: 'created', productId, published: publish } as const
}

async function update(
  unit: Unit,
  { publish, repeatsSince }: ImportTarget,
  draft: ProductDraft,
  productId: string,
  saysDateMark: boolean,
) {
  const { at } = unit
  const before = await unit.load(productAggregate, productId)
  const state = before.state as KnownProduct
  const details = mergedDetails(state.details, draft.details, saysDateMark)
  const { visibility } = state
  const { proposals } = draft
  const after = await unit.decide(productAggregate, productId, { type: 'describe', at, details, visibility, proposals })
  const published = publish && state.status === 'draft'
  if (published) await unit.decide(productAggregate, productId, { type: 'publish', at })
  if (after !== state || published) return { outcome: 'updated', productId, published } as const
  if (repeatsSince === undefined || before.updatedAt < repeatsSince)
    return { outcome: 'unchanged', productId, published } as const
  const outcome = before.createdAt >= repeatsSince ? 'created' : 'updated'
  return { outcome, productId, published: publish } as const
}

/** What a file does not say stays as it was: a list of new names does not take the ingredients away. */
const mergedDetails = (known: ProductDetails, given: ProductDetails, saysDateMark: boolean): ProductDetails => ({
  ...known,
  ...given,
  name: { ...known.name, ...given.name },
  ...(known.description || given.description ? { description: { ...known.description, ...given.description } } : {}),
  soldBy: known.soldBy,
  dateMark: saysDateMark ? given.dateMark : known.dateMark,
})

const tooBig = ({ row, draft }: DraftRow): RowOutcome => ({
  row,
  outcome: 'refused',
  sku: draft.sku,
  rejection: {
    kind: 'invalid',
    code: 'import/row-too-large',
    detail: 'The row makes more than a commit can hold. Shorten its texts.',
  },
})

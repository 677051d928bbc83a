/** A SKU names one product of one supplier: the claim is a stream, so that two products can never both win it. */
import type { Decider } from '../../../kernel/decider.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

export type SkuClaim = { readonly productId?: string }
export type SkuCommand = { readonly type: 'claim'; readonly at: string; readonly productId: string }
export type SkuEvent = { readonly type: 'sku/claimed'; readonly at: string; readonly productId: string }

export const sku: Decider<SkuClaim, SkuCommand, SkuEvent> = {
  initialState: {},
  decide: ({ at, productId }, claim) =>
    claim.productId === undefined
      ? accept([{ type: 'sku/claimed', at, productId }])
      : reject(skuTaken(claim.productId)),
  evolve: (_claim, { productId }) => ({ productId }),
}

/** The claim's id: the supplier, then the SKU with everything but letters, digits and a few signs escaped. */
export const skuId = (supplierId: string, text: string): string => `${supplierId}~${encodeURIComponent(text)}`

const skuTaken = (productId: string): Rejection => ({
  kind: 'conflict',
  code: 'product/sku-taken',
  detail: 'You have a product with this SKU already. Change that one, or choose another SKU.',
  errors: [{ pointer: '/sku', detail: 'is taken' }],
  facts: { productId },
})

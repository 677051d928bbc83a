/** What a buyer says of a product: its own code for it, and which version of the specification it has taken note of. */
import type { Decider } from '../../../kernel/decider.ts'
import { invalidField } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'

export type BuyerItem = {
  readonly buyerId: string
  readonly productId: string
  readonly supplierId: string
  readonly itemCode?: string
  readonly acknowledged?: { readonly specVersion: number; readonly by: string; readonly at: string }
}
export type BuyerItemState = BuyerItem | undefined

type Of = Pick<BuyerItem, 'buyerId' | 'productId' | 'supplierId'>

export type BuyerItemCommand =
  | ({ readonly type: 'code'; readonly at: string; readonly itemCode: string | null } & Of)
  | ({
      readonly type: 'acknowledge'
      readonly at: string
      readonly by: string
      readonly specVersion: number
      /** The newest there is. */
      readonly current: number
    } & Of)

export type BuyerItemEvent =
  | ({ readonly type: 'buyer-item/coded'; readonly at: string; readonly itemCode: string | null } & Of)
  | ({
      readonly type: 'buyer-item/spec-acknowledged'
      readonly at: string
      readonly by: string
      readonly specVersion: number
    } & Of)

export const buyerItemId = (buyerId: string, productId: string): string => `${buyerId}~${productId}`

export const buyerItem: Decider<BuyerItemState, BuyerItemCommand, BuyerItemEvent> = {
  initialState: undefined,
  decide(command, state) {
    const { at, buyerId, productId, supplierId } = command
    switch (command.type) {
      case 'code': {
        if ((state?.itemCode ?? null) === command.itemCode) return accept([])
        const { itemCode } = command
        return accept([{ type: 'buyer-item/coded', at, buyerId, productId, supplierId, itemCode }])
      }
      case 'acknowledge': {
        const { specVersion, current, by } = command
        if (specVersion > current)
          return reject(
            invalidField('product/no-such-version', '/specVersion', `There is no version ${specVersion} yet.`),
          )
        // Whoever knows a newer one knows the older ones.
        if ((state?.acknowledged?.specVersion ?? 0) >= specVersion) return accept([])
        return accept([{ type: 'buyer-item/spec-acknowledged', at, buyerId, productId, supplierId, by, specVersion }])
      }
    }
  },
  evolve(state, event) {
    const { buyerId, productId, supplierId } = event
    const { itemCode, ...known } = state ?? { buyerId, productId, supplierId }
    switch (event.type) {
      case 'buyer-item/coded':
        return event.itemCode === null ? known : { ...known, itemCode: event.itemCode }
      case 'buyer-item/spec-acknowledged': {
        const { specVersion, by, at } = event
        return { ...known, ...(itemCode !== undefined && { itemCode }), acknowledged: { specVersion, by, at } }
      }
    }
  },
}

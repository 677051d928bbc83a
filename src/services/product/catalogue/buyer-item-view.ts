/** How a buyer's words on products are kept for reading: by the buyer's code, and for the supplier who has taken note. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import {
  buyerItem,
  type BuyerItem,
  type BuyerItemCommand,
  type BuyerItemEvent,
  type BuyerItemState,
} from './buyer-item.ts'

export const buyerItems = collection<BuyerItem>()({
  name: 'buyer_items',
  indexes: {
    byCode: ({ buyerId, itemCode }) => (itemCode === undefined ? [] : [[buyerId, itemCode]]),
    acknowledgedByProduct: ({ productId, acknowledged, buyerId }) => (acknowledged ? [[productId, buyerId]] : []),
  },
})

export const buyerItemAggregate: Aggregate<BuyerItemState, BuyerItemCommand, BuyerItemEvent> = {
  kind: 'buyeritem',
  decider: buyerItem,
  organisations: (state) => (state ? [state.buyerId] : []),
  readModels: [
    readModel({
      collection: buyerItems,
      project: ({ id }: Subject, state: BuyerItemState) => (state ? [{ id, document: state }] : []),
    }),
  ],
}

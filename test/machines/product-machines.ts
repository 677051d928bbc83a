/** Products, what they cost and what is certified of them, at each of their states. */
import { decimal } from '../../src/kernel/decimal.ts'
import type { ProductDetails } from '../../src/services/product/catalogue/product-details.ts'
import type { ProductCommand } from '../../src/services/product/catalogue/product.ts'
import { productAggregate } from '../../src/services/product/catalogue/product-view.ts'
import type { CustomerGroupCommand } from '../../src/services/product/pricing/customer-group.ts'
import type { PriceCommand } from '../../src/services/product/pricing/price.ts'
import type { PriceListCommand, PriceListDetails } from '../../src/services/product/pricing/price-list.ts'
import {
  customerGroupAggregate,
  priceAggregate,
  priceListAggregate,
} from '../../src/services/product/pricing/price-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const at = '2026-08-01T09:00:00.000Z'
const supplierId = 'org_s'

const details: ProductDetails = { name: { en: 'Gouda' }, ingredients: 'Milk', dateMark: 'best-before', soldBy: 'piece' }
const visibility = { kind: 'public' } as const
const ofProduct = {
  draft: () => ({ type: 'draft', at, supplierId, sku: 'G-1', details, visibility, proposals: [] }),
  describe: () => ({ type: 'describe', at, details: { ...details, brand: 'A' }, visibility, proposals: [] }),
  'confirm-allergens': () => ({
    type: 'confirm-allergens',
    at,
    by: 'usr_1',
    confirmations: [{ allergen: 'milk', status: 'contains' }],
  }),
  publish: () => ({ type: 'publish', at }),
  discontinue: () => ({ type: 'discontinue', at, reason: 'Nobody eats it.' }),
} as const satisfies EachCommand<ProductCommand>
const productAfter = (...commands: readonly ProductCommand[]) => reach(productAggregate, at, ...commands)
const { draft, publish, discontinue } = ofProduct

export const productMachine: Machine = {
  name: 'product',
  aggregate: productAggregate,
  states: {
    absent: productAfter(),
    draft: productAfter(draft()),
    published: productAfter(draft(), publish()),
    discontinued: productAfter(draft(), publish(), discontinue()),
  },
  commands: ofProduct,
  variants: {
    'describe, for its brand owner only': () => ({
      ...ofProduct.describe(),
      visibility: { kind: 'private-label', brandOwnerId: 'org_b' },
    }),
  },
  inner: ['draft'],
  besides: { 'product/visibility-fixed': 'Any other description would be taken.' },
}

const listDetails: PriceListDetails = { name: 'Spring', audience: { kind: 'public' }, validFrom: '2026-08-01' }
const ofList = {
  open: () => ({
    type: 'open',
    at,
    supplierId,
    basis: { currency: 'EUR', incoterm: 'DAP', place: 'Urk' },
    details: listDetails,
  }),
  change: () => ({ type: 'change', at, details: { ...listDetails, name: 'Summer' } }),
  withdraw: () => ({ type: 'withdraw', at }),
} as const satisfies EachCommand<PriceListCommand>
const listAfter = (...commands: readonly PriceListCommand[]) => reach(priceListAggregate, at, ...commands)

export const priceListMachine: Machine = {
  name: 'price list',
  aggregate: priceListAggregate,
  states: {
    absent: listAfter(),
    open: listAfter(ofList.open()),
    withdrawn: listAfter(ofList.open(), ofList.withdraw()),
  },
  commands: ofList,
  variants: {
    'change, for a group only': () => ({
      ...ofList.change(),
      details: { ...listDetails, audience: { kind: 'group', groupId: 'grp_1' } },
    }),
  },
  inner: ['open'],
  besides: { 'price-list/audience-fixed': 'Any other change would be taken.' },
}

const ofPrice = {
  set: () => ({
    type: 'set',
    at,
    owner: { priceListId: 'pls_1', productId: 'prd_1', supplierId, isPublic: true },
    terms: { breaks: [{ from: 1, unitPrice: decimal('9.9') }], minimumQuantity: 1, increment: 1 },
  }),
  remove: () => ({ type: 'remove', at }),
} as const satisfies EachCommand<PriceCommand>
const priceAfter = (...commands: readonly PriceCommand[]) => reach(priceAggregate, at, ...commands)

export const priceMachine: Machine = {
  name: 'price',
  aggregate: priceAggregate,
  states: {
    absent: priceAfter(),
    set: priceAfter(ofPrice.set()),
    removed: priceAfter(ofPrice.set(), ofPrice.remove()),
  },
  commands: ofPrice,
  inner: [],
  gone: ['removed'],
}

const ofGroup = {
  form: () => ({ type: 'form', at, supplierId, details: { name: 'Friends', organisationIds: [] } }),
  change: () => ({ type: 'change', at, details: { name: 'Good friends', organisationIds: ['org_b'] } }),
} as const satisfies EachCommand<CustomerGroupCommand>
const groupAfter = (...commands: readonly CustomerGroupCommand[]) => reach(customerGroupAggregate, at, ...commands)

export const customerGroupMachine: Machine = {
  name: 'customer group',
  aggregate: customerGroupAggregate,
  states: {
    absent: groupAfter(),
    formed: groupAfter(ofGroup.form()),
    changed: groupAfter(ofGroup.form(), ofGroup.change()),
  },
  commands: ofGroup,
  inner: ['form'],
}

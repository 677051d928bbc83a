/** How price lists, prices and customer groups are kept for reading: each document of its own stream. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import {
  customerGroup,
  type CustomerGroup,
  type CustomerGroupCommand,
  type CustomerGroupEvent,
  type KnownCustomerGroup,
} from './customer-group.ts'
import { incotermWarnings, type Warning } from './incoterm.ts'
import { price, type Price, type PriceCommand, type PriceEvent, type PriceOwner, type PriceTerms } from './price.ts'
import {
  priceList,
  type KnownPriceList,
  type PriceList,
  type PriceListCommand,
  type PriceListEvent,
} from './price-list.ts'

type Times = { readonly createdAt: string; readonly updatedAt: string }

export type PriceListDocument = KnownPriceList & Times & { readonly id: string; readonly warnings: readonly Warning[] }
export type PriceDocument = PriceOwner & PriceTerms & { readonly version: number; readonly updatedAt: string }
export type CustomerGroupDocument = Omit<KnownCustomerGroup, 'status'> & Times & { readonly id: string }

/** Under which names those who are not everybody find lists. */
export const organisationReader = (organisationId: string): string => `org:${organisationId}`
export const groupReader = (groupId: string): string => `group:${groupId}`

/** Under which name everybody does. */
export const everybody = 'everybody'

const readersOf = ({ audience, status }: PriceListDocument): string[] => {
  if (status === 'withdrawn') return []
  switch (audience.kind) {
    case 'public':
      return [everybody]
    case 'organisations':
      return audience.organisationIds.map(organisationReader)
    case 'group':
      return [groupReader(audience.groupId)]
  }
}

export const priceLists = collection<PriceListDocument>()({
  name: 'price_lists',
  // Since 1, `everybody` finds public lists.
  revision: 1,
  reads: 'nearby',
  indexes: {
    bySupplier: ({ supplierId, createdAt }) => [[supplierId, createdAt]],
    // By supplier too, so that what one supplier made is found whatever all the others did.
    byReader: (list) => readersOf(list).map((reader) => [reader, list.supplierId]),
  },
})

export const prices = collection<PriceDocument>()({
  name: 'prices',
  reads: 'nearby',
  indexes: {
    // Of a product they are found by their id, which names list and product.
    byList: ({ priceListId, productId }) => [[priceListId, productId]],
  },
})

export const customerGroups = collection<CustomerGroupDocument>()({
  name: 'customer_groups',
  indexes: {
    bySupplier: ({ supplierId, name }) => [[supplierId, name]],
    byMember: ({ organisationIds, supplierId }) => organisationIds.map((id) => [id, supplierId]),
  },
})

/** A list as the API answers it; undefined where there is none. */
export const presentPriceList = (
  { id, createdAt, updatedAt }: Subject,
  state: PriceList,
): PriceListDocument | undefined => {
  if (state.status === 'absent') return undefined
  const warnings = incotermWarnings(state.incoterm, state.containers ?? false)
  return { id, ...state, warnings, createdAt, updatedAt }
}

export const presentPrice = ({ version, updatedAt }: Subject, state: Price): PriceDocument | undefined => {
  if (state.status === 'absent') return undefined
  const { status: _status, ...set } = state
  return { ...set, version, updatedAt }
}

export const presentCustomerGroup = (
  { id, createdAt, updatedAt }: Subject,
  state: CustomerGroup,
): CustomerGroupDocument | undefined => {
  if (state.status === 'absent') return undefined
  const { status: _status, ...formed } = state
  return { id, ...formed, createdAt, updatedAt }
}

export const priceListAggregate: Aggregate<PriceList, PriceListCommand, PriceListEvent> = {
  kind: 'pricelist',
  decider: priceList,
  organisations: (state) => (state.status === 'absent' ? [] : [state.supplierId]),
  readModels: [
    readModel({
      collection: priceLists,
      project: (subject: Subject, state: PriceList) => {
        const document = presentPriceList(subject, state)
        return document ? [{ id: subject.id, document }] : []
      },
    }),
  ],
}

export const priceAggregate: Aggregate<Price, PriceCommand, PriceEvent> = {
  kind: 'price',
  decider: price,
  organisations: (state) => (state.status === 'absent' ? [] : [state.supplierId]),
  readModels: [
    readModel({
      collection: prices,
      project: (subject: Subject, state: Price) => [{ id: subject.id, document: presentPrice(subject, state) ?? null }],
    }),
  ],
}

export const customerGroupAggregate: Aggregate<CustomerGroup, CustomerGroupCommand, CustomerGroupEvent> = {
  kind: 'customergroup',
  decider: customerGroup,
  organisations: (state) => (state.status === 'absent' ? [] : [state.supplierId]),
  readModels: [
    readModel({
      collection: customerGroups,
      project: (subject: Subject, state: CustomerGroup) => {
        const document = presentCustomerGroup(subject, state)
        return document ? [{ id: subject.id, document }] : []
      },
    }),
  ],
}

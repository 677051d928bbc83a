/** The REST face of stock, for reading: the owner sees all of it, a buyer whether there is any. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type ListReply, type Route } from '../../../gateway/route.ts'
import { utcDate, type Instant } from '../../../kernel/time.ts'
import type { CommitLog } from '../../../infrastructure/store/commit-log.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { stateAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { tradedProduct } from '../../product/contract.ts'
import { readLedger } from './ledger-reader.ts'
import { isAvailable, presentBook, presentPositions, presentReservation, presentSummary } from './stock-presenter.ts'
import {
  AvailabilityBody,
  MovementBody,
  ofProduct,
  PositionBody,
  ProductId,
  ReservationBody,
  StockBody,
} from '../lot/stock-schemas.ts'
import type { StockBook } from '../book/stock-state.ts'
import { stockAggregate, stockBookId, stocks, type StockSummary } from '../book/stock-view.ts'

export type StockRouteNeeds = {
  readonly readState: ReadState
  readonly documents: Documents
  readonly store: Pick<CommitLog, 'readStream'>
}

const tag = 'Stock'
const member = { kind: 'member' } as const

export const stockRoutes = (needs: StockRouteNeeds): Route[] => [
  listStockRoute(needs),
  bookRoute(needs, {
    path: '/v1/stock/positions',
    operationId: 'listStockPositions',
    summary: 'List the positions of a product: lot by lot and site by site, first expired first',
    reply: PositionBody,
    itemsOf: (book) => (book.status === 'open' ? presentPositions(book) : []),
    placeOf: ({ lotId, siteId }) => `${lotId} ${siteId}`,
  }),
  bookRoute(needs, {
    path: '/v1/reservations',
    operationId: 'listReservations',
    summary: 'List the reservations of a product that are not over',
    reply: ReservationBody,
    itemsOf: (book) => (book.status === 'open' ? book.reservations.map(presentReservation) : []),
    placeOf: ({ id }) => id,
  }),
  movementsRoute(needs),
  availabilityRoute(needs),
]

const listStockRoute = ({ readState, documents }: StockRouteNeeds): Route =>
  listRoute({
    path: '/v1/stock',
    operationId: 'listStock',
    tag,
    summary: 'List your stock, a product an item',
    description: 'With `productId` that product’s alone, fresh, and with its positions.',
    access: member,
    query: Type.Object({ productId: Type.Optional(ProductId) }),
    reply: StockBody,
    async handle({ query: { productId }, caller, page }): Promise<ListReply> {
      const ownerId = caller.acting.organisationId
      if (productId !== undefined) {
        const book = presentBook(await readState(stockAggregate, stockBookId(ownerId, productId)))
        return { items: book ? [book] : [] }
      }
      const found = await documents.find(stocks, { index: 'byOwner', equals: [ownerId], ...page })
      return { ...found, items: found.items.map(({ body }) => presentSummary(JSON.parse(body) as StockSummary)) }
    },
  })

type BookList<Item> = {
  readonly path: `/${string}`
  readonly operationId: string
  readonly summary: string
  readonly reply: typeof PositionBody | typeof ReservationBody
  readonly itemsOf: (book: StockBook) => readonly Item[]
  /** What tells an item from all others of its list. */
  readonly placeOf: (item: Item) => string
}

/** A list that is read from the book itself, and so is never behind it. */
const bookRoute = <Item extends object>(
  { readState }: StockRouteNeeds,
  { itemsOf, placeOf, ...told }: BookList<Item>,
): Route =>
  listRoute({
    ...told,
    tag,
    access: member,
    query: Type.Object({ ...ofProduct.properties, ...asOfQuery.properties }),
    refusals: asOfRefusals,
    async handle({ query, caller, intent, page: { limit, after } }): Promise<ListReply> {
      const { productId, ...asked } = query
      const id = stockBookId(caller.acting.organisationId, productId)
      const book = await stateAsOf(readState, { ...asked, now: intent.at }, stockAggregate, id)
      const items = itemsOf(book.state)
      const [position = '0', last] = after?.split(/ (.*)/s) ?? []
      // An item that is still there continues the list; one that left meanwhile stood where its number says.
      const found = last === undefined ? -1 : items.findIndex((item) => placeOf(item) === last)
      const start = found >= 0 ? found + 1 : Number(position)
      const shown = items.slice(start, start + limit)
      const end = start + shown.length
      return { items: shown, ...(end < items.length && { next: `${end - 1} ${placeOf(shown.at(-1)!)}` }) }
    },
  })

const movementsRoute = ({ readState, store }: StockRouteNeeds): Route =>
  listRoute({
    path: '/v1/stock/movements',
    operationId: 'listStockMovements',
    tag,
    summary: 'Read a product’s stock ledger, the newest entry first',
    description: 'Every movement there ever was; the sums of `moves` are what is in stock.',
    access: member,
    query: ofProduct,
    reply: MovementBody,
    async handle({ query, caller, page }): Promise<ListReply> {
      const book = await readState(stockAggregate, stockBookId(caller.acting.organisationId, query.productId))
      return readLedger(store, book, page)
    },
  })

const availabilityRoute = ({ readState, documents }: StockRouteNeeds): Route =>
  route({
    method: 'GET',
    path: '/v1/stock/availability',
    operationId: 'getAvailability',
    tag,
    summary: 'Ask whether a product is in stock at its supplier',
    description: 'Yes or no; how much there is stays the supplier’s own knowledge. It promises nothing: an order does.',
    access: member,
    query: ofProduct,
    reply: AvailabilityBody,
    async handle({ query: { productId }, caller, intent }) {
      const product = await tradedProduct({ read: readState }, productId, caller.acting.organisationId)
      const found = await documents.get(stocks, stockBookId(product.supplierId, productId))
      const summary = found && (JSON.parse(found.body) as StockSummary)
      const available = summary && isAvailable(summary, utcDate(intent.at as Instant)) ? 'yes' : 'no'
      return { body: { productId, available } }
    },
  })

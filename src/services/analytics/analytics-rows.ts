/** Turns what happened into rows: each a pure function of one event, or of how one stream stands. */

export type Cell = string | number | boolean | null
export type TableRow = Readonly<Record<string, Cell>>
/** Rows by table. */
export type Rows = Readonly<Record<string, readonly TableRow[]>>

/** How an order stands; amounts in minor units, quantities in base units. */
export type OrderFacts = {
  readonly version: number
  readonly buyerId: string
  readonly supplierId: string
  readonly origin: string
  readonly status: string
  readonly currency: string
  readonly total: number
  readonly draftedAt: string
  readonly sentAt?: string
  readonly confirmedAt?: string
  readonly updatedAt: string
  readonly lines: readonly {
    readonly id: string
    readonly productId: string
    readonly due: number
    readonly shipped: number
    readonly accepted: number
    readonly net: number
  }[]
}

/** An order and its lines, all of them as of one version. */
export function projectOrder(orderId: string, order: OrderFacts): Rows {
  const { version, buyerId, supplierId, status, currency, lines, sentAt = null } = order
  const shared = { version, buyer_id: buyerId, supplier_id: supplierId, status, currency, sent_at: sentAt }
  return {
    orders: [
      {
        order_id: orderId,
        ...shared,
        origin: order.origin,
        total_minor: order.total,
        lines: lines.length,
        drafted_at: order.draftedAt,
        confirmed_at: order.confirmedAt ?? null,
        updated_at: order.updatedAt,
      },
    ],
    order_lines: lines.map(({ id, productId, due, shipped, accepted, net }) => ({
      order_id: orderId,
      line_id: id,
      ...shared,
      product_id: productId,
      due,
      shipped,
      accepted,
      net_minor: net,
    })),
  }
}

export type ProductFacts = { readonly version: number; readonly supplierId: string; readonly category?: string }

export const projectProduct = (productId: string, { version, supplierId, category = '' }: ProductFacts): Rows => ({
  products: [{ product_id: productId, version, supplier_id: supplierId, category }],
})

export type RfqFacts = {
  readonly version: number
  readonly buyerId: string
  readonly phase: string
  readonly currency: string
  readonly lines: number
  readonly draftedAt: string
  readonly publishedAt?: string
  readonly deadline: string
  readonly suppliers: readonly { readonly supplierId: string; readonly invited: boolean; readonly answered: boolean }[]
}

/** A request and, once it is published, those who take part in it. */
export function projectRfq(rfqId: string, rfq: RfqFacts): Rows {
  const { version, buyerId, phase, currency, lines, draftedAt, publishedAt, deadline, suppliers } = rfq
  const of = { rfq_id: rfqId, version, buyer_id: buyerId }
  return {
    rfqs: [
      {
        ...of,
        phase,
        currency,
        lines,
        suppliers: suppliers.length,
        drafted_at: draftedAt,
        published_at: publishedAt ?? null,
        deadline,
      },
    ],
    rfq_suppliers:
      publishedAt === undefined
        ? []
        : suppliers.map(({ supplierId, invited, answered }) => ({
            ...of,
            supplier_id: supplierId,
            invited,
            answered,
            published_at: publishedAt,
          })),
  }
}

export type QuoteFacts = {
  readonly version: number
  readonly rfqId: string
  readonly buyerId: string
  readonly supplierId: string
  readonly status: string
  readonly currency: string
  readonly lines: number
  readonly acceptedLines: number
  readonly revisions: number
  readonly submittedAt: string
  readonly validUntil: string
}

export const projectQuote = (quoteId: string, quote: QuoteFacts): Rows => ({
  quotes: [
    {
      quote_id: quoteId,
      version: quote.version,
      rfq_id: quote.rfqId,
      buyer_id: quote.buyerId,
      supplier_id: quote.supplierId,
      status: quote.status,
      currency: quote.currency,
      lines: quote.lines,
      accepted_lines: quote.acceptedLines,
      revisions: quote.revisions,
      submitted_at: quote.submittedAt,
      valid_until: quote.validUntil,
    },
  ],
})

/** An event of a stock book, as far as it moves goods or tells of a lot. */
export type StockFact = {
  readonly eventId: string
  readonly version: number
  readonly at: string
  readonly ownerId: string
  readonly productId: string
  readonly event: {
    readonly type: string
    readonly moves?: readonly {
      readonly lotId: string
      readonly siteId: string
      readonly available?: number
      readonly reserved?: number
      readonly held?: number
      readonly quarantined?: number
    }[]
    readonly lot?: {
      readonly lotId: string
      readonly code: string
      readonly dateMark: string
      readonly markedOn?: string
      readonly unit: string
    }
  }
}

/** The moves of an event, numbered, and the lot that it enters. What only changes its part of a position moves too: by 0. */
export function projectStock({ eventId, version, at, ownerId, productId, event }: StockFact): Rows {
  const { type, moves = [], lot } = event
  const of = { owner_id: ownerId, product_id: productId }
  return {
    stock_movements: moves.map((move, number) => {
      const { lotId, siteId, available = 0, reserved = 0, held = 0, quarantined = 0 } = move
      const blocked = held + quarantined
      const onHand = available + reserved + blocked
      return {
        ...of,
        event_id: eventId,
        number,
        type,
        lot_id: lotId,
        site_id: siteId,
        on_hand: onHand,
        available,
        reserved,
        blocked,
        at,
      }
    }),
    stock_lots: lot
      ? [
          {
            ...of,
            lot_id: lot.lotId,
            version,
            code: lot.code,
            date_mark: lot.dateMark,
            marked_on: lot.markedOn ?? null,
            unit: lot.unit,
          },
        ]
      : [],
  }
}

export type EventFacts = {
  readonly id: string
  readonly type: string
  readonly kind: string
  readonly streamId: string
  readonly version: number
  readonly at: string
}

/** That it happened: by these it is seen that nothing was lost on the way. */
export const projectEvent = ({ id, type, kind, streamId, version, at }: EventFacts): Rows => ({
  events: [{ event_id: id, type, kind, stream_id: streamId, version, at }],
})

export type RequestFacts = {
  readonly requestId: string
  readonly at: string
  readonly method: string
  readonly route: string
  readonly status: number
  readonly ms: number
  readonly caller: string
  /** A digest: the table tells organisations apart and names none. */
  readonly organisation: string
}

/** Routes are named as the API's description names them: `/v1/orders/{orderId}`. */
export const projectRequest = ({ requestId, route, ...facts }: RequestFacts): Rows => ({
  requests: [{ request_id: requestId, ...facts, route: route.replaceAll(/:(\w+)/g, '{$1}') }],
})

/** All rows of several projections, by table, in their order. */
export function joinRows(projected: readonly Rows[]): Rows {
  const joined: Record<string, TableRow[]> = {}
  for (const rows of projected)
    for (const [table, some] of Object.entries(rows)) if (some.length > 0) (joined[table] ??= []).push(...some)
  return joined
}

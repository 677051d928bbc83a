/** The tables of analytics, by version: facts keyed by what they are about, and views of them keyed by who may see them. */

type Step = { readonly name: string; readonly statements: readonly string[] }

/** How many inserts back the same batch is recognised; by default a table that is not replicated recognises none. */
const remembers = 'non_replicated_deduplication_window = 1000'

/** Of rows of one key the highest version holds, whatever came first and however often. */
const latest = (key: string): string => `ENGINE = ReplacingMergeTree(version) ORDER BY (${key}) SETTINGS ${remembers}`

const instant = "DateTime64(3, 'UTC')"

const trade: Step = {
  name: 'orders, sourcing and stock',
  statements: [
    `CREATE TABLE IF NOT EXISTS events
      (event_id String, type LowCardinality(String), kind LowCardinality(String), stream_id String, version UInt64,
       at ${instant})
      ENGINE = ReplacingMergeTree ORDER BY (kind, stream_id, version, event_id) SETTINGS ${remembers}`,
    `CREATE TABLE IF NOT EXISTS orders
      (order_id String, version UInt64, buyer_id String, supplier_id String, origin LowCardinality(String),
       status LowCardinality(String), currency LowCardinality(String), total_minor Int64, lines UInt16,
       drafted_at ${instant}, sent_at Nullable(${instant}), confirmed_at Nullable(${instant}), updated_at ${instant})
      ${latest('order_id')}`,
    `CREATE TABLE IF NOT EXISTS order_lines
      (order_id String, line_id LowCardinality(String), version UInt64, buyer_id String, supplier_id String,
       product_id String, status LowCardinality(String), currency LowCardinality(String), sent_at Nullable(${instant}),
       due Int64, shipped Int64, accepted Int64, net_minor Int64)
      ${latest('order_id, line_id')}`,
    `CREATE TABLE IF NOT EXISTS products
      (product_id String, version UInt64, supplier_id String, category LowCardinality(String))
      ${latest('product_id')}`,
    `CREATE TABLE IF NOT EXISTS rfqs
      (buyer_id String, rfq_id String, version UInt64, phase LowCardinality(String), currency LowCardinality(String),
       lines UInt16, suppliers UInt16, drafted_at ${instant}, published_at Nullable(${instant}), deadline ${instant})
      ${latest('buyer_id, rfq_id')}`,
    `CREATE TABLE IF NOT EXISTS rfq_suppliers
      (rfq_id String, supplier_id String, version UInt64, buyer_id String, invited Bool, answered Bool,
       published_at ${instant})
      ${latest('rfq_id, supplier_id')}`,
    `CREATE TABLE IF NOT EXISTS quotes
      (quote_id String, version UInt64, rfq_id String, buyer_id String, supplier_id String,
       status LowCardinality(String), currency LowCardinality(String), lines UInt16, accepted_lines UInt16,
       revisions UInt16, submitted_at ${instant}, valid_until ${instant})
      ${latest('quote_id')}`,
    `CREATE TABLE IF NOT EXISTS stock_lots
      (owner_id String, product_id String, lot_id String, version UInt64, code String,
       date_mark LowCardinality(String), marked_on Nullable(Date32), unit LowCardinality(String))
      ${latest('owner_id, product_id, lot_id')}`,
    `CREATE TABLE IF NOT EXISTS stock_movements
      (owner_id String, product_id String, event_id String, number UInt32, type LowCardinality(String), lot_id String,
       site_id String, on_hand Int64, available Int64, reserved Int64, blocked Int64, at ${instant})
      ENGINE = ReplacingMergeTree ORDER BY (owner_id, product_id, event_id, number) SETTINGS ${remembers}`,
  ],
}

/** Both parties of a record, each with the other. */
const parties = "[('buyer', buyer_id, supplier_id), ('supplier', supplier_id, buyer_id)]"
const party =
  'tupleElement(party, 2) AS organisation_id, tupleElement(party, 1) AS side, tupleElement(party, 3) AS counterparty_id'
const partyColumns = 'organisation_id String, side LowCardinality(String), counterparty_id String'

/**
 * What an organisation asks is answered from rows that begin with its id. The keys never change in a record's life, so
 * that these too are right whatever came twice, late or in another order; a running sum would not be.
 */
const sides: Step = {
  name: 'both sides of orders and quotes',
  statements: [
    `CREATE TABLE IF NOT EXISTS order_sides
      (${partyColumns}, order_id String, line_id LowCardinality(String), version UInt64, product_id String,
       status LowCardinality(String), currency LowCardinality(String), sent_at ${instant}, due Int64, net_minor Int64)
      ${latest('organisation_id, side, order_id, line_id')}`,
    // Before it is sent an order is nobody's business but its buyer's, and no order yet.
    `CREATE MATERIALIZED VIEW IF NOT EXISTS order_sides_view TO order_sides AS
      SELECT ${party}, order_id, line_id, version, product_id, status, currency, assumeNotNull(sent_at) AS sent_at, due,
        net_minor
      FROM order_lines ARRAY JOIN ${parties} AS party WHERE order_lines.sent_at IS NOT NULL`,
    `CREATE TABLE IF NOT EXISTS invitation_sides
      (${partyColumns}, rfq_id String, supplier_id String, buyer_id String, version UInt64, invited Bool, answered Bool,
       published_at ${instant})
      ${latest('organisation_id, side, rfq_id, supplier_id')}`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS invitation_sides_view TO invitation_sides AS
      SELECT ${party}, rfq_id, supplier_id, buyer_id, version, invited, answered, published_at
      FROM rfq_suppliers ARRAY JOIN ${parties} AS party`,
    `CREATE TABLE IF NOT EXISTS quote_sides
      (${partyColumns}, quote_id String, rfq_id String, supplier_id String, buyer_id String, version UInt64,
       status LowCardinality(String), submitted_at ${instant})
      ${latest('organisation_id, side, quote_id')}`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS quote_sides_view TO quote_sides AS
      SELECT ${party}, quote_id, rfq_id, supplier_id, buyer_id, version, status, submitted_at
      FROM quotes ARRAY JOIN ${parties} AS party`,
  ],
}

/** The quantiles that are kept; others cannot be had from what is kept. */
const quantiles = 'quantilesTDigest(0.5, 0.95, 0.99)'

/** Requests are told once each, and a minute's sum is all that is kept of them for long. */
const requests: Step = {
  name: 'requests',
  statements: [
    `CREATE TABLE IF NOT EXISTS requests
      (request_id String, at ${instant}, method LowCardinality(String), route LowCardinality(String), status UInt16,
       ms Float32, caller LowCardinality(String), organisation String)
      ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY (route, at) TTL toDateTime(at) + INTERVAL 30 DAY
      SETTINGS ${remembers}`,
    `CREATE TABLE IF NOT EXISTS request_minutes
      (minute DateTime('UTC'), method LowCardinality(String), route LowCardinality(String),
       requests SimpleAggregateFunction(sum, UInt64), refused SimpleAggregateFunction(sum, UInt64),
       failed SimpleAggregateFunction(sum, UInt64), slowest_ms SimpleAggregateFunction(max, Float32),
       latency AggregateFunction(${quantiles}, Float32))
      ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute) ORDER BY (route, method, minute)
      TTL minute + INTERVAL 400 DAY SETTINGS ${remembers}`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS request_minutes_view TO request_minutes AS
      SELECT toStartOfMinute(toDateTime(at, 'UTC')) AS minute, method, route, count() AS requests,
        countIf(status >= 400 AND status < 500) AS refused, countIf(status >= 500) AS failed, max(ms) AS slowest_ms,
        quantilesTDigestState(0.5, 0.95, 0.99)(ms) AS latency
      FROM requests GROUP BY minute, method, route`,
  ],
}

/** What no log could tell again. */
export const untoldTables: readonly string[] = ['requests', 'request_minutes']

/** A released step is never edited, only followed by another. */
export const analyticsMigrations: readonly Step[] = [trade, sides, requests]

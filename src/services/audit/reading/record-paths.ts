/** Where a record that an entry names is read alone, and so as it stood before the entry and after it. */

type Told = { readonly type: string; readonly body: string }
type PathOf = (id: string, events: readonly Told[]) => string | undefined

const below =
  (collection: string): PathOf =>
  (id) =>
    `/v1/${collection}/${id}`

const ofSites = new Set(['organisation/site-added', 'organisation/site-changed', 'organisation/site-removed'])
const ofMembers = new Set([
  'organisation/member-joined',
  'organisation/member-role-changed',
  'organisation/member-left',
])

/** An organisation is read in parts, and its members as a list alone. */
const organisationPath: PathOf = (id, events) => {
  const path = `/v1/organisations/${id}`
  const site = events.find(({ type }) => ofSites.has(type))
  if (site) return `${path}/sites/${siteIdOf(site)}`
  if (events.some(({ type }) => type === 'organisation/approval-rules-set')) return `${path}/approval-rules`
  return events.every(({ type }) => ofMembers.has(type)) ? undefined : path
}

// Both forms are those of the organisation's own events.
const siteIdOf = (told: Told): string => {
  const event = readBody(told) as { readonly siteId?: string; readonly site?: { readonly id: string } }
  return event.site?.id ?? event.siteId ?? ''
}

/** What an event says; nothing where it was changed behind our back and is no JSON any more: verification names it. */
export function readBody({ body }: Pick<Told, 'body'>): Readonly<Record<string, unknown>> {
  try {
    const event: unknown = JSON.parse(body)
    return typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** By kind of stream; a test holds it against the routes that take `asOf`. */
const paths: Readonly<Record<string, PathOf>> = {
  award: below('awards'),
  budget(id) {
    const [organisationId, currency, period] = id.split('~')
    return `/v1/organisations/${organisationId}/budgets/${currency}/${period}`
  },
  certificate: below('certificates'),
  claim: below('claims'),
  customergroup: below('customer-groups'),
  delegations: (organisationId) => `/v1/organisations/${organisationId}/delegations`,
  identityprovider: (id) => `/v1/organisations/${id}/identity-provider`,
  invoice: below('invoices'),
  lot: below('lots'),
  order: below('orders'),
  organisation: organisationPath,
  pricelist: below('price-lists'),
  product: below('products'),
  quote: below('quotes'),
  rfq: below('rfqs'),
  rfqtemplate: below('rfq-templates'),
  sample: below('samples'),
  shipment: below('shipments'),
  standingorder: below('standing-orders'),
  // Its owner's, as the list of its positions.
  stock: (id) => `/v1/stock/positions?productId=${id.split('~')[1]}`,
  webhook: below('webhooks'),
}

/** Undefined for what no route reads alone. @param events  of the entry, in this record */
export const pathOfRecord = (kind: string, id: string, events: readonly Told[]): string | undefined =>
  Object.hasOwn(paths, kind) ? paths[kind]!(id, events) : undefined

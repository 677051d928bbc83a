/** Which service answers which paths: for whoever puts processes with some of the services behind one address. */
import type { ServiceName } from '../config/config.ts'
import { routedUrl } from '../gateway/request/enter-version.ts'

/** `{}` stands for any one segment. Of several that a path begins with, the longest counts. What begins with /v2 goes where /v1 does. */
export const servicePaths: Readonly<Record<ServiceName, readonly string[]>> = {
  auth: [
    '/.well-known',
    '/v1/auth',
    '/v1/me',
    '/v1/staff',
    '/v1/users',
    '/v1/identity-providers',
    '/v1/organisations/{}/api-keys',
    '/v1/organisations/{}/identity-provider',
    '/v1/organisations/{}/members/{}/identity',
  ],
  organisation: ['/v1/organisations', '/v1/invitations'],
  product: [
    '/v1/products',
    '/v1/item-codes',
    '/v1/categories',
    '/v1/hs-codes',
    '/v1/reference',
    '/v1/price-lists',
    '/v1/prices',
    '/v1/customer-groups',
    '/v1/certificates',
    '/v1/certificate-schemes',
    '/v1/jobs',
  ],
  inventory: ['/v1/lots', '/v1/stock', '/v1/reservations'],
  rfq: ['/v1/rfqs', '/v1/rfq-templates', '/v1/quotes', '/v1/awards', '/v1/exchange-rates'],
  order: ['/v1/orders', '/v1/standing-orders', '/v1/samples', '/v1/shipments', '/v1/claims'],
  invoice: ['/v1/invoices', '/v1/credit-notes', '/v1/orders/{}/invoices'],
  analytics: ['/v1/analytics'],
  audit: ['/v1/audit'],
  live: ['/v1/events', '/ws'],
  webhook: ['/v1/webhooks'],
}

const segmentsOf = (path: string): readonly string[] => path.split('/').slice(1)
const beginsWith = (path: readonly string[], begin: readonly string[]): boolean =>
  begin.length <= path.length && begin.every((segment, at) => segment === '{}' || segment === path[at])

const table = Object.entries(servicePaths)
  .flatMap(([service, paths]) => paths.map((path) => ({ service: service as ServiceName, begin: segmentsOf(path) })))
  .toSorted((a, b) => b.begin.length - a.begin.length)

/** Undefined for what every process answers: its health, the API's description, its own consumers. @param path  without a query */
export function serviceOf(path: string): ServiceName | undefined {
  const segments = segmentsOf(routedUrl(path))
  return table.find(({ begin }) => beginsWith(segments, begin))?.service
}

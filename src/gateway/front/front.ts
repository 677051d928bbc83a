/** What stands before every route: filters, limits, origins, and what every reply says. Put together from the configuration. */
import { clientAddress, type ClientAddress } from './client-address.ts'
import { createFilterRequests, type FilterRequest } from './filter-requests.ts'
import type { Limits } from './limits.ts'
import { createOrigins, type Origins } from './origins.ts'
import { securityHeaders, type SecurityHeaders } from './security-headers.ts'

export type Front = {
  readonly filter: FilterRequest
  readonly limits: Limits
  readonly origins: Origins
  readonly addressOf: ClientAddress
  readonly headers: SecurityHeaders
}

export type FrontOptions = {
  readonly limits?: Limits
  readonly hosts?: readonly string[]
  readonly trustedProxies?: readonly string[]
  readonly origins?: readonly string[]
  readonly behindTls?: boolean
}

/** Throws a `RangeError` for a proxy that is no address and no network. */
export const openFront = ({
  limits = unlimited,
  hosts = [],
  trustedProxies = [],
  origins = [],
  behindTls = false,
}: FrontOptions = {}): Front => ({
  filter: createFilterRequests({ hosts }),
  limits,
  origins: createOrigins(origins),
  addressOf: clientAddress(trustedProxies),
  headers: securityHeaders(behindTls),
})

/** For tests of what else a gateway does. */
const noLimit = { ratelimit: '"none";r=1;t=1', 'ratelimit-policy': '"none";q=1;w=1' }
const unlimited: Limits = { admit: () => ({ headers: noLimit }), admitReading: () => noLimit }

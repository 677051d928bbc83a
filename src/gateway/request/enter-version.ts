/**
 * /v2 is /v1 but for what is otherwise: its paths lead to the same routes, which ask here which version was meant. A
 * route of its own for each would make every start longer.
 */
import type { KnownRequest } from './known-request.ts'

const second = '/v2/'

/** Where the router looks for what stands at an address. */
export const routedUrl = (url: string): string => (url.startsWith(second) ? `/v1/${url.slice(second.length)}` : url)

/** Whether /v2 was asked. */
export const isSecondVersion = ({ originalUrl }: Pick<KnownRequest, 'originalUrl'>): boolean =>
  originalUrl.startsWith(second)

/** A path of ours as whoever asked for this version is told it. */
export const toldPath = (request: Pick<KnownRequest, 'originalUrl'>, path: string): string =>
  isSecondVersion(request) && path.startsWith('/v1/') ? `${second}${path.slice(second.length)}` : path

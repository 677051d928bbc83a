/** Three questions a supervisor asks: is the process alive, may it get traffic, has it started. */
import type { RouteOptions } from 'fastify'

/** Shared dependencies are left out on purpose: one blip of a database must not empty the load balancer. */
export type Health = { readonly started: () => boolean; readonly draining: () => boolean }

export function healthRoutes({ started, draining }: Health): RouteOptions[] {
  const answer = (path: string, well: () => boolean): RouteOptions => ({
    method: 'GET',
    url: path,
    handler: async (_request, reply) =>
      reply
        .code(well() ? 200 : 503)
        .header('cache-control', 'no-store')
        .type('application/json; charset=utf-8')
        .send(`{"status":"${well() ? 'ok' : 'unavailable'}"}`),
  })
  return [answer('/livez', () => true), answer('/readyz', () => started() && !draining()), answer('/startupz', started)]
}

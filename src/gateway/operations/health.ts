/** Three questions a supervisor asks: is the process alive, may it get traffic, has it started. */
import type { AddressInfo } from 'node:net'
import type { RouteOptions } from 'fastify'

/** Shared dependencies are left out on purpose: one blip of a database must not empty the load balancer. */
export type Health = { readonly started: () => boolean; readonly draining: () => boolean }

const questions = ({ started, draining }: Health): Readonly<Record<string, () => boolean>> => ({
  '/livez': () => true,
  '/readyz': () => started() && !draining(),
  '/startupz': started,
})
const headers = { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' }
const statusOf = (isWell: boolean): number => (isWell ? 200 : 503)
const textOf = (isWell: boolean): string => `{"status":"${isWell ? 'ok' : 'unavailable'}"}`

export const healthRoutes = (health: Health): RouteOptions[] =>
  Object.entries(questions(health)).map(([path, isWell]) => ({
    method: 'GET',
    url: path,
    handler: async (_request, reply) => {
      const answer = isWell()
      return reply.code(statusOf(answer)).headers(headers).send(textOf(answer))
    },
  }))

export type HealthListener = { readonly port: number; close(): Promise<void> }

/** Whoever asks says so in one line; who takes longer than that is no supervisor. */
const askedWithinMs = 5_000

/**
 * A listener of its own for supervisors, without TLS, who have no certificate to show where one is demanded of everybody
 * else: it answers these three and knows nothing besides.
 */
export async function listenForHealth(health: Health, host: string, port: number): Promise<HealthListener> {
  const { createServer } = process.getBuiltinModule('node:http')
  const asked = questions(health)
  const server = createServer({ maxHeaderSize: 4_096, requestTimeout: askedWithinMs, headersTimeout: askedWithinMs })
  server.on('request', ({ method, url = '' }, response) => {
    const isWell = method === 'GET' && Object.hasOwn(asked, url) ? asked[url]!() : undefined
    response.writeHead(isWell === undefined ? 404 : statusOf(isWell), { ...headers, connection: 'close' })
    response.end(isWell === undefined ? '{"status":"unknown"}' : textOf(isWell))
  })
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject).listen({ host, port }, resolve)
  await listening
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      const { promise: closed, resolve: done } = Promise.withResolvers<void>()
      server.close(() => done())
      server.closeAllConnections()
      return closed
    },
  }
}

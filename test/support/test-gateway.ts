/** The gateway as tests of a service's routes want it: what none of them cares about is filled in. */
import type { FastifyInstance, InjectOptions } from 'fastify'
import { createGateway, type GatewayNeeds } from '../../src/gateway/create-gateway.ts'
import { createCursors } from '../../src/gateway/request/cursor.ts'
import { createFingerprint } from '../../src/gateway/request/request-fingerprint.ts'
import { createMemoryCache } from '../../src/infrastructure/cache/memory-cache.ts'
import { createLog } from '../../src/telemetry/log.ts'

type Given = Pick<GatewayNeeds, 'routes' | 'authenticate' | 'problems'> & Partial<GatewayNeeds>

export const createTestGateway = (given: Given): FastifyInstance =>
  createGateway({
    cache: createMemoryCache({ capacityBytes: 1_048_576, now: () => performance.now() }),
    cursors: createCursors(new Uint8Array(32).fill(3)),
    fingerprint: createFingerprint(new Uint8Array(32)),
    now: () => new Date().toISOString(),
    log: createLog('silent'),
    health: { started: () => true, draining: () => false },
    processId: 'test',
    commitNotices: { hasHeard: () => true, hear: async () => true },
    version: '1.0.0',
    ...given,
  })

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever a route answers, for a test to look into
  readonly body: any
  readonly text: string
}

export type Asked = {
  readonly method: NonNullable<InjectOptions['method']>
  readonly url: string
  /** JSON, or the bytes of a file. */
  readonly body?: unknown
  /** What is undefined is not sent. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly remoteAddress?: string | undefined
}

/** Asks without a connection; what comes back as JSON is read. */
export async function ask(app: FastifyInstance, { method, url, body, headers, remoteAddress }: Asked): Promise<Answer> {
  const all = { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }
  const reply = await app.inject({
    method,
    url,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    ...(body !== undefined && { payload: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
    ...(remoteAddress !== undefined && { remoteAddress }),
  })
  const { statusCode: status, headers: answered, body: text } = reply
  const isJson = /[/+]json/.test(String(answered['content-type']))
  return { status, headers: answered, text, body: isJson ? JSON.parse(text) : text }
}

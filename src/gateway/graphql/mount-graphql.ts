/** GraphQL over HTTP at /graphql: media types and statuses. What answers is loaded when somebody first asks. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { admitRequest, type AdmitNeeds } from '../admit-request.ts'
import { asOfHeader } from '../as-of.ts'
import type { KnownRequest } from '../known-request.ts'
import { classOf, type Limits, type Verdict } from '../limits.ts'
import type { Route } from '../route.ts'
import { explorerHeaders, explorerPage } from './explorer-page.ts'
import type { Graphql, GraphqlAnswer, GraphqlNeeds, GraphqlSettings } from './serve-graphql.ts'

export type MountNeeds = GraphqlNeeds & AdmitNeeds

const path = '/graphql'

export function mountGraphql(app: FastifyInstance, settings: GraphqlSettings, needs: MountNeeds): void {
  let loading: Promise<Graphql> | undefined
  const load = (): Promise<Graphql> =>
    (loading ??= import('./serve-graphql.ts').then(({ createGraphql }) => createGraphql(needs, settings)))
  // Strangers come in: what is public is theirs too, and every field asks for itself.
  const onRequest = admitRequest(
    { route: path, access: { kind: 'public' }, limit: 'read', refusesBadCredentials: true },
    needs,
  )
  const handler = async (given: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const request = given as KnownRequest
    const { accept } = request.headers
    if (settings.isOpen && request.method === 'GET' && wantsPage(accept))
      return reply.headers(explorerHeaders).send(explorerPage)
    const graphql = await load()
    const answer = await graphql({
      method: request.method as 'GET' | 'POST',
      text: typeof request.body === 'string' ? request.body : '',
      query: request.query as Readonly<Record<string, unknown>>,
      caller: request.caller!,
      requestId: request.id,
      remoteAddress: request.address,
      count: countFor(request, needs.front.limits),
      headers: request.headers,
      landed: (position) => void reply.header(asOfHeader, position),
    })
    return send(answer, accept, reply)
  }
  for (const method of ['GET', 'POST'] as const) app.route({ method, url: path, onRequest, handler })
}

/** The request itself is a reading; what it asks for besides readings is counted each by itself, however many it names. */
const countFor =
  ({ caller, address }: KnownRequest, limits: Limits) =>
  (route: Route): Promise<void> | undefined => {
    const routeClass = classOf(route)
    if (routeClass === 'read') return undefined
    const verdict = limits.admit(routeClass, caller!, address)
    if (verdict instanceof Promise) return verdict.then(heed)
    heed(verdict)
    return undefined
  }

function heed(verdict: Verdict | undefined): void {
  if (verdict?.refusal) throw verdict.refusal
}

export const responseType = 'application/graphql-response+json'
const plainType = 'application/json'

const accepts = (accept: string | undefined, type: string): boolean =>
  accept !== undefined && accept.split(',').some((part) => part.split(';', 1)[0]!.trim().toLowerCase() === type)

const wantsPage = (accept: string | undefined): boolean => accepts(accept, 'text/html')

function send({ kind, body }: GraphqlAnswer, accept: string | undefined, reply: FastifyReply): FastifyReply {
  const isTyped = accepts(accept, responseType)
  if (kind === 'wrong-method') reply.header('allow', 'POST')
  return reply
    .code(statusOf(kind, !isTyped && accepts(accept, plainType)))
    .header('content-type', `${isTyped ? responseType : plainType}; charset=utf-8`)
    .header('cache-control', 'private, no-store')
    .header('vary', 'Accept, Authorization, FX-Organisation')
    .send(body)
}

/** Who asks for plain JSON by name is an older client, which takes any other status for a failure of the transport. */
function statusOf(kind: GraphqlAnswer['kind'], isOldClient: boolean): number {
  switch (kind) {
    case 'answered':
      return 200
    case 'refused':
      return 400
    case 'unfit':
      return isOldClient ? 200 : 400
    case 'wrong-method':
      return 405
  }
}

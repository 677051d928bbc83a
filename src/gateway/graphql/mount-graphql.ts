/** GraphQL at /graphql, over HTTP with its media types and statuses, and over WebSockets. What answers is loaded when somebody first asks. */
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { LiveSource } from '../../services/live/index.ts'
import { createAdmit, hookOf, type AdmitNeeds } from '../front/admit-request.ts'
import type { AnswerAhead } from '../answer/answer-ahead.ts'
import { asOfHeader } from '../request/as-of.ts'
import type { FrameworkRequest, KnownReply, KnownRequest } from '../request/known-request.ts'
import type { Upgrade } from '../route.ts'
import { gravestOf } from '../log/security-events.ts'
import { countRoutes } from './asking/count-routes.ts'
import { explorerHeaders, explorerPage } from './explorer-page.ts'
import type { Graphql, GraphqlAnswer, GraphqlNeeds, GraphqlSettings } from './serve-graphql.ts'

export type MountNeeds = GraphqlNeeds & AdmitNeeds & { readonly requestIdFor: (request: IncomingMessage) => string }

export type GraphqlDoor = {
  mount(app: FastifyInstance, ahead: AnswerAhead): void
  /** Where subscriptions come in. */
  readonly upgrades: readonly Upgrade[]
}

const path = '/graphql'

export function createGraphqlDoor(settings: GraphqlSettings, needs: MountNeeds): GraphqlDoor {
  let loading: Promise<Graphql> | undefined
  const load = (): Promise<Graphql> =>
    (loading ??= import('./serve-graphql.ts').then(({ createGraphql }) => createGraphql(needs, settings)))
  return {
    mount: (app, ahead) => mount(app, ahead, settings, { ...needs, load }),
    upgrades: needs.live ? [subscriptionUpgrade(needs.live, { ...needs, load })] : [],
  }
}

type Loading = MountNeeds & { readonly load: () => Promise<Graphql> }

function mount(app: FastifyInstance, ahead: AnswerAhead, settings: GraphqlSettings, { load, ...needs }: Loading): void {
  // Strangers come in: what is public is theirs too, and every field asks for itself.
  const admit = createAdmit(
    { route: path, access: { kind: 'public' }, limit: 'read', refusesBadCredentials: true },
    needs,
  )
  const answerRequest = async (request: KnownRequest, reply: KnownReply): Promise<KnownReply> => {
    const { accept } = request.headers
    if (settings.isOpen && request.method === 'GET' && wantsPage(accept))
      return reply.headers(explorerHeaders).send(explorerPage)
    const graphql = await load()
    const answer = await graphql.answer({
      method: request.method as 'GET' | 'POST',
      text: typeof request.body === 'string' ? request.body : '',
      query: request.query as Readonly<Record<string, unknown>>,
      caller: request.caller!,
      requestId: request.id,
      remoteAddress: request.address,
      count: countRoutes(needs.front.limits, request.caller!, request.address),
      headers: request.headers,
      landed: (position) => void reply.header(asOfHeader, position),
    })
    const refused = gravestOf(answer.refused)
    if (refused !== undefined) request.refused = refused
    return send(answer, accept, reply)
  }
  ahead.add('POST', path, { route: path, admit, answer: answerRequest })
  for (const method of ['GET', 'POST'] as const)
    app.route({
      method,
      url: path,
      onRequest: hookOf(admit),
      handler: (request, reply) => answerRequest(request as FrameworkRequest, reply),
    })
}

/** Strangers come in here, too: browsers cannot send headers, and most clients sign in with their first message. */
const subscriptionUpgrade = (live: LiveSource, { load, ...needs }: Loading): Upgrade =>
  live.upgrade({
    path,
    access: { kind: 'public' },
    subprotocol: 'graphql-transport-ws',
    async load() {
      const [graphql, { createSubscriptionServer }] = await Promise.all([
        load(),
        import('./subscriptions/serve-subscriptions.ts'),
      ])
      return createSubscriptionServer(graphql, { ...needs, live })
    },
  })

export const responseType = 'application/graphql-response+json'
const plainType = 'application/json'

const accepts = (accept: string | undefined, type: string): boolean =>
  accept !== undefined && accept.split(',').some((part) => part.split(';', 1)[0]!.trim().toLowerCase() === type)

const wantsPage = (accept: string | undefined): boolean => accepts(accept, 'text/html')

function send({ kind, body }: GraphqlAnswer, accept: string | undefined, reply: KnownReply): KnownReply {
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

/**
 * GraphQL's subscriptions over WebSockets: the protocol (graphql-transport-ws) is the library's, who may hear what, how
 * much and how fast is said here.
 */
import { GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql'
import { makeServer } from 'graphql-ws'
import { actingOrganisation, type Authenticate, type Caller, type Credentials } from '../../../kernel/caller.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Admit, Connection, DoorSocket, LiveSource, Serve } from '../../../services/live/index.ts'
import type { AsOf } from '../../request/as-of.ts'
import type { Log } from '../../../telemetry/log.ts'
import type { Front } from '../../front/front.ts'
import { assertAccess } from '../../request/request-context.ts'
import type { UpgradeRequest } from '../../route.ts'
import { gravestOf } from '../../log/security-events.ts'
import { whoAsked } from '../../log/who-asked.ts'
import { countRoutes, heed } from '../asking/count-routes.ts'
import { InvalidDocument } from '../documents.ts'
import type { WrittenError } from '../graphql-errors.ts'
import { paramsOf } from '../read-params.ts'
import type { Graphql } from '../serve-graphql.ts'
import { findTold } from './find-told.ts'
import { openSubscriptionSocket, type SubscriptionSocket } from './open-subscription-socket.ts'
import { toldResults } from './told-results.ts'

export type SubscriptionNeeds = {
  readonly live: LiveSource
  readonly asOf: AsOf
  readonly authenticate: Authenticate
  readonly front: Pick<Front, 'limits' | 'addressOf'>
  readonly requestIdFor: (request: UpgradeRequest['request']) => string
  readonly log: Pick<Log, 'error' | 'access'>
}

/** One connection, from its upgrade on. */
type Guest = {
  readonly upgrade: UpgradeRequest
  readonly admit: Admit
  readonly socket: SubscriptionSocket
  readonly requestId: string
  /** Past our own proxies. */
  readonly address: string
  /** Who signed in. */
  caller?: Caller
}

type SignIn = Record<string, unknown> | undefined

/** For the first message; GraphQL's own close codes are in its protocol. */
const signInMs = 3_000
const forbidden = 4403
const tryLater = 1013

export function createSubscriptionServer(graphql: Graphql, needs: SubscriptionNeeds): Serve {
  const { live } = needs
  const server = makeServer<SignIn, Guest>({
    connectionInitWaitTimeout: signInMs,
    onConnect: ({ extra, connectionParams }) => letIn(extra, connectionParams, needs),
    async onSubscribe({ extra, subscriptions }, _id, payload) {
      try {
        if (Object.keys(subscriptions).length > live.subscriptionsMax) throw new Rejected(tooMany)
        return await begin(extra, payload, graphql, needs)
      } catch (error) {
        if (!(error instanceof InvalidDocument || error instanceof Rejected)) throw error
        const errors =
          error instanceof Rejected
            ? [new GraphQLError(error.rejection.detail, { originalError: error })]
            : error.errors
        noteRefusal(extra, graphql.writeErrors(errors, extra.requestId).errors, needs.log)
        return errors
      }
    },
    // Its errors are written by then, as all are here: what comes is sent as it is.
    subscribe: ({ contextValue }) => contextValue as AsyncGenerator<ExecutionResult>,
    onError: ({ extra }, _id, _payload, errors) => graphql.writeErrors(errors, extra.requestId).errors,
  })
  return (socket: DoorSocket, admit: Admit, upgrade: UpgradeRequest): Connection => {
    const opened = openSubscriptionSocket(socket, {
      live,
      failed: (error) => needs.log.error({ err: error }, 'a live connection was given up'),
    })
    const { request } = upgrade
    const [requestId, address] = [needs.requestIdFor(request), needs.front.addressOf(request)]
    const guest = { upgrade, admit, socket: opened, requestId, address }
    return opened.serve(server.opened(opened.protocolSocket, guest))
  }
}

/** A subscription that is refused has no answer of HTTP, and a line in the log as if it had. */
function noteRefusal({ requestId, caller }: Guest, errors: readonly WrittenError[], log: Pick<Log, 'access'>): void {
  const [first] = errors
  const refused = gravestOf(errors.map(({ extensions }) => extensions.code))
  const status = first?.extensions.problem.status ?? 400
  log.access({ method: 'GET', route: '/graphql', status, ms: 0, requestId, ...whoAsked(caller, refused) })
}

/** With the token of the first message, or else of the upgrade. False: it was closed, and told why. */
async function letIn(guest: Guest, params: SignIn, needs: SubscriptionNeeds): Promise<boolean> {
  const { authenticate, front } = needs
  const { upgrade, admit, socket, address } = guest
  try {
    const given = credentialsIn(params)
    const credentials = given ?? upgrade.credentials
    // Seconds may lie between the upgrade and this: who came with a token there is looked up once again, too.
    const caller = await authenticate(credentials)
    assertAccess({ kind: 'member' }, caller)
    // Who came as a stranger was counted as one, guesses too: whoever it turns out to be has a count of their own.
    if (given) heed(await front.limits.admit('connection', caller, address))
    if (!admit(caller, credentials)) {
      socket.end(tryLater, 'No more connections fit into this process.')
      return false
    }
    guest.caller = caller
    return true
  } catch (error) {
    if (!(error instanceof Rejected)) throw error
    socket.end(error.rejection.kind === 'too-many' ? tryLater : forbidden, error.rejection.code)
    return false
  }
}

/** As headers are called, in whatever case. */
function credentialsIn(params: SignIn): Credentials | undefined {
  const byName = new Map(Object.entries(params ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  const text = (name: string): string | undefined => {
    const value = byName.get(name)
    return typeof value === 'string' ? value : undefined
  }
  const authorization = text('authorization')
  return authorization === undefined ? undefined : { authorization, organisation: text('fx-organisation') }
}

/** Throws `Rejected` or `InvalidDocument` for what is not told, or not to this caller. */
async function begin(
  { upgrade, socket, requestId, address, caller }: Guest,
  payload: object,
  graphql: Graphql,
  { live, asOf, front }: SubscriptionNeeds,
): Promise<ExecutionArgs> {
  // Nobody subscribes before they were let in, as members of an organisation.
  const who = caller!
  heed(await front.limits.admit('read', who, address))
  // There is always a text here: an empty one where the document is known by its id.
  const params = paramsOf({ ...payload, ...('query' in payload && payload.query === '' && { query: undefined }) })
  const prepared = graphql.prepare(params, who)
  if (prepared.operation.operation !== 'subscription') throw new Rejected(subscriptionsOnly)
  const { types, after, isAbout } = findTold(graphql.schema, prepared, params.variables)
  const { ending, end } = socket.endingOfOne()
  const events = await live.events({ organisationId: actingOrganisation(who)!, types, after, ending })
  const asking = {
    caller: who,
    requestId,
    remoteAddress: address,
    headers: upgrade.request.headers,
    count: countRoutes(front.limits, who, address),
    keyOf: () => undefined,
    landed: () => undefined,
  }
  const results = toldResults({
    events,
    isAbout,
    run: prepared.run,
    variables: params.variables,
    ask: () => graphql.askFor(asking),
    reach: asOf.reach,
    writeErrors: (errors) => graphql.writeErrors(errors, requestId),
    end,
  })
  const { document, operation } = prepared
  const operationName = operation.name?.value
  return {
    schema: graphql.schema,
    document,
    ...(operationName !== undefined && { operationName }),
    contextValue: results,
  }
}

const tooMany: Rejection = {
  kind: 'too-many',
  code: 'graphql/too-many-subscriptions',
  detail: 'This connection has as many subscriptions as one may have: end one, or name several types in one.',
}
const subscriptionsOnly: Rejection = {
  kind: 'malformed',
  code: 'graphql/subscriptions-only',
  detail: 'Over a WebSocket there are subscriptions alone: send queries and mutations over HTTP.',
}

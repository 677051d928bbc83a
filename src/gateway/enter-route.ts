/** The way of a request into a route: from where, by whose hand, how often; then the route is theirs. */
import type { FastifyReply, onRequestHookHandler } from 'fastify'
import type { Caller } from '../kernel/caller.ts'
import { Rejected } from '../kernel/rejection.ts'
import { asOfHeader, type AsOf } from './as-of.ts'
import type { Front } from './front.ts'
import type { KnownRequest } from './known-request.ts'
import { classOf, type Verdict } from './limits.ts'
import { assertAccess, type Authenticate, type Credentials } from './request-context.ts'
import type { Route } from './route.ts'

export type EnterNeeds = {
  readonly authenticate: Authenticate
  readonly asOf: AsOf
  readonly front: Front
  /** Told of a request whose body is a file. */
  readonly takeFile: (request: KnownRequest['raw']) => void
}

/** A promise only for who has to be looked up: a caller who is known costs no turn of the microtask queue. */
export function enterRoute(route: Route, { authenticate, asOf, front, takeFile }: EnterNeeds): onRequestHookHandler {
  const privately = route.access.kind !== 'public'
  const routeClass = classOf(route)
  const letIn = (request: KnownRequest, reply: FastifyReply, caller: Caller): void | Promise<void> => {
    request.caller = caller
    const welcome = (verdict: Verdict | undefined): void => {
      heed(verdict, reply)
      assertAccess(route.access, caller)
      if (route.streamsBody) takeFile(request.raw)
    }
    const verdict = front.limits.admit(routeClass, caller, request.address)
    return verdict instanceof Promise ? verdict.then(welcome) : welcome(verdict)
  }
  /** Guessing at tokens is asking, too. */
  const refuseStranger = async (error: unknown, request: KnownRequest, reply: FastifyReply): Promise<never> => {
    if (error instanceof Rejected) heed(await front.limits.admit('read', { kind: 'anonymous' }, request.address), reply)
    throw error
  }
  return function enter(given, reply, done) {
    const request = given as KnownRequest
    const { headers } = request
    request.address = front.addressOf(request.raw)
    const foreign = front.origins.headersFor(headers)
    if (foreign) reply.headers(foreign)
    front.origins.assertOwn(request.method, headers)
    const organisation = headers['fx-organisation'] as string | undefined
    const whoIsIt = () => identify(authenticate, { authorization: headers.authorization, organisation }, privately)
    let known: Caller | Promise<Caller>
    try {
      // Before who is asking is looked up: what they may do is as old as everything else here.
      const reached = asOf.reach(headers[asOfHeader])
      known = reached ? reached.then(whoIsIt) : whoIsIt()
    } catch (error) {
      return refuseStranger(error, request, reply)
    }
    const entered =
      known instanceof Promise
        ? known.then(
            (caller) => letIn(request, reply, caller),
            (error: unknown) => refuseStranger(error, request, reply),
          )
        : letIn(request, reply, known)
    if (entered instanceof Promise) return entered
    done()
    return undefined
  }
}

/** For pages, which are everybody's. */
export function enterPage(front: Front): onRequestHookHandler {
  return function enter(given, reply, done) {
    const request = given as KnownRequest
    request.address = front.addressOf(request.raw)
    const caller: Caller = { kind: 'anonymous' }
    const verdict = front.limits.admit('read', caller, request.address)
    if (verdict instanceof Promise) return verdict.then((found) => heed(found, reply))
    heed(verdict, reply)
    done()
    return undefined
  }
}

function heed(verdict: Verdict | undefined, reply: FastifyReply): void {
  if (verdict === undefined) return
  reply.headers(verdict.headers)
  if (verdict.refusal) throw verdict.refusal
}

/** A public route takes whoever comes: a token that ended must not keep its owner from signing in again. */
function identify(authenticate: Authenticate, credentials: Credentials, privately: boolean): Caller | Promise<Caller> {
  if (privately) return authenticate(credentials)
  try {
    const known = authenticate(credentials)
    return known instanceof Promise ? known.catch(anonymousIfRejected) : known
  } catch (error) {
    return anonymousIfRejected(error)
  }
}

const anonymousIfRejected = (error: unknown): Caller => {
  if (error instanceof Rejected) return { kind: 'anonymous' }
  throw error
}

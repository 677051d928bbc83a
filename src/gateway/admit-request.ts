/** Who comes in, from where, how often: the first thing that happens to a request, before its body is read. */
import type { FastifyReply, onRequestHookHandler } from 'fastify'
import type { Access, Authenticate, Caller, Credentials } from '../kernel/caller.ts'
import { Rejected } from '../kernel/rejection.ts'
import { asOfHeader, type AsOf } from './as-of.ts'
import type { Front } from './front.ts'
import type { KnownRequest } from './known-request.ts'
import type { RouteClass, Verdict } from './limits.ts'
import { assertAccess } from './request-context.ts'

export type Admission = {
  readonly access: Access
  /** As what it is counted. */
  readonly limit: RouteClass
  /** Whether credentials that are not good are refused, or as good as none. */
  readonly refusesBadCredentials: boolean
  readonly onAdmitted?: (request: KnownRequest) => void
}

export type AdmitNeeds = {
  readonly asOf: AsOf
  readonly authenticate: Authenticate
  readonly front: Pick<Front, 'limits' | 'origins' | 'addressOf'>
}

const anonymous: Caller = { kind: 'anonymous' }

/** A hook that waits for what the request must have seen, finds out who is asking, and counts it. */
export function admitRequest(
  { access, limit, refusesBadCredentials, onAdmitted }: Admission,
  { asOf, authenticate, front: { limits, origins, addressOf } }: AdmitNeeds,
): onRequestHookHandler {
  const admit = (request: KnownRequest, reply: FastifyReply, caller: Caller): void | Promise<void> => {
    request.caller = caller
    const welcome = (verdict: Verdict | undefined): void => {
      heed(verdict, reply)
      assertAccess(access, caller)
      onAdmitted?.(request)
    }
    const verdict = limits.admit(limit, caller, request.address)
    return verdict instanceof Promise ? verdict.then(welcome) : welcome(verdict)
  }
  /** Guessing at tokens is asking, too. */
  const refuseStranger = async (error: unknown, { address }: KnownRequest, reply: FastifyReply): Promise<never> => {
    if (error instanceof Rejected) heed(await limits.admit('read', anonymous, address), reply)
    throw error
  }
  // A promise only for who has to be looked up: a caller who is known costs no turn of the microtask queue.
  return function admitOne(given, reply, done) {
    const request = given as KnownRequest
    const { headers } = request
    request.address = addressOf(request.raw)
    const foreign = origins.headersFor(headers)
    if (foreign) reply.headers(foreign)
    origins.assertOwn(request.method, headers)
    const organisation = headers['fx-organisation'] as string | undefined
    const credentials = { authorization: headers.authorization, organisation }
    const whoIsIt = () => identify(authenticate, credentials, refusesBadCredentials)
    let known: Caller | Promise<Caller>
    try {
      // Before who is asking is looked up: what they may do is as old as everything else here.
      const reached = asOf.reach(headers[asOfHeader])
      known = reached ? reached.then(whoIsIt) : whoIsIt()
    } catch (error) {
      return refuseStranger(error, request, reply)
    }
    const admitted =
      known instanceof Promise
        ? known.then(
            (caller) => admit(request, reply, caller),
            (error: unknown) => refuseStranger(error, request, reply),
          )
        : admit(request, reply, known)
    if (admitted instanceof Promise) return admitted
    done()
    return undefined
  }
}

/** The same for pages, which are everybody's. */
export function admitReader({ limits, addressOf }: Front): onRequestHookHandler {
  return function admitOne(given, reply, done) {
    const request = given as KnownRequest
    request.address = addressOf(request.raw)
    const verdict = limits.admit('read', anonymous, request.address)
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
function identify(authenticate: Authenticate, credentials: Credentials, isStrict: boolean): Caller | Promise<Caller> {
  if (isStrict) return authenticate(credentials)
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

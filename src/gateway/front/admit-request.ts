/** Who comes in, from where, how often: the first thing that happens to a request, before its body is read. */
import type { IncomingHttpHeaders } from 'node:http'
import type { onRequestHookHandler } from 'fastify'
import type { Access, Authenticate, Caller, Credentials } from '../../kernel/caller.ts'
import { Rejected } from '../../kernel/rejection.ts'
import { asOfHeader, type AsOf, type Waiting } from '../request/as-of.ts'
import type { Front } from './front.ts'
import type { FrameworkRequest, KnownMessage, KnownReply, KnownRequest } from '../request/known-request.ts'
import type { RouteClass, Verdict } from './limits.ts'
import { assertAccess } from '../request/request-context.ts'
import { wantsEventStream } from '../route.ts'

export type Admission = {
  /** What logs call it, where the framework's own name for it will not do; asking for that costs more than all of admission. */
  readonly route?: string
  readonly access: Access
  /** As what it is counted. */
  readonly limit: RouteClass
  /** Its reply stays open for whoever asks for a stream, and then counts as a connection. */
  readonly streamsEvents?: boolean | undefined
  /** Whether credentials that are not good are refused, or as good as none. */
  readonly refusesBadCredentials: boolean
  readonly onAdmitted?: ((request: KnownRequest) => void) | undefined
}

export type AdmitNeeds = {
  readonly asOf: AsOf
  readonly authenticate: Authenticate
  readonly front: Pick<Front, 'limits' | 'origins' | 'addressOf'>
}

/**
 * Waits for what a request must have seen, finds out who is asking, and counts it; throws `Rejected` for who is not let
 * in. A promise only where somebody has to be asked: a caller who is known costs no turn of the microtask queue.
 */
export type Admit = (request: KnownRequest, reply: KnownReply) => Promise<void> | undefined

const anonymous: Caller = { kind: 'anonymous' }

export function createAdmit(admission: Admission, { asOf, authenticate, front }: AdmitNeeds): Admit {
  const { route, access, limit, streamsEvents, refusesBadCredentials, onAdmitted } = admission
  const { limits, origins, addressOf } = front
  const enter = (request: KnownRequest, reply: KnownReply, caller: Caller, verdict: Verdict | undefined): void => {
    heed(verdict, reply)
    assertAccess(access, caller)
    onAdmitted?.(request)
  }
  const count = (request: KnownRequest, reply: KnownReply, caller: Caller): Promise<void> | undefined => {
    request.caller = caller
    const of = streamsEvents && wantsEventStream(request.headers.accept) ? 'connection' : limit
    const verdict = limits.admit(of, caller, request.address)
    if (verdict instanceof Promise) return verdict.then((found) => enter(request, reply, caller, found))
    enter(request, reply, caller, verdict)
    return undefined
  }
  /** Guessing at tokens is asking, too. */
  const refuseStranger = async (error: unknown, { address }: KnownRequest, reply: KnownReply): Promise<never> => {
    if (error instanceof Rejected) heed(await limits.admit('read', anonymous, address), reply)
    throw error
  }
  const identify = (headers: IncomingHttpHeaders): Caller | Promise<Caller> => {
    const organisation = headers['fx-organisation'] as string | undefined
    const credentials = { authorization: headers.authorization, organisation }
    return refusesBadCredentials ? authenticate(credentials) : identifyOrNobody(authenticate, credentials)
  }
  /** A wait takes one of few places: strangers, and who comes with a bad token, are counted before they have it. */
  const waiting = (request: KnownRequest, reply: KnownReply): Waiting => ({
    address: request.address,
    async mayWait() {
      const { authorization, 'fx-organisation': organisation } = request.headers
      const credentials = { authorization, organisation: organisation as string | undefined }
      const caller = await identifyOrNobody(authenticate, credentials)
      if (caller.kind === 'anonymous') heed(await limits.admit('read', anonymous, request.address), reply)
    },
  })
  return (request, reply) => {
    const { method, headers } = request.raw
    if (route !== undefined) request.route = route
    request.address = addressOf(request.raw)
    if (headers.origin !== undefined) reply.headers(origins.headersFor(headers) ?? {})
    if (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS') origins.assertKnown(headers)
    let known: Caller | Promise<Caller>
    try {
      // Before who is asking is looked up: what they may do is as old as everything else here.
      const position = headers[asOfHeader]
      const reached = asOf.isReached(position) ? undefined : asOf.reach(position, waiting(request, reply))
      const before = (request.raw as KnownMessage).caller
      known = reached ? reached.then(() => before ?? identify(headers)) : (before ?? identify(headers))
    } catch (error) {
      return refuseStranger(error, request, reply)
    }
    if (!(known instanceof Promise)) return count(request, reply, known)
    return known.then(
      (caller) => count(request, reply, caller),
      (error: unknown) => refuseStranger(error, request, reply),
    )
  }
}

/** The same as a hook. */
export function hookOf(admit: Admit): onRequestHookHandler {
  return function admitOne(given, reply, done) {
    const admitted = admit(given as FrameworkRequest, reply)
    if (admitted) return admitted
    done()
    return undefined
  }
}

/** For what is everybody's: pages, and paths at which there is nothing. Counted by address, whoever asks. */
export function admitReader({ limits, addressOf }: Front): onRequestHookHandler {
  return function admitOne(given, reply, done) {
    const request = given as FrameworkRequest
    request.address = addressOf(request.raw)
    const verdict = limits.admit('read', anonymous, request.address)
    if (verdict instanceof Promise) return verdict.then((found) => heed(found, reply))
    heed(verdict, reply)
    done()
    return undefined
  }
}

function heed(verdict: Verdict | undefined, reply: KnownReply): void {
  if (verdict === undefined) return
  reply.header('ratelimit', verdict.headers.ratelimit)
  reply.header('ratelimit-policy', verdict.headers['ratelimit-policy'])
  if (verdict.refusal) throw verdict.refusal
}

/** A public route takes whoever comes: a token that ended must not keep its owner from signing in again. */
function identifyOrNobody(authenticate: Authenticate, credentials: Credentials): Caller | Promise<Caller> {
  try {
    const known = authenticate(credentials)
    return known instanceof Promise ? known.catch(nobodyIfRejected) : known
  } catch (error) {
    return nobodyIfRejected(error)
  }
}

const nobodyIfRejected = (error: unknown): Caller => {
  if (error instanceof Rejected) return anonymous
  throw error
}

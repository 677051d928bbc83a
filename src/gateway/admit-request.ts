/** Who comes in: the first thing that happens to a request, before its body is read. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Authenticate, Caller, Credentials } from '../kernel/caller.ts'
import { Rejected } from '../kernel/rejection.ts'
import { asOfHeader, type AsOf } from './as-of.ts'
import { assertAccess } from './request-context.ts'

export type WithCaller = FastifyRequest & { caller?: Caller }

export type Admission = {
  readonly access: Access
  /** Whether credentials that are not good are refused, or as good as none. */
  readonly refusesBadCredentials: boolean
  readonly onAdmitted?: (request: WithCaller) => void
}

/** A hook that names the request, waits for what it must have seen, and finds out who is asking. */
export const admitRequest =
  (
    { access, refusesBadCredentials, onAdmitted }: Admission,
    { asOf, authenticate }: { readonly asOf: AsOf; readonly authenticate: Authenticate },
  ) =>
  // A promise only for who has to be looked up: a caller who is known costs no turn of the microtask queue.
  (request: WithCaller, reply: FastifyReply, done: () => void): Promise<void> | undefined => {
    const { authorization, 'fx-organisation': organisation } = request.headers
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    const admit = (caller: Caller): void => {
      assertAccess(access, caller)
      request.caller = caller
      onAdmitted?.(request)
    }
    const credentials = { authorization, organisation: organisation as string | undefined }
    const whoIsIt = () => identify(authenticate, credentials, refusesBadCredentials)
    // Before who is asking is looked up: what they may do is as old as everything else here.
    const reached = asOf.reach(request.headers[asOfHeader])
    const known = reached ? reached.then(whoIsIt) : whoIsIt()
    if (known instanceof Promise) return known.then(admit)
    admit(known)
    done()
    return undefined
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

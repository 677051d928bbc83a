/**
 * The client of /v2: the same functions as of /v1, with prices that say their currency and measure, and lines with one
 * name. Everything else of this package goes with both.
 */
import { clientOf, type ClientOf, type InputOf, type OperationName } from './client.ts'
import type { Operations } from './generated-v2.ts'
import type { ClientOptions } from './request.ts'

export type Client = ClientOf<Operations>
/** What an operation takes: its path, query and body as described, and what every request may carry. */
export type Input<Name extends OperationName> = InputOf<Operations, Name>

/** Makes a client of /v2, which reads what it wrote. Its functions throw `ProblemError` for every refusal. */
export const createClient = (options: ClientOptions): Client =>
  clientOf<Operations>(options, (path) => path.replace(/^\/v1\//, '/v2/'))

export { everyItem, type Answer, type OperationName } from './client.ts'
export { EventsLost } from './events.ts'
export type { EventsAsked, LiveEvent, ToldEvent } from './event-types.ts'
export { openRequest, type AsOf, type ClientOptions, type OpenRequest } from './request.ts'
export { isProblem, ProblemError, type FieldError, type Problem, type ProblemOf } from './problem.ts'
export type { RetryOptions } from './retries.ts'
export { openSession, type Credentials, type Session, type SessionOptions } from './session.ts'
export { verifyWebhook, WebhookError, type VerifyOptions, type WebhookRequest } from './webhooks.ts'
export type { Operations } from './generated-v2.ts'
export type { ProblemCode, ProblemFacts } from './generated.ts'

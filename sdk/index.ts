/** The client of the FoodXchange API. */
export { createClient, everyItem, type Answer, type Client, type Input, type OperationName } from './client.ts'
export { EventsLost } from './events.ts'
export type { EventsAsked, LiveEvent, ToldEvent } from './event-types.ts'
export { openRequest, type AsOf, type ClientOptions, type OpenRequest } from './request.ts'
export { operatorAuthorization, type OperatorOptions } from './operator.ts'
export { isProblem, ProblemError, type FieldError, type Problem, type ProblemOf } from './problem.ts'
export type { RetryOptions } from './retries.ts'
export { openSession, type Credentials, type Session, type SessionOptions } from './session.ts'
export {
  dealOnce,
  verifyWebhook,
  WebhookError,
  type DealOnce,
  type VerifyOptions,
  type WebhookRequest,
} from './webhooks.ts'
export type { Operations, ProblemCode, ProblemFacts } from './generated.ts'

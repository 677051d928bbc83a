/** What each refusal about webhooks means, and what helps: shown at /problems/{code}. */
type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

export const webhookProblems: Problems = {
  'webhook/unknown': {
    title: 'No such webhook endpoint',
    remedy: 'Check the id and the acting organisation; GET /v1/webhooks lists the endpoints.',
  },
  'webhook/unknown-delivery': {
    title: 'No such delivery',
    remedy: 'Take an id from GET /v1/webhooks/{webhookId}/deliveries. What is older, replay by its time.',
  },
  'webhook/not-in-this-state': {
    title: 'Not at this stage',
    remedy: 'The problem names the status and what the endpoint takes now.',
  },
  'webhook/not-active': {
    title: 'The endpoint is disabled',
    remedy: 'Enable it at POST /v1/webhooks/{webhookId}/enable, then send the request again.',
  },
  'webhook/too-many': {
    title: 'Too many webhook endpoints',
    remedy: 'Remove one that is not used, or let one endpoint be told of more types.',
  },
  'webhook/replay-range': {
    title: 'Not a time that can be replayed',
    remedy: 'Name a time of 31 days at most, its end after its beginning; replay a longer one in parts.',
  },
  'webhook/queue-full': {
    title: 'Too much waits for this endpoint',
    remedy:
      'Let the receiver take what waits, then replay; GET /v1/webhooks/{webhookId}/health tells how much that is.',
  },
  'webhook/contended': {
    title: 'Too many at once',
    remedy: 'Send the same request again after a moment.',
  },
}

/** What each refusal of events as they happen means, and what helps: shown at /problems/{code}. */
type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

export const liveProblems: Problems = {
  'live/unknown-place': {
    title: 'Not a place in these events',
    remedy:
      'Go on from a `place` of an event that this organisation was told of, as it was given. Without any, a list begins with the first event, and a stream with what happens next.',
  },
  'live/too-many-connections': {
    title: 'Too many open connections',
    remedy: 'Let several readers share one connection, and open it again after `Retry-After` where it ended.',
  },
  'live/too-many-readers': {
    title: 'Too many read the past',
    remedy:
      'Ask again after `Retry-After`. Keep the place of the last event, and go on from there instead of from `0`.',
  },
  'live/malformed-message': {
    title: 'Not a message',
    remedy: 'Send one of the messages that docs/asyncapi.json describes. The connection goes on.',
  },
  'live/already-subscribed': {
    title: 'The name is taken',
    remedy: 'Give each subscription of a connection a name of its own, or end the one that has it.',
  },
  'live/too-many-subscriptions': {
    title: 'Too many subscriptions',
    remedy: 'Name several types in one subscription, or end one.',
  },
  'live/unknown-subscription': {
    title: 'No such subscription',
    remedy: 'It may have ended already. Name it as it was named when it was asked for.',
  },
}

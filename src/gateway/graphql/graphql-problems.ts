/** What GraphQL refuses by itself; what routes refuse has the same code there as over REST. */
import type { ProblemCatalogue } from '../docs/problem-pages.ts'

export const graphqlProblems: ProblemCatalogue = {
  'graphql/malformed-request': {
    title: 'Malformed GraphQL request',
    remedy:
      'Send `query`, and `operationName`, `variables`, `extensions` where you need them, as GraphQL over HTTP has it.',
  },
  'graphql/invalid-document': {
    title: 'The document or its variables do not fit the schema',
    remedy: 'Compare it with the schema, which is shown to those who are signed in.',
  },
  'graphql/too-much': {
    title: 'The request asks for too much',
    remedy: 'Ask for less at once; `facts` says which limit there is, docs/graphql.md how it is counted.',
  },
  'graphql/circular-fragment': {
    title: 'A fragment is spread within itself',
    remedy: 'Spread it in another place: such a document has no end.',
  },
  'graphql/closed': { title: 'The schema is closed', remedy: 'Sign in, and ask again with your token.' },
  'graphql/unknown-document': {
    title: 'Unknown document',
    remedy: 'Send the text as `query`, or have whoever runs the exchange add the document to the known ones.',
  },
  'graphql/not-persisted': {
    title: 'Only known documents are run',
    remedy: 'Have whoever runs the exchange add the document to the known ones.',
  },
  'graphql/mutation-by-get': { title: 'A mutation by GET', remedy: 'Send mutations by POST.' },
  'graphql/subscription-by-http': {
    title: 'A subscription over HTTP',
    remedy: 'Subscribe over a WebSocket at /graphql, with the subprotocol `graphql-transport-ws`.',
  },
  'graphql/subscriptions-only': {
    title: 'Not a subscription',
    remedy: 'Send queries and mutations over HTTP, where their limits and keys are.',
  },
  'graphql/too-many-subscriptions': {
    title: 'Too many subscriptions',
    remedy: 'Name several types in one subscription, end one, or open another connection.',
  },
}

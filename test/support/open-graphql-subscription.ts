/** A GraphQL subscription as the client of the protocol's authors opens it: what it is told is collected. */
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

// oxlint-disable-next-line typescript/no-explicit-any -- whatever a document asks for, for a test to look into
type Result = { readonly data?: any; readonly errors?: readonly { readonly extensions: { readonly code: string } }[] }

export type TestSubscription = {
  /** What came, in its order. */
  readonly results: Result[]
  /** When it was let in. */
  readonly connected: Promise<void>
  /** How it ended: undefined where the client ended it, the close code, or the code of the problem. */
  readonly ended: Promise<number | string | undefined>
  /** Ends it in order. */
  end(): void
}

export type SubscriptionAsked = {
  /** Empty where the document is known by its hash. */
  readonly query: string
  /** Apollo's way to name a known document. */
  readonly extensions?: Record<string, unknown>
  readonly variables?: Record<string, unknown>
  /** The client's first message. */
  readonly connectionParams?: Record<string, unknown>
  /** Of the upgrade. */
  readonly headers?: Readonly<Record<string, string>>
}

export function openGraphqlSubscription(
  baseUrl: string,
  { query, extensions, variables, connectionParams, headers = {} }: SubscriptionAsked,
): TestSubscription {
  class WithHeaders extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers })
    }
  }
  const connecting = Promise.withResolvers<void>()
  const client = createClient({
    url: `${baseUrl.replace('http', 'ws')}/graphql`,
    webSocketImpl: WithHeaders,
    retryAttempts: 0,
    on: { connected: () => connecting.resolve() },
    ...(connectionParams && { connectionParams }),
  })
  const results: Result[] = []
  let stop = (): void => undefined
  const ended = new Promise<number | string | undefined>((resolve) => {
    stop = client.subscribe<Result['data']>(
      { query, ...(variables && { variables }), ...(extensions && { extensions }) },
      {
        next: (result: unknown) => void results.push(result as Result),
        complete: () => resolve(undefined),
        error: (error) => resolve(codeOf(error)),
      },
    )
  })
  return {
    results,
    connected: connecting.promise,
    ended,
    end() {
      stop()
      void client.dispose()
    },
  }
}

/** A connection that was closed, or the errors of a subscription that was refused. */
function codeOf(error: unknown): number | string {
  if (Array.isArray(error)) return String((error as NonNullable<Result['errors']>)[0]?.extensions.code)
  return (error as { readonly code?: number }).code ?? String(error)
}

/** The client as it was released, loaded from the one file that is kept of it, and what it sends without sending it. */
import { pathToFileURL } from 'node:url'
import type { AskedCall, Json, RecordedCall } from './released-calls.ts'
import { mapTexts } from './released-calls.ts'

export type Answer = {
  readonly status: number
  readonly data: unknown
  readonly etag: string | undefined
}
export type ReleasedClient = Readonly<Record<string, (input: unknown) => Promise<Answer>>> & {
  readonly events: (asked: { readonly after?: string; readonly signal: AbortSignal }) => AsyncGenerator<{
    readonly event: { readonly type: string }
  }>
}
export type ReleasedModule = {
  readonly createClient: (options: {
    readonly baseUrl: string
    readonly authorization?: () => string
    readonly organisation?: string
    readonly asOf?: object
    readonly retries?: false
    readonly fetch?: typeof fetch
  }) => ReleasedClient
  readonly verifyWebhook: (secret: string, request: Json) => Promise<unknown>
  readonly WebhookError: new () => Error
}

/** Of a variable name, so that the compiler does not look for types that nobody keeps. */
export const loadReleased = async (file: string): Promise<ReleasedModule> =>
  (await import(pathToFileURL(file).href)) as ReleasedModule

const notSent = new Error('Seen, and not sent.')

/** The request that a client makes of a call: names in braces stay names. */
export async function requestOf(
  { createClient }: ReleasedModule,
  { call, input }: AskedCall,
): Promise<RecordedCall['request']> {
  let seen: RecordedCall['request'] | undefined
  const client = createClient({
    baseUrl: '',
    retries: false,
    async fetch(url, { method = 'GET', body, headers } = {}) {
      const ifMatch = new Headers(headers).get('if-match')
      const named = (text: string): string => text.replaceAll(/%7B([\w:%]+?)%7D/g, (all) => decodeURIComponent(all))
      seen = {
        method,
        path: named(String(url)),
        ...(typeof body === 'string' && { body }),
        ...(ifMatch !== null && { ifMatch }),
      }
      throw notSent
    },
  })
  const send = client[call]
  if (!send) throw new Error(`The client has no ${call}.`)
  await send(mapTexts(input, (text) => text)).catch((error: unknown) => {
    if (seen === undefined) throw error
  })
  return seen!
}

/** As much of `oidc-provider` as our tests use: it brings no types, and those of others bring half of Koa with them. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'
  import type { JWK } from 'jose'

  type Context = {
    readonly oidc: {
      readonly provider: Provider
      readonly session?: { readonly accountId?: string }
      readonly client?: { readonly clientId: string }
    }
  }
  type Account = { readonly accountId: string; readonly claims: () => Readonly<Record<string, unknown>> }

  export type Configuration = {
    readonly clients: readonly Readonly<Record<string, unknown>>[]
    readonly adapter: unknown
    readonly ttl: Readonly<Record<string, number>>
    readonly jwks: { readonly keys: readonly JWK[] }
    readonly cookies: { readonly keys: readonly string[] }
    readonly claims: Readonly<Record<string, readonly string[]>>
    readonly features: Readonly<Record<string, { readonly enabled: boolean }>>
    readonly fetch: (url: string, options: RequestInit & { readonly dispatcher?: unknown }) => Promise<Response>
    readonly interactions: { readonly url: (context: unknown, interaction: { readonly uid: string }) => string }
    readonly findAccount: (context: unknown, id: string) => Account
    readonly loadExistingGrant: (context: Context) => Promise<Grant>
  }
  export class Grant {
    constructor(of: { readonly accountId: string; readonly clientId: string })
    addOIDCScope(scope: string): void
    save(): Promise<string>
  }
  export class Provider {
    constructor(issuer: string, configuration: Configuration)
    readonly Grant: typeof Grant
    readonly Client: {
      find(id: string): Promise<{ backchannelLogout(subject: string, session: string): Promise<void> } | undefined>
    }
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { readonly login: { readonly accountId: string }; readonly consent: object },
    ): Promise<void>
  }
}

declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  /** Of its own storage. */
  export function createMemoryAdapter(): unknown
}

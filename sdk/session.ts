/** A session that stays signed in: its access token is renewed before it ends, by one request however many wait for it. */
import { createClient, type Client } from './client.ts'
import type { Tokens } from './generated.ts'
import { ProblemError } from './problem.ts'
import type { ClientOptions } from './request.ts'

export type Credentials =
  | { readonly email: string; readonly password: string; readonly realm?: 'staff' }
  /** Of an API key, which signs in anew instead of refreshing. */
  | { readonly clientId: string; readonly clientSecret: string }
  /** Kept from an earlier session. */
  | { readonly refreshToken: string }

export type Session = {
  /** Give it to `createClient`. Rejects with `ProblemError` once the session has ended. */
  readonly authorization: () => Promise<string>
  /** Gets another access token although the present one has not ended: it was refused. */
  readonly renew: () => Promise<void>
  /** Milliseconds since 1970 from which on `authorization` gets another token. */
  readonly renewsAt: () => number
  /** To be kept for the next start; changes with each renewal. */
  readonly refreshToken: () => string | undefined
  /** Ends it at the exchange, too. */
  readonly signOut: () => Promise<void>
}

export type SessionOptions = Pick<ClientOptions, 'baseUrl' | 'fetch' | 'retries' | 'timeoutMs'> & {
  /** Milliseconds since 1970, for tests. */
  readonly now?: () => number
}

/** A token is renewed so long before its end, which covers the way to the exchange and clocks that differ. */
const earlyMs = 30_000

/** Signs in. Throws `ProblemError` where the credentials are refused. */
export async function openSession(options: SessionOptions, credentials: Credentials): Promise<Session> {
  const { now = Date.now, ...connection } = options
  const anonymous = createClient(connection)
  const issueFor = (given: Credentials): Promise<Tokens> =>
    'refreshToken' in given ? refreshTokens(connection, given.refreshToken) : issue(anonymous, given)
  let tokens = await issueFor(credentials)
  let renewFromMs = renewalOf(tokens, now())
  let renewing: Promise<void> | undefined
  const renewOnce = async (): Promise<void> => {
    const { refreshToken } = tokens
    tokens = await issueFor(refreshToken === undefined ? credentials : { refreshToken })
    renewFromMs = renewalOf(tokens, now())
  }
  // Two requests with one refresh token would end the session: whoever comes meanwhile waits for the first.
  const renew = (): Promise<void> => (renewing ??= renewOnce().finally(() => (renewing = undefined)))
  return {
    async authorization() {
      if (renewing || now() >= renewFromMs) await renew()
      return `Bearer ${tokens.accessToken}`
    },
    renew,
    renewsAt: () => renewFromMs,
    refreshToken: () => tokens.refreshToken,
    async signOut() {
      const { accessToken, refreshToken } = tokens
      // An access token that has ended would be refused, and the session go on: the refresh token outlives it.
      const signedOut =
        refreshToken === undefined
          ? createClient({ ...connection, authorization: () => `Bearer ${accessToken}` }).signOut()
          : anonymous.signOut({ body: { refreshToken } })
      await signedOut.catch((error: unknown) => {
        // Ended already, which is what was wanted.
        if (!(error instanceof ProblemError && error.status === 401)) throw error
      })
    },
  }
}

const renewalOf = ({ expiresIn }: Tokens, nowMs: number): number => nowMs + expiresIn * 1_000 - earlyMs

/**
 * A refresh token may be sent again within ten seconds of its use, for an answer that was lost; after that it ends the
 * session, as if it had been stolen. So an attempt waits for so long, and all of them together for three times that.
 */
const attemptMs = 3_000
const attempts = 3

/** Throws `ProblemError` where the token is refused, and what `fetch` throws where nobody answers in time. */
export async function refreshTokens(
  { timeoutMs = attemptMs, ...connection }: Omit<SessionOptions, 'now'>,
  refreshToken: string,
): Promise<Tokens> {
  const ofOneMs = Math.min(timeoutMs, attemptMs)
  const client = createClient({ ...connection, timeoutMs: ofOneMs })
  const signal = AbortSignal.timeout(attempts * ofOneMs)
  for (;;)
    try {
      return (await client.issueTokens({ body: { grantType: 'refresh_token', refreshToken }, signal })).data
    } catch (error) {
      // An attempt that took too long; what is refused, or passes later than all of this, is told.
      const isLate = error instanceof Error && error.name === 'TimeoutError'
      if (!isLate || signal.aborted || connection.retries === false) throw error
    }
}

async function issue(client: Client, credentials: Exclude<Credentials, { refreshToken: string }>): Promise<Tokens> {
  const grantType = 'clientId' in credentials ? 'client_credentials' : 'password'
  return (await client.issueTokens({ body: { grantType, ...credentials } })).data
}

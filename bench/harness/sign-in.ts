/** Tokens for the benches' people; they live for minutes, so that whoever works longer signs in again. */
import { createClient, type Client } from '../../sdk/index.ts'
import { goodPassword } from '../../test/support/open-trading-floor.ts'

const renewAfterMs = 240_000

export async function accessToken(url: string, email: string, realm?: 'staff'): Promise<string> {
  const body = { grantType: 'password', email, password: goodPassword, ...(realm && { realm }) } as const
  const { data } = await createClient({ baseUrl: url }).issueTokens({ body })
  return data.accessToken
}

/** A client that never comes with an old token. */
export function lastingClient(url: string, email: string, organisation?: string, realm?: 'staff'): Client {
  let token: { readonly text: Promise<string>; readonly at: number } | undefined
  const authorization = async (): Promise<string> => {
    if (token === undefined || performance.now() - token.at > renewAfterMs)
      token = { text: accessToken(url, email, realm), at: performance.now() }
    return `Bearer ${await token.text}`
  }
  return createClient({ baseUrl: url, authorization, timeoutMs: 60_000, ...(organisation && { organisation }) })
}

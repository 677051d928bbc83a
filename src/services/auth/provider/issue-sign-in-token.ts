/** What was begun at a provider, sealed and given to whoever began it: nobody else can finish it, and nothing is kept of those who never do. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** All that the answer of the provider is held against. */
export type BegunSignIn = {
  readonly organisationId: string
  readonly generation: number
  readonly issuer: string
  readonly clientId: string
  /** Where the provider sends the browser: our page, and the organisation it is asked for. */
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  readonly endsAtMs: number
}

export type SignInTokens = {
  seal(begun: BegunSignIn): string
  /** Undefined for a text that is none of ours, was changed, or is over. */
  open(text: string, nowMs: number): BegunSignIn | undefined
}

/** As long as a person takes to sign in there, with a second factor. */
export const signInLifeMs = 600_000
const nonceLength = 12
const tagLength = 16
const textMaxLength = 4_096

/** @param secret  at least 32 bytes; the same on every node */
export function signInTokens(secret: Uint8Array): SignInTokens {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'sign-ins at providers', 32))
  return {
    seal(begun) {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(JSON.stringify(begun)), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(text, nowMs) {
      if (text.length > textMaxLength) return undefined
      const begun = unseal(key, Buffer.from(text, 'base64url'))
      return begun !== undefined && begun.endsAtMs > nowMs ? begun : undefined
    },
  }
}

function unseal(key: Buffer, bytes: Buffer): BegunSignIn | undefined {
  if (bytes.length <= nonceLength + tagLength) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength), { authTagLength: tagLength })
  decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
  const begun = decipher.update(bytes.subarray(nonceLength + tagLength))
  try {
    // Sealed by nobody but ourselves.
    return JSON.parse(Buffer.concat([begun, decipher.final()]).toString()) as BegunSignIn
  } catch {
    return undefined
  }
}

/** Signs a message as Standard Webhooks 1.0 has it: HMAC-SHA256 of id, time and body, one signature for each secret. */
import { createHmac } from 'node:crypto'

export type SignedMessage = {
  readonly id: string
  readonly timestampSeconds: number
  readonly body: string
}

/** @param secrets  `whsec_` and base64; the newest first */
export function signMessage(
  { id, timestampSeconds, body }: SignedMessage,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const signed = `${id}.${timestampSeconds}.${body}`
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signatures.join(' '),
  }
}

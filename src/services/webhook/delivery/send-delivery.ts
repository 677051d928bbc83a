/** Makes one attempt: signs the event with the secrets of this moment, calls the endpoint, and says what came back. */
import type { Outgoing, OutgoingReply } from '../../../infrastructure/outgoing/outgoing.ts'
import { OutgoingFailure } from '../../../infrastructure/outgoing/outgoing.ts'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { KnownWebhook } from '../endpoint/webhook-state.ts'
import { signingSecrets } from '../endpoint/webhook.ts'
import { payloadText, retryAfterMaxMs, succeeded, type Attempt, type Delivery } from './delivery.ts'
import { signMessage } from './sign-message.ts'

export type SendNeeds = {
  readonly outgoing: Pick<Outgoing, 'send'>
  readonly personalData: Pick<PersonalData, 'openMany'>
  readonly clock: Clock
}

/** Of name, connection and reply together. */
const timeoutMs = 15_000
const replyMaxBytes = 65_536
/** Of a reply, what is kept to be looked at. */
const replyKeptBytes = 256

export async function sendDelivery(
  { outgoing, personalData, clock }: SendNeeds,
  webhook: KnownWebhook,
  delivery: Delivery,
): Promise<Attempt> {
  const at = clock.now()
  const sealed = signingSecrets(webhook, at).map((kept) => kept.sealed)
  const secrets = (await personalData.openMany(sealed)).filter((secret) => secret !== undefined)
  // Nothing leaves unsigned.
  if (secrets.length === 0) throw new Error('No secret of this endpoint can be opened: it was removed meanwhile.')
  const body = payloadText(delivery)
  const message = { id: delivery.event.id, timestampSeconds: Math.floor(Date.parse(at) / 1_000), body }
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'FoodXchange-Webhooks/1.0',
    ...signMessage(message, secrets),
  }
  const began = clock.monotonicMs()
  const took = (): number => Math.round(clock.monotonicMs() - began)
  try {
    const reply = await outgoing.send({
      url: webhook.url,
      method: 'POST',
      headers,
      body,
      timeoutMs,
      replyBytesMax: replyMaxBytes,
    })
    return { at, durationMs: took(), ...attemptOf(reply, Date.parse(clock.now())) }
  } catch (error) {
    if (!(error instanceof OutgoingFailure)) throw error
    return { at, durationMs: took(), failure: error.reason }
  }
}

function attemptOf({ status, headers, body }: OutgoingReply, nowMs: number): Partial<Attempt> {
  const reply = new TextDecoder().decode(body.subarray(0, replyKeptBytes))
  const retryAfter = headers['retry-after']
  const waitMs = typeof retryAfter === 'string' ? retryAfterMs(retryAfter, nowMs) : undefined
  return {
    status,
    ...(reply !== '' && { reply }),
    ...(waitMs !== undefined && !succeeded({ status }) && { retryAfterMs: waitMs }),
  }
}

/** Seconds, or a date (RFC 9110, 10.2.3); undefined for what is neither. */
export function retryAfterMs(text: string, nowMs: number): number | undefined {
  const asked = /^\d{1,9}$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - nowMs
  return Number.isNaN(asked) ? undefined : Math.min(retryAfterMaxMs, Math.max(0, asked))
}

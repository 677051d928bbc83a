/** What is known of an endpoint that an organisation has its events sent to. */
import type { Sealed } from '../../../kernel/sealed.ts'

export type EndpointDetails = {
  readonly url: string
  /** For the organisation's own people. */
  readonly description: string
  /** Such as `order.confirmed`; null: all, also those that later releases tell. */
  readonly types: readonly string[] | null
}

/** A signing secret, which only the keeper of sealed texts opens. */
export type KeptSecret = {
  readonly sealed: Sealed
  readonly from: string
  /** Signs until then, beside the one that replaced it; null: it is the newest. */
  readonly until: string | null
}

/** `gone`: it answered 410; `failing`: nothing arrived for days. */
export type WhyDisabled = 'by-member' | 'gone' | 'failing'

export type KnownWebhook = EndpointDetails & {
  readonly organisationId: string
  /** The newest first. */
  readonly secrets: readonly KeptSecret[]
} & (
    | { readonly status: 'active' | 'removed' }
    | { readonly status: 'disabled'; readonly disabledAt: string; readonly reason: WhyDisabled }
  )

export type Webhook = { readonly status: 'absent' } | KnownWebhook

type By = { readonly at: string; readonly by: string }

export type WebhookCommand =
  | (By & EndpointDetails & { readonly type: 'register'; readonly organisationId: string; readonly secret: KeptSecret })
  | (By & EndpointDetails & { readonly type: 'change' })
  | (By & { readonly type: 'rotate-secret'; readonly secret: KeptSecret; readonly overlapUntil: string })
  | (By & { readonly type: 'enable' | 'disable' | 'remove' })
  | { readonly type: 'give-up'; readonly at: string; readonly reason: Exclude<WhyDisabled, 'by-member'> }

export type WebhookEvent =
  | (By &
      EndpointDetails & {
        readonly type: 'webhook/registered'
        readonly organisationId: string
        readonly secret: KeptSecret
      })
  | (By & EndpointDetails & { readonly type: 'webhook/changed' })
  | (By & { readonly type: 'webhook/secret-rotated'; readonly secret: KeptSecret; readonly overlapUntil: string })
  | (By & { readonly type: 'webhook/enabled' | 'webhook/disabled' | 'webhook/removed' })
  | { readonly type: 'webhook/given-up'; readonly at: string; readonly reason: Exclude<WhyDisabled, 'by-member'> }

export const isKnownWebhook = (state: Webhook): state is KnownWebhook => state.status !== 'absent'

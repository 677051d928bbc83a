/** Tells the people who run an organisation that one of its endpoints is sent nothing any more, and what to do. */
import type { Mailer } from '../../infrastructure/mail/mail.ts'
import type { PersonalData } from '../../infrastructure/personal-data/personal-data.ts'
import type { ReadState } from '../../infrastructure/store/commands/execute.ts'
import { peopleOf } from '../auth/contract.ts'
import { adminsOf } from '../organisation/contract.ts'
import type { KnownWebhook, WhyDisabled } from './endpoint/webhook-state.ts'

export type WebhookMailNeeds = {
  readonly readState: ReadState
  readonly personalData: Pick<PersonalData, 'open'>
  readonly mailer: Mailer
}

/** @param cause  the same for the same event: so that nobody gets its mail twice */
export type TellDisabled = (
  webhookId: string,
  webhook: KnownWebhook,
  reason: Exclude<WhyDisabled, 'by-member'>,
  cause: string,
) => Promise<void>

const because = {
  gone: 'It answered 410 (Gone): it wants no more messages.',
  failing: 'No message has arrived for five days.',
} as const

export const tellDisabled =
  (needs: WebhookMailNeeds): TellDisabled =>
  async (webhookId, webhook, reason, cause) => {
    const people = await peopleOf(needs, await adminsOf(needs.readState, webhook.organisationId))
    for (const [userId, { email }] of people) {
      const text = [
        `Your organisation's webhook endpoint at ${new URL(webhook.url).host} was disabled. ${because[reason]}`,
        '',
        'When it is well again:',
        `- enable it: POST /v1/webhooks/${webhookId}/enable`,
        `- have what it missed sent again: POST /v1/webhooks/${webhookId}/replay with the time from which it was away`,
        `What came back of the last attempts: GET /v1/webhooks/${webhookId}/deliveries?status=failed`,
        '',
        'FoodXchange',
      ].join('\n')
      await needs.mailer.send(
        { to: email, subject: 'A webhook endpoint was disabled', text },
        `webhook-disabled ${cause} ${userId}`,
      )
    }
  }

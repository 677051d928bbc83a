/** Tells people by mail what happened to how they sign in through a provider: whoever did it without them is found out. */
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Log } from '../../../telemetry/log.ts'
import { adminsOf } from '../../organisation/contract.ts'
import type { AuthMails } from './auth-mails.ts'
import { peopleOf } from '../account/read-people.ts'

export type ProviderNoticeNeeds = {
  readonly readState: ReadState
  readonly personalData: PersonalData
  readonly authMails: AuthMails
  readonly log: Log
}

/** None of them waits for the mail, and none fails with it. */
export type ProviderNotices = {
  /** To a member who came through the organisation's provider for the first time. */
  linked(userId: string, organisationId: string): void
  /** To the owners and admins. @param key  the change: of one, each gets one mail */
  changed(organisationId: string, key: string, whatIsNew: string): void
}

export function providerNotices({ readState, personalData, authMails, log }: ProviderNoticeNeeds): ProviderNotices {
  const write = async (userIds: readonly string[], key: string, subject: string, lines: readonly string[]) => {
    const people = await peopleOf({ readState, personalData }, userIds)
    for (const [userId, { email }] of people) authMails.notice(email, `${key} ${userId}`, subject, ...lines)
  }
  const failed = (error: unknown): void => log.error({ err: error }, 'a notice about an identity provider was not sent')
  return {
    linked: (userId, organisationId) =>
      void write([userId], `provider ${organisationId}`, 'You signed in through your organisation', [
        'Somebody, probably you, signed in to your account through the identity provider of your organisation.',
        'Such a sign-in acts for that organisation only, and changes nothing of your account.',
        'If it was not you, tell the owner of your organisation.',
      ]).catch(failed),
    changed: (organisationId, key, whatIsNew) =>
      void adminsOf(readState, organisationId)
        .then((userIds) =>
          write(userIds, `provider ${organisationId} ${key}`, 'Your organisation’s identity provider', [
            whatIsNew,
            `It is shown at GET /v1/organisations/${organisationId}/identity-provider.`,
            'If none of you did this, write to the platform at once.',
          ]),
        )
        .catch(failed),
  }
}

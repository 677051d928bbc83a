/** Mails that anybody can ask for are few, whoever asks and through whichever process: a mailbox is not to be flooded. */
import type { Tries } from '../../../infrastructure/tries/tries.ts'
import { hourMs } from '../../../kernel/time.ts'

/** Whether one more mail may go for this; counts it where it may. Further ones are accepted and not sent. */
export type MailAllowance = (mailsFor: string) => Promise<boolean>

const mailsInHour = { key: 'mails', failuresMax: 3, windowMs: hourMs }

export const sendFewMails =
  (tries: Tries): MailAllowance =>
  async (mailsFor) => {
    const tried = await tries.begin(`mails ${mailsFor}`, [mailsInHour])
    if (tried.isBegun) await tried.end(true)
    return tried.isBegun
  }

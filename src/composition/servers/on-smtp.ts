/** Mails over SMTP. Where the server is away a mail is tried for a minute, then logged, and can be asked for again. */
import type { Config } from '../../config/config.ts'
import { openSmtpMailer } from '../../infrastructure/mail/smtp-mailer.ts'
import type { Mailer } from '../../infrastructure/mail/mail.ts'
import { hostsOf, type Composition, type OnServer } from './on-server.ts'

export function onSmtp(composition: Composition, url: string, { smtpFrom: from }: Config): OnServer {
  return {
    place: `Mails             SMTP at ${hostsOf(url)}`,
    composition: composition.override(
      'mailer',
      [],
      (): Mailer & { close?(): Promise<void> } => openSmtpMailer({ url, from }),
      { dispose: (mailer) => mailer.close?.() },
    ),
  }
}

/** The settings of accounts: how mails to people leave. */
import { serverUrl, text, type Setting } from './config-parsers.ts'

export const ofAccounts = {
  smtpUrl: {
    environment: 'FX_SMTP_URL',
    default: '',
    describe:
      'Sends mails instead of capturing them in the data folder: smtps://user:password@host:465, or smtp://…:587, which has to encrypt by STARTTLS unless it is on this machine.',
    secret: true,
    parse: serverUrl('smtp', 'smtps'),
  },
  smtpFrom: {
    environment: 'FX_SMTP_FROM',
    default: '',
    describe: 'Whom mails are from, with FX_SMTP_URL: FoodXchange <exchange@example.com>.',
    parse: text,
  },
} as const satisfies Record<string, Setting<unknown>>

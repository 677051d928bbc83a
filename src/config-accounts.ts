/** The settings of accounts: how mails to people leave, and where they sign in by passkeys. */
import { origins, serverUrl, text, type Setting } from './config-parsers.ts'

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
  passkeyDomain: {
    environment: 'FX_PASSKEY_DOMAIN',
    default: 'localhost',
    describe:
      'The domain that passkeys are for: of the pages where people sign in, or one above it. Those made for another one sign in no more.',
    parse: text,
  },
  passkeyOrigins: {
    environment: 'FX_PASSKEY_ORIGINS',
    default: '',
    describe:
      'Origins of the pages where people sign in by passkeys, separated by commas, all on FX_PASSKEY_DOMAIN; https:// and the domain unless said, on localhost http:// and the port.',
    parse: origins,
  },
} as const satisfies Record<string, Setting<unknown>>

/** The settings of accounts: how mails to people leave, and where they sign in by passkeys. */
import { listOf, origins, serverUrl, text, type Setting } from './config-parsers.ts'

/** Whole, without query and fragment; without TLS only on this machine, where nobody listens on the way. */
function isPage(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, href, search, hash, username } = new URL(text)
  const isOwn = protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1')
  return (protocol === 'https:' || isOwn) && href === text && search === '' && hash === '' && username === ''
}

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
  signInPages: {
    environment: 'FX_SIGN_IN_PAGES',
    default: '',
    describe:
      'Pages that organisations’ identity providers may send browsers back to, such as https://console.example/signed-in, separated by commas; the organisation’s id follows behind a slash. None: nobody signs in through a provider.',
    parse: listOf('addresses of pages such as https://console.example/signed-in', isPage),
  },
} as const satisfies Record<string, Setting<unknown>>

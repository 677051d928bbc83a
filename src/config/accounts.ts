/** The settings of accounts: how mails to people leave, where they sign in by passkeys, and which passwords are refused. */
import { ConfigError, listOf, origins, serverUrl, text, type Setting } from './parsers.ts'

/** Whole, without query and fragment; without TLS only on this machine, where nobody listens on the way. */
function isPage(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, href, search, hash, username } = new URL(text)
  const isOwn = protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1')
  return (protocol === 'https:' || isOwn) && href === text && search === '' && hash === '' && username === ''
}

/** What `/range/…` is put behind. Plain HTTP is for a server on this machine, which FX_OUTGOING_LOOPBACK lets be called. */
function rangesUrl(value: string, name: string): string | undefined {
  if (value === '') return undefined
  if (isPage(value.endsWith('/') ? value : `${value}/`)) return value
  throw new ConfigError(`${name} is what /range/ is put behind, such as https://api.pwnedpasswords.com.`)
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
  breachedPasswordsUrl: {
    environment: 'FX_BREACHED_PASSWORDS_URL',
    default: '',
    describe:
      'Asks whether a new password was stolen somewhere and published: https://api.pwnedpasswords.com, or whoever else speaks its protocol at a public address; told are the first five digits of a SHA-1. Neither this nor the folder: only the list that comes with the exchange is looked at.',
    parse: rangesUrl,
  },
  breachedPasswordsFolder: {
    environment: 'FX_BREACHED_PASSWORDS_FOLDER',
    default: '',
    describe:
      'Looks that up without asking anybody: a folder of ranges, 00000.txt to FFFFF.txt, as `haveibeenpwned-downloader FOLDER -s false` writes it.',
    parse: text,
  },
} as const satisfies Record<string, Setting<unknown>>

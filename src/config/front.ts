/** The settings of the front door: how much one caller may ask for, and under which names and origins the exchange is reached. */
import { isIP } from 'node:net'
import { listOf, origins, quota, wholeNumber, yesNo, type Setting } from './parsers.ts'

const limit = <const Variable extends string>(environment: Variable, fallback: string, what: string) =>
  ({
    environment,
    default: fallback,
    describe: `${what}: so many at once by one user, API key or, of strangers, address, and as many again in so many seconds.`,
    parse: quota,
  }) as const

const isNetwork = (text: string): boolean => {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}
const isHost = (text: string): boolean => /^(?:[\w-]+(?:\.[\w-]+)*|\[[\da-f:.]+\])$/i.test(text)

export const ofTheFront = {
  limitRead: limit('FX_LIMIT_READ', '6000/60', 'Readings'),
  limitSearch: limit('FX_LIMIT_SEARCH', '1200/60', 'Searches'),
  limitWrite: limit('FX_LIMIT_WRITE', '1200/60', 'Writes'),
  limitHeavy: limit('FX_LIMIT_HEAVY', '120/60', 'What reads much: figures, exports, verifications of the audit trail'),
  limitImport: limit('FX_LIMIT_IMPORT', '60/3600', 'Files'),
  limitConnection: limit('FX_LIMIT_CONNECTION', '600/60', 'Connections that stay open: WebSockets, streams of events'),
  limitSignIn: limit('FX_LIMIT_SIGN_IN', '120/60', 'What strangers send: registrations, sign-ins, redeemed tokens'),
  limitOrganisationTimes: {
    environment: 'FX_LIMIT_ORGANISATION_TIMES',
    default: '10',
    describe: 'How many times what one of its users may ask for an organisation may, all its users and keys together.',
    parse: wholeNumber(1, 1_000),
  },
  limitProcesses: {
    environment: 'FX_LIMIT_PROCESSES',
    default: '4',
    describe: 'How many processes share REDIS_URL: while Redis is away, each admits its share of every limit.',
    parse: wholeNumber(1, 1_000),
  },
  hosts: {
    environment: 'FX_HOSTS',
    default: '',
    describe:
      'The names under which the exchange is reached, without ports, separated by commas; others are refused. None: any. Health checks are asked under one of them, too.',
    parse: listOf('names of hosts', isHost),
  },
  trustedProxies: {
    environment: 'FX_TRUSTED_PROXIES',
    default: '',
    describe:
      'Addresses and networks of the proxies in front, such as 10.0.0.0/8, whose X-Forwarded-For says where a request comes from. None: it is not read.',
    parse: listOf('addresses and networks', isNetwork),
  },
  origins: {
    environment: 'FX_ORIGINS',
    default: '',
    describe:
      'Origins of web pages elsewhere that may call the API and open WebSockets from a browser, such as https://console.example, separated by commas; the exchange’s own may.',
    parse: origins,
  },
  outgoingLoopback: {
    environment: 'FX_OUTGOING_LOOPBACK',
    default: 'false',
    describe:
      'For development and tests alone: webhooks and identity providers may be on this machine itself, over plain HTTP and at any port. Whoever registers one could then call what listens here.',
    parse: yesNo,
  },
  behindTls: {
    environment: 'FX_BEHIND_TLS',
    default: 'false',
    describe: 'Whether clients reach the exchange over TLS only: browsers are then told to stay with it (HSTS).',
    parse: yesNo,
  },
} as const satisfies Record<string, Setting<unknown>>

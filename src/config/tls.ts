/** The settings of encryption inside: whom this process believes, what it shows of itself, and who may call it. */
import { ConfigError, listOf, text, wholeNumber, type Setting } from './parsers.ts'

/** SPIFFE-ID, section 2: a trust domain in lower case, then a path without empty segments. */
const isIdentity = (given: string): boolean =>
  given.length <= 2_048 && /^spiffe:\/\/[a-z0-9._-]{1,255}(\/[\w.-]+)+$/.test(given)

export const ofTls = {
  tlsCa: {
    environment: 'FX_TLS_CA',
    default: '',
    describe:
      'A PEM file of the authorities that sign the certificates of MongoDB, Redis, Elasticsearch and ClickHouse, and of those who call this process (FX_TLS_PEERS); instead of the system’s. Servers that are not on this machine then have to be spoken to over TLS.',
    parse: text,
  },
  tlsCertificate: {
    environment: 'FX_TLS_CERTIFICATE',
    default: '',
    describe:
      'A PEM file with this process’s own certificate and its chain, shown to these servers and to those who call it.',
    parse: text,
  },
  tlsKey: { environment: 'FX_TLS_KEY', default: '', describe: 'The PEM file of its key.', parse: text },
  tlsPeers: {
    environment: 'FX_TLS_PEERS',
    default: '',
    describe:
      'Who may call this process, such as spiffe://foodxchange.example/proxy, separated by commas: it then listens to TLS alone, and a caller’s certificate has to name one of them. None: plain HTTP, for a proxy on the same machine.',
    parse: listOf('identities such as spiffe://foodxchange.example/proxy', isIdentity),
  },
  healthPort: {
    environment: 'FX_HEALTH_PORT',
    default: '',
    describe:
      'Another port, on which health checks are answered over plain HTTP and nothing else is: for supervisors that have no certificate to show where FX_TLS_PEERS is set.',
    parse: (value: string, name: string): number | undefined =>
      value === '' ? undefined : wholeNumber(1, 65_535)(value, name),
  },
} as const satisfies Record<string, Setting<unknown>>

type Given = {
  readonly tlsCa: string
  readonly tlsCertificate: string
  readonly tlsKey: string
  readonly tlsPeers: readonly string[]
  readonly mongodbUrl: string | undefined
  readonly redisUrl: string | undefined
  readonly elasticsearchUrl: string | undefined
  readonly clickhouseUrl: string | undefined
  readonly demo: boolean
}

/** Throws `ConfigError` for what is right by itself and would leave a connection open to others. */
export function refuseTlsMisfits(given: Given): void {
  const { tlsCa, tlsCertificate, tlsKey, tlsPeers } = given
  if ((tlsCertificate === '') !== (tlsKey === ''))
    throw new ConfigError('FX_TLS_CERTIFICATE and FX_TLS_KEY belong together: give both, or neither.')
  if (tlsPeers.length > 0 && (tlsCa === '' || tlsCertificate === ''))
    throw new ConfigError(
      'FX_TLS_PEERS says who may call: give FX_TLS_CA, who signs their certificates, and FX_TLS_CERTIFICATE and ' +
        'FX_TLS_KEY, which this process shows them.',
    )
  if (tlsPeers.length > 0 && given.demo)
    throw new ConfigError('The demo market is made over plain HTTP: leave out FX_TLS_PEERS, or --demo.')
  if (tlsCa === '' && tlsCertificate === '') return
  const servers = {
    MONGODB_URL: given.mongodbUrl,
    REDIS_URL: given.redisUrl,
    ELASTICSEARCH_URL: given.elasticsearchUrl,
    CLICKHOUSE_URL: given.clickhouseUrl,
  }
  for (const [name, url] of Object.entries(servers))
    if (url !== undefined && !isEncrypted(url) && !isOnThisMachine(url))
      throw new ConfigError(
        `${name} leads to another machine without TLS, and FX_TLS_CA or FX_TLS_CERTIFICATE asks for it: write ` +
          `${withTls[name as keyof typeof servers]}.`,
      )
}

const withTls = {
  MONGODB_URL: 'mongodb://…?tls=true',
  REDIS_URL: 'rediss://…, or rediss+cluster://…',
  ELASTICSEARCH_URL: 'https://…',
  CLICKHOUSE_URL: 'https://…',
} as const

function isEncrypted(url: string): boolean {
  if (url.startsWith('mongodb+srv:')) return !/[?&](tls|ssl)=false/.test(url)
  if (url.startsWith('mongodb:')) return /[?&](tls|ssl)=true/.test(url)
  return /^(rediss|https)\b/.test(url)
}

/** Of several hosts, all of them. A list may repeat the scheme: redis://a:1,redis://b:2. */
const isOnThisMachine = (url: string): boolean =>
  url.split(',').every((one) => {
    const host = /^(?:[a-z+]+:\/\/)?(?:[^/?]*@)?(\[[\da-f:.]+\]|[^/?:]*)/i.exec(one)?.[1] ?? ''
    return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
  })

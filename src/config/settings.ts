/** Every setting there is: its option, its variable, its default, what it means; docs/configuration.md is made from this. */
import { ofTheFront } from './front.ts'
import { lowerCaseName, namesOf, oneOf, orAuto, serverUrl, text, wholeNumber, yesNo, type Setting } from './parsers.ts'
import { ofAccounts } from './accounts.ts'
import { ofOrders } from './orders.ts'
import { ofTls } from './tls.ts'

export type { Setting }

/** What a process may serve. */
export const serviceNames = [
  'auth',
  'organisation',
  'product',
  'inventory',
  'rfq',
  'order',
  'invoice',
  'analytics',
  'audit',
  'live',
  'webhook',
] as const
export type ServiceName = (typeof serviceNames)[number]

const ofTheExchange = {
  port: {
    option: 'port',
    environment: 'PORT',
    default: '3000',
    describe: 'Port to listen on; 0 takes a free one.',
    parse: wholeNumber(0, 65_535),
  },
  host: { option: 'host', environment: 'HOST', default: '127.0.0.1', describe: 'Address to listen on.', parse: text },
  data: {
    option: 'data',
    environment: 'FX_DATA',
    default: './data',
    describe: 'The folder that holds everything for which no server is named: log, read models, keys, captured mails.',
    parse: text,
  },
  demo: {
    option: 'demo',
    environment: 'FX_DEMO',
    default: 'false',
    describe: 'Fill an empty data folder with a small market and print its log-ins.',
    parse: yesNo,
  },
  logLevel: {
    environment: 'FX_LOG_LEVEL',
    default: 'info',
    describe: 'How much is logged.',
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent'),
  },
  readModelDelayMs: {
    environment: 'FX_READ_MODEL_DELAY_MS',
    default: '0',
    describe:
      'Above 0, read models are written by the projector alone and so much later: shows races that a replica set would have.',
    parse: wholeNumber(0, 60_000),
  },
  drainMs: {
    environment: 'FX_DRAIN_MS',
    default: '0',
    describe: 'How long readiness says no before the listener closes on SIGTERM.',
    parse: wholeNumber(0, 120_000),
  },
  cacheMib: {
    environment: 'FX_CACHE_MIB',
    default: 'auto',
    describe: 'MiB of memory for cached replies; auto is a sixteenth of the machine’s or container’s, from 32 to 512.',
    parse: orAuto(wholeNumber(1, 65_536)),
  },
  checkpoints: {
    environment: 'FX_CHECKPOINTS',
    default: '',
    describe:
      'The folder for signed checkpoints of the audit trails, best on a disk that whoever rules the database cannot write to; `checkpoints` in the data folder unless said. Processes that share a database share it.',
    parse: text,
  },
  graphqlOpen: {
    environment: 'FX_GRAPHQL_OPEN',
    default: 'auto',
    describe:
      'Whether /graphql shows strangers its schema, suggestions and a page to try it; who is signed in sees the schema ever. auto: where no MONGODB_URL is set.',
    parse: oneOf('auto', 'true', 'false'),
  },
  graphqlDocuments: {
    environment: 'FX_GRAPHQL_DOCUMENTS',
    default: '',
    describe: 'A JSON file of GraphQL documents by their SHA-256, which clients may name instead of sending them.',
    parse: text,
  },
  graphqlOnlyDocuments: {
    environment: 'FX_GRAPHQL_ONLY_DOCUMENTS',
    default: 'false',
    describe: 'Run no GraphQL documents but those of FX_GRAPHQL_DOCUMENTS.',
    parse: yesNo,
  },
  cacheHome: {
    environment: 'XDG_CACHE_HOME',
    default: '~/.cache',
    describe: 'Where `fx analytics install` puts the engine of analytics: `foodxchange/analytics` below it.',
    parse: text,
  },
} as const satisfies Record<string, Setting<unknown>>

const ofServers = {
  mongodbUrl: {
    environment: 'MONGODB_URL',
    default: '',
    describe:
      'The replica set that holds log and read models instead of the data folder: mongodb://user:password@host,host/database?replicaSet=name.',
    secret: true,
    parse: serverUrl('mongodb', 'mongodb+srv'),
  },
  redisUrl: {
    environment: 'REDIS_URL',
    default: '',
    describe:
      'Carries events, jobs and the shared cache between processes: redis://host:6379, or some nodes of a cluster, redis+cluster://host:port,host:port.',
    secret: true,
    parse: serverUrl('redis', 'rediss', 'redis+cluster', 'rediss+cluster'),
  },
  elasticsearchUrl: {
    environment: 'ELASTICSEARCH_URL',
    default: '',
    describe: 'Searches instead of the index in the data folder: https://user:password@host:9200.',
    secret: true,
    parse: serverUrl('http', 'https'),
  },
  clickhouseUrl: {
    environment: 'CLICKHOUSE_URL',
    default: '',
    describe: 'Holds analytics: https://user:password@host:8443/database.',
    secret: true,
    parse: serverUrl('http', 'https'),
  },
  services: {
    option: 'services',
    environment: 'FX_SERVICES',
    default: 'all',
    describe: `Which services this process serves: some of ${serviceNames.join(',')}. Less than all needs MONGODB_URL and REDIS_URL.`,
    parse: namesOf(serviceNames),
  },
  mongodbMaxPoolSize: {
    environment: 'FX_MONGODB_MAX_POOL_SIZE',
    default: '32',
    describe: 'Connections to each node of MongoDB at most.',
    parse: wholeNumber(4, 1_000),
  },
  mongodbMinPoolSize: {
    environment: 'FX_MONGODB_MIN_POOL_SIZE',
    default: '2',
    describe: 'Connections to each node of MongoDB that are kept open.',
    parse: wholeNumber(0, 1_000),
  },
  mongodbWaitQueueTimeoutMs: {
    environment: 'FX_MONGODB_WAIT_QUEUE_TIMEOUT_MS',
    default: '5000',
    describe: 'How long a command waits for a connection to MongoDB.',
    parse: wholeNumber(1, 60_000),
  },
  mongodbMaxTimeMs: {
    environment: 'FX_MONGODB_MAX_TIME_MS',
    default: '5000',
    describe: 'How long MongoDB works on one command.',
    parse: wholeNumber(1, 60_000),
  },
  mongodbServerSelectionTimeoutMs: {
    environment: 'FX_MONGODB_SERVER_SELECTION_TIMEOUT_MS',
    default: '15000',
    describe: 'How long a node of MongoDB is looked for: longer than an election takes.',
    parse: wholeNumber(100, 120_000),
  },
  redisPrefix: {
    environment: 'FX_REDIS_PREFIX',
    default: 'fx',
    describe: 'What all keys in Redis begin with; each exchange that uses it has its own.',
    parse: lowerCaseName,
  },
  redisTimeoutMs: {
    environment: 'FX_REDIS_TIMEOUT_MS',
    default: '50',
    describe: 'How long a command to Redis may take before it is given up and the request goes on without it.',
    parse: wholeNumber(1, 5_000),
  },
  elasticsearchName: {
    environment: 'FX_ELASTICSEARCH_NAME',
    default: 'foodxchange',
    describe: 'What all names in Elasticsearch begin with; each exchange of a cluster has its own.',
    parse: lowerCaseName,
  },
  elasticsearchReplicas: {
    environment: 'FX_ELASTICSEARCH_REPLICAS',
    default: '1',
    describe: 'Copies of the search index beside the first; 0 where Elasticsearch is a single node.',
    parse: wholeNumber(0, 10),
  },
} as const satisfies Record<string, Setting<unknown>>

const secret = <const Variable extends string>(environment: Variable, describe: string) =>
  ({ environment, default: '', describe, secret: true, parse: text }) as const satisfies Setting<string>

const ofSecrets = {
  secretsFile: {
    environment: 'FX_SECRETS_FILE',
    default: '',
    describe: 'A JSON file with the secrets, as secrets.json in a data folder; a variable of its own wins.',
    parse: text,
  },
  secretSeal: secret('FX_SECRET_SEAL', 'Seals commits. Like every secret, 32 random bytes or more in base64.'),
  secretPersonalData: secret('FX_SECRET_PERSONAL_DATA', 'Wraps the keys of persons.'),
  secretCursor: secret('FX_SECRET_CURSOR', 'Seals cursors.'),
  secretFingerprint: secret('FX_SECRET_FINGERPRINT', 'Tells repeated requests from others under the same key.'),
  secretTokenKeys: secret('FX_SECRET_TOKEN_KEYS', 'Wraps token-signing keys.'),
  secretOperator: secret('FX_SECRET_OPERATOR', 'Shown to the exchange, proves that one is its operator.'),
} as const satisfies Record<string, Setting<unknown>>

export const settings = {
  ...ofTheExchange,
  ...ofOrders,
  ...ofTheFront,
  ...ofServers,
  ...ofTls,
  ...ofAccounts,
  ...ofSecrets,
}

export type Config = { readonly [Name in keyof typeof settings]: ReturnType<(typeof settings)[Name]['parse']> }

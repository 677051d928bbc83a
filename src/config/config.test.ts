/** What an operator may write, and what is said about what they may not. */
import { expect, test } from 'vitest'
import { ConfigError, readConfig, serviceNames, settings } from './config.ts'

type Environment = Readonly<Record<string, string>>

const read = (environment: Environment, ...args: string[]) => {
  const invocation = readConfig(args, environment)
  if (invocation.command !== 'serve') throw new Error('Help was not asked for.')
  return invocation.config
}
const refusal = (environment: Environment, ...args: string[]): string => {
  try {
    read(environment, ...args)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('It was taken.')
}

const mongodb = 'mongodb://fx:hunter2@db1,db2/exchange?replicaSet=rs0'
const redis = 'redis://:hunter2@cache:6379'

test('without a word, no server is named and all services are served', () => {
  const config = read({})
  expect([config.mongodbUrl, config.redisUrl, config.elasticsearchUrl, config.clickhouseUrl]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(config.services).toEqual(serviceNames)
})

test.each(['MONGODB_URL', 'REDIS_URL', 'ELASTICSEARCH_URL', 'CLICKHOUSE_URL'])('%s alone may be given', (name) => {
  const url = { MONGODB_URL: mongodb, REDIS_URL: redis }[name] ?? 'https://fx:hunter2@host:9200'
  expect(Object.values(read({ [name]: url }))).toContain(url)
})

test('mails are sent from somebody: an SMTP server without an address to send from is refused', () => {
  const FX_SMTP_URL = 'smtps://fx:hunter2@mail.example'
  expect(refusal({ FX_SMTP_URL })).toContain('FX_SMTP_FROM')
  expect(refusal({ FX_SMTP_URL, FX_SMTP_FROM: 'FoodXchange' })).not.toContain('hunter2')
  const FX_SMTP_FROM = 'FoodXchange <exchange@example.com>'
  expect(read({ FX_SMTP_URL, FX_SMTP_FROM })).toMatchObject({ smtpUrl: FX_SMTP_URL, smtpFrom: FX_SMTP_FROM })
  expect(read({ FX_SMTP_URL, FX_SMTP_FROM: 'exchange@example.com' }).smtpFrom).toBe('exchange@example.com')
})

test('stolen passwords are looked up at one place: behind an address over TLS, or in a folder', () => {
  const [FX_BREACHED_PASSWORDS_URL, FX_BREACHED_PASSWORDS_FOLDER] = ['https://api.pwnedpasswords.com', './ranges']
  expect(read({})).toMatchObject({ breachedPasswordsUrl: undefined, breachedPasswordsFolder: '' })
  expect(read({ FX_BREACHED_PASSWORDS_URL }).breachedPasswordsUrl).toBe(FX_BREACHED_PASSWORDS_URL)
  expect(read({ FX_BREACHED_PASSWORDS_FOLDER }).breachedPasswordsFolder).toBe(FX_BREACHED_PASSWORDS_FOLDER)
  expect(refusal({ FX_BREACHED_PASSWORDS_URL, FX_BREACHED_PASSWORDS_FOLDER })).toContain('give one of them')
  for (const url of [
    'api.pwnedpasswords.com',
    'http://ranges.example',
    'https://a:b@ranges.example',
    'https://r.example/?x',
  ])
    expect(refusal({ FX_BREACHED_PASSWORDS_URL: url })).toContain('FX_BREACHED_PASSWORDS_URL is what')
})

test('pages where people sign in by passkeys are on the domain that these are for', () => {
  const FX_PASSKEY_DOMAIN = 'exchange.example'
  const at = (FX_PASSKEY_ORIGINS: string) => ({ FX_PASSKEY_DOMAIN, FX_PASSKEY_ORIGINS })
  const both = 'https://exchange.example,https://console.exchange.example'
  expect(read(at(both)).passkeyOrigins).toHaveLength(2)
  expect(refusal(at('https://evil-exchange.example'))).toContain('FX_PASSKEY_ORIGINS')
})

test('an address that cannot be one is refused without being repeated: it may hold a password', () => {
  expect(refusal({ MONGODB_URL: 'fx:hunter2@db1' })).toBe('MONGODB_URL must begin with mongodb:// or mongodb+srv://.')
  expect(refusal({ REDIS_URL: 'http://:hunter2@cache' })).not.toContain('hunter2')
})

test('services are named in any order, and served in one', () => {
  const shared = { MONGODB_URL: mongodb, REDIS_URL: redis }
  expect(read(shared, '--services=order, rfq').services).toEqual(['rfq', 'order'])
  expect(read({ ...shared, FX_SERVICES: 'auth' }).services).toEqual(['auth'])
  expect(refusal(shared, '--services=order,orders')).toContain('"orders" is none of them')
})

test('serving some services only needs what they are joined by', () => {
  for (const environment of [{}, { MONGODB_URL: mongodb }, { REDIS_URL: redis }])
    expect(refusal(environment, '--services=order')).toMatch(/same MONGODB_URL and REDIS_URL/)
})

test('settings that do not fit together are refused', () => {
  expect(refusal({ MONGODB_URL: mongodb }, '--demo')).toMatch(/demo market/)
  expect(refusal({ FX_MONGODB_MIN_POOL_SIZE: '50' })).toMatch(/must not be above/)
})

test('what may hold a password is marked as secret', () => {
  const secrets = Object.values(settings).filter((setting) => 'secret' in setting)
  expect(secrets.map(({ environment }) => environment)).toEqual([
    'MONGODB_URL',
    'REDIS_URL',
    'ELASTICSEARCH_URL',
    'CLICKHOUSE_URL',
    'FX_SMTP_URL',
    'FX_SECRET_SEAL',
    'FX_SECRET_PERSONAL_DATA',
    'FX_SECRET_CURSOR',
    'FX_SECRET_FINGERPRINT',
    'FX_SECRET_TOKEN_KEYS',
    'FX_SECRET_OPERATOR',
  ])
})

/** Which secrets are taken, and what is said about those that are not. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { sharedData } from '../../../test/support/shared-data.ts'
import { ConfigError, readConfig } from '../../config/config.ts'
import { givenSecrets, handOverSecrets, keptSecrets, ownSecrets } from './secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'foodxchange-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))

const names = ['seal', 'personalData', 'cursor', 'fingerprint', 'tokenKeys', 'operator'] as const
const variables = names.map((name) => `FX_SECRET_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`)
const fresh = (): string => randomBytes(32).toString('base64')
const all = (): Record<string, string> => Object.fromEntries(variables.map((name) => [name, fresh()]))
const shared = { MONGODB_URL: 'mongodb://db/exchange', REDIS_URL: 'redis://cache' }

const configOf = (environment: Readonly<Record<string, string>>) => {
  const invocation = readConfig([], environment)
  if (invocation.command !== 'serve') throw new Error('Help was not asked for.')
  return invocation.config
}
const given = (environment: Readonly<Record<string, string>>) => givenSecrets(configOf(environment))
const messageOf = (refused: () => unknown): string => {
  try {
    refused()
  } catch (error) {
    return String(error)
  }
  throw new Error('It was taken.')
}
const fileWith = (content: string): string => {
  const file = join(folder, `${randomBytes(6).toString('hex')}.json`)
  writeFileSync(file, content)
  return file
}

test('one process keeps its own in its folder, and finds them again', () => {
  expect(given({})).toBeUndefined()
  expect(given({ MONGODB_URL: shared.MONGODB_URL })).toBeUndefined()
  const file = join(folder, 'secrets.json')
  expect(ownSecrets(file)).toEqual(ownSecrets(file))
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')))).toEqual([...names])
})

test('where several processes may serve, they are given', () => {
  expect(() => given(shared)).toThrow(/share their secrets: set FX_SECRET_SEAL.*openssl rand/)
})

test('variables give them, and so does a file; a variable wins', () => {
  const environment = all()
  const read = given(environment)
  expect(read?.seal).toEqual(Buffer.from(environment['FX_SECRET_SEAL']!, 'base64'))
  const inFile = Object.fromEntries(names.map((name) => [name, fresh()]))
  const cursor = fresh()
  const mixed = given({ FX_SECRETS_FILE: fileWith(JSON.stringify(inFile)), FX_SECRET_CURSOR: cursor })
  expect(mixed?.seal).toEqual(Buffer.from(inFile['seal']!, 'base64'))
  expect(mixed?.cursor).toEqual(Buffer.from(cursor, 'base64'))
})

test.each([
  ['missing', '', /missing: FX_SECRET_TOKEN_KEYS/],
  ['short', randomBytes(31).toString('base64'), /FX_SECRET_TOKEN_KEYS is shorter than 32 bytes/],
  ['no base64', 'ä'.repeat(60), /FX_SECRET_TOKEN_KEYS is not base64/],
  ['a template’s', 'change-me-change-me-change-me-change-me-change-me', /FX_SECRET_TOKEN_KEYS is not random/],
  [
    'a sentence',
    Buffer.from('Whoever reads this reads what we sealed.').toString('base64'),
    /FX_SECRET_TOKEN_KEYS is not random: it is a text/,
  ],
  [
    'a tutorial’s',
    '404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970',
    /FX_SECRET_TOKEN_KEYS was published/,
  ],
  ['one byte again and again', Buffer.alloc(32, 7).toString('base64'), /FX_SECRET_TOKEN_KEYS is not random/],
])('one that is %s is refused by its name, not by its text', (_, secret, message) => {
  const told = messageOf(() => given({ ...all(), FX_SECRET_TOKEN_KEYS: secret }))
  expect(told).toMatch(message)
  if (secret !== '') expect(told).not.toContain(secret)
})

const weakSecrets = sharedData('web/jwt-weak-secrets.list.gz')

test.skipIf(weakSecrets === undefined)(
  'none of the weak secrets that were published is taken, bare or in base64',
  () => {
    const texts = gunzipSync(readFileSync(weakSecrets!)).toString('utf8').split(/\r?\n/)
    // Whatever is shorter is refused for that, bare and in base64.
    const weak = texts.filter((text) => Buffer.byteLength(text) >= 32)
    expect(weak.length).toBeGreaterThan(1_800)
    const config = configOf(all())
    const isTaken = (seal: string): boolean => {
      try {
        givenSecrets({ ...config, secretSeal: seal })
        return true
      } catch (error) {
        if (error instanceof ConfigError) return false
        throw error
      }
    }
    expect(weak.filter((text) => isTaken(text) || isTaken(Buffer.from(text).toString('base64')))).toEqual([])
  },
)

test('no secret serves two purposes', () => {
  const environment = all()
  expect(() => given({ ...environment, FX_SECRET_CURSOR: environment['FX_SECRET_SEAL']! })).toThrow(/the same secret/)
})

test('a file that is none is refused without quoting it', () => {
  expect(() => given({ FX_SECRETS_FILE: fileWith('seal: hunter2') })).toThrow(/^FX_SECRETS_FILE must be JSON/)
  expect(() => given({ FX_SECRETS_FILE: join(folder, 'nowhere.json') })).toThrow(/cannot be read: ENOENT/)
})

test('a folder is given the secrets that an exchange was made with, and keeps its own against others', () => {
  const secrets = given(all())!
  const file = join(folder, 'moved.json')
  expect(keptSecrets(file)).toBeUndefined()
  handOverSecrets(file, secrets)
  expect(keptSecrets(file)).toEqual(secrets)
  expect(ownSecrets(file)).toEqual(secrets)
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  const otherwise = Object.entries(texts).map(([name, text]) => [
    name,
    Buffer.from(text, 'base64url').toString('base64'),
  ])
  writeFileSync(file, JSON.stringify(Object.fromEntries(otherwise)))
  handOverSecrets(file, secrets)
  const told = messageOf(() => handOverSecrets(file, given(all())!))
  expect(told).toMatch(/"seal" in .*moved\.json is another exchange's/)
})

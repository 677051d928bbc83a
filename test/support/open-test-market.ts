/** A gateway with accounts and organisations over a real store: what tests of any signed-in route start from. */
import { join } from 'node:path'
import { expect } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { operatorAuthorization } from '../../sdk/index.ts'
import { gatewayProblems } from '../../src/gateway/docs/problem-pages.ts'
import type { Authenticate } from '../../src/kernel/caller.ts'
import type { ByteCache } from '../../src/infrastructure/cache/cache.ts'
import { createMemoryCache } from '../../src/infrastructure/cache/memory-cache.ts'
import type { Mail } from '../../src/infrastructure/mail/mail.ts'
import { createHttpsOutgoing } from '../../src/infrastructure/outgoing/https-outgoing.ts'
import { loopbackToo } from '../../src/infrastructure/outgoing/https/loopback-too.ts'
import { openSqlitePersonalData } from '../../src/infrastructure/personal-data/sqlite-personal-data.ts'
import { createFilePopularPasswords } from '../../src/infrastructure/passwords/file-popular-passwords.ts'
import { createArgon2PasswordHasher } from '../../src/infrastructure/passwords/argon2-password-hasher.ts'
import { referenceFile } from '../../src/composition/reference-table.ts'
import { createMemoryTries } from '../../src/infrastructure/tries/memory-tries.ts'
import { container } from '../../src/kernel/container.ts'
import type { Clock } from '../../src/kernel/clock.ts'
import type { KeyRing } from '../../src/services/auth/tokens/open-key-ring.ts'
import { authAggregates, authModule, authProblems, type AuthNeeds } from '../../src/services/auth/index.ts'
import {
  organisationAggregates,
  organisationModule,
  organisationProblems,
} from '../../src/services/organisation/index.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { openTestStore, type TestStore } from './open-test-store.ts'
import { ask, createTestGateway, type Answer } from './test-gateway.ts'

export type Ask = {
  readonly token?: string | undefined
  readonly organisation?: string | undefined
  readonly key?: string
  readonly ifMatch?: string
  readonly authorization?: string
  readonly remoteAddress?: string
  readonly headers?: Record<string, string>
}

export type TestMarket = TestStore & {
  /** Where its replies are kept. */
  readonly cache: ByteCache
  readonly app: FastifyInstance
  readonly mails: readonly Mail[]
  readonly authenticate: Authenticate
  readonly keyRing: KeyRing
  readonly operatorSecret: string
  /** By its clock: UTC, ISO 8601. */
  now(): string
  /** Moves both clocks on. */
  advance(ms: number): void
  send(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown, ask?: Ask): Promise<Answer>
}

/** The real algorithm at its least: what a password costs is a promise of its own, kept beside the hasher. */
const quickHashing = { memoryKib: 8, passes: 1 }

export const operatorSecret = 'o'.repeat(43)
/** What the operator's requests are sent with, by the market's own clock. */
export const operatorHeader = ({ now }: Pick<TestMarket, 'now'>): Promise<string> =>
  operatorAuthorization(operatorSecret, { lifeSeconds: 300, now: () => Date.parse(now()) })()
export const tokenKeysSecret = new Uint8Array(32).fill(9)
export const goodPassword = 'a long enough pass phrase'

export async function openTestMarket(more: Partial<AuthNeeds> = {}): Promise<TestMarket> {
  const opened = await openTestStore([...organisationAggregates, ...authAggregates])
  const mails: Mail[] = []
  let ahead = 0
  let keys = 0
  const clock: Clock = {
    now: () => new Date(Date.now() + ahead).toISOString(),
    monotonicMs: () => performance.now() + ahead,
  }
  const personalData = openSqlitePersonalData({
    path: join(opened.folder, 'keys.db'),
    masterKey: new Uint8Array(32).fill(5),
  })
  const cache = createMemoryCache({ capacityBytes: 1_048_576, now: clock.monotonicMs })
  const outgoing = createHttpsOutgoing(loopbackToo)
  const seed = {
    ...opened,
    clock,
    cache,
    log: createLog('silent'),
    mailer: { send: async (mail: Mail) => void mails.push(mail), forget: async () => undefined },
    personalData,
    passwordHasher: createArgon2PasswordHasher(2, quickHashing),
    popularPasswords: createFilePopularPasswords(referenceFile('popular-passwords.bin')),
    breachedPasswords: undefined,
    tokenKeysSecret,
    tries: createMemoryTries(clock),
    operatorSecret,
    outgoing,
    signInPages: ['https://console.exchange.example/signed-in'],
    passkeySite: { domain: 'exchange.example', origins: ['https://console.exchange.example'] },
    ...more,
  }
  const app = await container<typeof seed>().use(organisationModule).use(authModule).start(seed)
  const { authenticate, keyRing, credentialsChanged, authRoutes, organisationRoutes } = app.values
  opened.commitNotices.subscribe(credentialsChanged)
  const gateway = createTestGateway({
    routes: [...authRoutes, ...organisationRoutes],
    cache,
    authenticate,
    now: clock.now,
    log: seed.log,
    problems: { ...gatewayProblems, ...authProblems, ...organisationProblems },
  })
  return {
    ...opened,
    cache,
    app: gateway,
    mails,
    authenticate,
    keyRing,
    operatorSecret,
    now: clock.now,
    advance: (ms) => void (ahead += ms),
    send(method, url, body, { token, organisation, key, ifMatch, authorization, remoteAddress, headers } = {}) {
      const sent = {
        'idempotency-key': method === 'GET' ? undefined : (key ?? `key-${(keys += 1)}`),
        authorization: authorization ?? (token && `Bearer ${token}`),
        'fx-organisation': organisation,
        'if-match': ifMatch,
        ...headers,
      }
      return ask(gateway, { method, url, body, headers: sent, remoteAddress })
    },
    async dispose() {
      await gateway.close()
      await app[Symbol.asyncDispose]()
      outgoing.close()
      personalData.close()
      await opened.dispose()
    },
  }
}

/** Registers a user and signs in. */
export async function signUp(market: TestMarket, email: string, name = 'Ada Byron') {
  const registered = await market.send('POST', '/v1/auth/register', { email, password: goodPassword, name })
  const tokens = await signIn(market, email)
  return { userId: registered.body.id as string, email, ...tokens }
}

export async function signIn(market: TestMarket, email: string, password = goodPassword) {
  const { body } = await market.send('POST', '/v1/auth/token', { grantType: 'password', email, password })
  return { token: body.accessToken as string, refreshToken: body.refreshToken as string }
}

/** Opens an account of platform staff as the operator and signs in. */
export async function signUpStaff(market: TestMarket, email: string) {
  const authorization = await operatorHeader(market)
  const created = await market.send(
    'POST',
    '/v1/staff',
    { email, password: goodPassword, name: 'Stella' },
    { authorization },
  )
  const asked = { grantType: 'password', realm: 'staff', email, password: goodPassword }
  const { body } = await market.send('POST', '/v1/auth/token', asked)
  return { staffId: created.body.id as string, token: body.accessToken as string }
}

/** The token in the newest mail to an address whose subject has these words. */
export const mailedToken = async (market: TestMarket, to: string, subject: string): Promise<string> => {
  const newest = () => market.mails.findLast((mail) => mail.to === to && mail.subject.includes(subject))
  await expect.poll(newest).toBeDefined()
  return newest()!
    .text.split('\n')
    .find((line) => /^\w+_\w+\.\S+$/.test(line))!
}

/** Registers an organisation for a user; the user is its owner. */
export async function registerOrganisation(market: TestMarket, token: string, more: object = {}) {
  const details = { legalName: 'Molkerei Nord GmbH', country: 'DE', kinds: ['supplier'], ...more }
  const { body } = await market.send('POST', '/v1/organisations', details, { token })
  return body.id as string
}

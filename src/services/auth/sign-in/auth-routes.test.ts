import { afterEach, expect, test } from 'vitest'
import { exampleOf } from '../../../gateway/docs/example.ts'
import { createArgon2PasswordHasher } from '../../../infrastructure/passwords/argon2-password-hasher.ts'
import type { PasswordHasher } from '../../../infrastructure/passwords/password-hasher.ts'
import { openSqlitePersonalData } from '../../../infrastructure/personal-data/sqlite-personal-data.ts'
import {
  goodPassword,
  openTestMarket,
  signIn,
  signUp,
  signUpStaff,
  type TestMarket,
} from '../../../../test/support/open-test-market.ts'

let market: TestMarket
afterEach(() => market.dispose())

test('a registered user can log in', async () => {
  market = await openTestMarket()
  const registered = await market.send('POST', '/v1/auth/register', {
    email: 'Ada@Example.com',
    password: goodPassword,
    name: 'Ada Byron',
    locale: 'en-GB',
  })
  expect(registered.status).toBe(201)
  const tokens = await market.send('POST', '/v1/auth/token', {
    grantType: 'password',
    email: 'ada@example.com',
    password: goodPassword,
  })
  expect(tokens.status).toBe(200)
  expect(tokens.body).toMatchObject({ tokenType: 'Bearer', expiresIn: 600 })
  const me = await market.send('GET', '/v1/me', undefined, { token: tokens.body.accessToken })
  expect(me.body).toMatchObject({
    id: registered.body.id,
    email: 'Ada@Example.com',
    name: 'Ada Byron',
    memberships: [],
  })
})

test('strangers who chose the same key each get their own account, and who repeats a request its first answer', async () => {
  market = await openTestMarket()
  const register = (name: string) => {
    const body = { email: `${name}@example.com`, password: goodPassword, name }
    return market.send('POST', '/v1/auth/register', body, { key: 'a-new-uuid' })
  }
  const [ada, eve] = [await register('ada'), await register('eve')]
  expect([ada.status, eve.status]).toEqual([201, 201])
  expect(eve.body.id).not.toBe(ada.body.id)
  expect((await register('ada')).body).toEqual(ada.body)
})

test('what the documentation shows for opening an account and for signing in works as it stands', async () => {
  market = await openTestMarket()
  const { body: api } = await market.send('GET', '/openapi.json')
  const shown = (path: string): object => {
    const { schema } = api.paths[path].post.requestBody.content['application/json']
    const resolve = (given: Record<string, unknown>): Record<string, unknown> =>
      typeof given['$ref'] === 'string' ? api.components.schemas[given['$ref'].split('/').at(-1)!] : given
    return exampleOf(schema as Record<string, unknown>, resolve) as object
  }
  expect((await market.send('POST', '/v1/auth/register', shown('/v1/auth/register'))).status).toBe(201)
  const signedIn = await market.send('POST', '/v1/auth/token', shown('/v1/auth/token'))
  expect(signedIn).toMatchObject({ status: 200, body: { accessToken: expect.any(String) } })
})

test('nobody registers as admin: unknown fields are refused by name and nothing is kept', async () => {
  market = await openTestMarket()
  const body = { email: 'eve@example.com', password: goodPassword, name: 'Eve' }
  for (const extra of [
    { role: 'admin' },
    { organisationId: 'org_1' },
    { status: 'active' },
    { kind: 'staff' },
    { $set: {} },
  ]) {
    const refused = await market.send('POST', '/v1/auth/register', { ...body, ...extra })
    expect(refused.status).toBe(422)
    expect(refused.body.errors[0].pointer).toBe(`/${Object.keys(extra)[0]}`)
  }
  expect(
    (await market.send('POST', '/v1/auth/token', { grantType: 'password', ...body, name: undefined })).status,
  ).toBe(401)
})

test('a duplicate e-mail gets the same answer, tells the owner, and does not kill the process', async () => {
  market = await openTestMarket()
  const body = { email: 'ada@example.com', password: goodPassword, name: 'Ada' }
  const first = await market.send('POST', '/v1/auth/register', body)
  const other = { ...body, email: 'ADA@example.com', password: 'quite another pass phrase' }
  const again = await market.send('POST', '/v1/auth/register', other, { key: 'twice' })
  const repeated = await market.send('POST', '/v1/auth/register', other, { key: 'twice' })
  expect(again.status).toBe(first.status)
  expect(Object.keys(again.body)).toEqual(Object.keys(first.body))
  expect(again.body.id).not.toBe(first.body.id)
  expect(repeated.body).toEqual(again.body)
  expect(market.mails.map(({ subject }) => subject)).toContain('You already have an account')
  expect(
    (await market.send('POST', '/v1/auth/token', { grantType: 'password', email: body.email, password: goodPassword }))
      .status,
  ).toBe(200)
  const wrong = { grantType: 'password', email: body.email, password: 'quite another pass phrase' }
  expect((await market.send('POST', '/v1/auth/token', wrong)).status).toBe(401)
})

test('a key is made and as much is sealed for a taken e-mail as for a free one, which would tell by its time', async () => {
  const personalData = openSqlitePersonalData({ path: ':memory:', masterKey: new Uint8Array(32).fill(5) })
  let sealed = 0
  const seal: typeof personalData.seal = (...given) => {
    sealed += 1
    return personalData.seal(...given)
  }
  market = await openTestMarket({ personalData: { ...personalData, seal } })
  const body = { email: 'ada@example.com', password: goodPassword, name: 'Ada' }
  const cost = async () => {
    const before = [sealed, (await personalData.readKeys({ after: '', limit: 100 })).length]
    expect((await market.send('POST', '/v1/auth/register', body)).status).toBe(201)
    const after = [sealed, (await personalData.readKeys({ after: '', limit: 100 })).length]
    return after.map((count, n) => count - before[n]!)
  }
  const free = await cost()
  expect(free).toEqual([3, 1])
  expect(await cost()).toEqual(free)
  personalData.close()
})

test('ten uses of one refresh token at once all get the same successor', async () => {
  market = await openTestMarket()
  const { refreshToken } = await signUp(market, 'ada@example.com')
  const ask = { grantType: 'refresh_token', refreshToken }
  const answers = await Promise.all(Array.from({ length: 10 }, () => market.send('POST', '/v1/auth/token', ask)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1)
})

test('using a refresh token twice ends the session, its access tokens too, and mails the person', async () => {
  market = await openTestMarket()
  const { refreshToken, token } = await signUp(market, 'ada@example.com')
  const refresh = (text: string) =>
    market.send('POST', '/v1/auth/token', { grantType: 'refresh_token', refreshToken: text })
  const second = await refresh(refreshToken)
  expect((await market.send('GET', '/v1/me', undefined, { token })).status).toBe(200)
  market.advance(10_500)
  const reused = await refresh(refreshToken)
  expect([reused.status, reused.body.code]).toEqual([400, 'auth/invalid-grant'])
  expect((await refresh(second.body.refreshToken)).status).toBe(400)
  expect((await market.send('GET', '/v1/me', undefined, { token })).status).toBe(401)
  expect((await market.send('GET', '/v1/me', undefined, { token: second.body.accessToken })).status).toBe(401)
  await expect.poll(() => market.mails.map(({ subject }) => subject)).toContain('A session of yours was ended')
})

test('a guessed refresh token ends nobody’s session', async () => {
  market = await openTestMarket()
  const { refreshToken, token } = await signUp(market, 'ada@example.com')
  const [session, , ...rest] = refreshToken.split('.')
  for (const guess of [`${session}.0.${'A'.repeat(43)}.${'A'.repeat(22)}`, `${session}.5.${rest.join('.')}`, 'fxr_'])
    expect(
      (await market.send('POST', '/v1/auth/token', { grantType: 'refresh_token', refreshToken: guess })).status,
    ).toBe(400)
  expect((await market.send('GET', '/v1/me', undefined, { token })).status).toBe(200)
})

test('a session ends a week after its last use, and a month after it was opened whatever happens', async () => {
  market = await openTestMarket()
  let { refreshToken } = await signUp(market, 'ada@example.com')
  const day = 86_400_000
  const refresh = () => market.send('POST', '/v1/auth/token', { grantType: 'refresh_token', refreshToken })
  for (let week = 0; week < 4; week += 1) {
    market.advance(7 * day - 60_000)
    const next = await refresh()
    expect(next.status).toBe(200)
    refreshToken = next.body.refreshToken
  }
  market.advance(3 * day)
  expect((await refresh()).status).toBe(400)
  ;({ refreshToken } = await signIn(market, 'ada@example.com'))
  market.advance(7 * day + 1_000)
  expect((await refresh()).status).toBe(400)
})

test('signing out ends the session at once: its tokens, and nobody else’s', async () => {
  market = await openTestMarket()
  const { token, refreshToken } = await signUp(market, 'ada@example.com')
  const elsewhere = await signIn(market, 'ada@example.com')
  expect((await market.send('GET', '/v1/auth/sessions', undefined, { token })).body.items).toHaveLength(2)
  expect((await market.send('POST', '/v1/auth/logout', undefined, { token })).status).toBe(204)
  expect((await market.send('GET', '/v1/me', undefined, { token })).status).toBe(401)
  expect((await market.send('POST', '/v1/auth/token', { grantType: 'refresh_token', refreshToken })).status).toBe(400)
  expect((await market.send('GET', '/v1/me', undefined, { token: elsewhere.token })).status).toBe(200)
})

test('an access token that has ended ends no session and says so; its refresh token does', async () => {
  market = await openTestMarket()
  const { token, refreshToken } = await signUp(market, 'ada@example.com')
  market.advance(11 * 60_000)
  const stale = await market.send('POST', '/v1/auth/logout', undefined, { token })
  expect([stale.status, stale.body.code]).toEqual([401, 'auth/invalid-token'])
  const guessed = await market.send('POST', '/v1/auth/logout', {
    refreshToken: refreshToken.replace(/.{22}$/, '_'.repeat(22)),
  })
  expect([guessed.status, guessed.body.code]).toEqual([400, 'auth/invalid-grant'])
  expect((await market.send('POST', '/v1/auth/logout', { refreshToken })).status).toBe(204)
  expect((await market.send('POST', '/v1/auth/logout', { refreshToken })).status).toBe(204)
  expect((await market.send('POST', '/v1/auth/token', { grantType: 'refresh_token', refreshToken })).status).toBe(400)
})

test('one ends one’s own sessions, and cannot find another person’s', async () => {
  market = await openTestMarket()
  const ada = await signUp(market, 'ada@example.com')
  const eve = await signUp(market, 'eve@example.com')
  const { items } = (await market.send('GET', '/v1/auth/sessions', undefined, { token: ada.token })).body
  const path = `/v1/auth/sessions/${items[0].id}`
  expect((await market.send('DELETE', path, undefined, { token: eve.token })).body.code).toBe('auth/unknown-session')
  expect((await market.send('DELETE', path, undefined, { token: ada.token })).status).toBe(204)
  expect((await market.send('GET', '/v1/me', undefined, { token: ada.token })).status).toBe(401)
})

test('signing out everywhere ends all sessions of the person at once, old and new tokens alike, and nobody else’s', async () => {
  market = await openTestMarket()
  const eve = await signUp(market, 'eve@example.com')
  const here = await signUp(market, 'ada@example.com')
  const there = await signIn(market, 'ada@example.com')
  const me = async ({ token }: { token: string }) => (await market.send('GET', '/v1/me', undefined, { token })).status
  expect([await me(here), await me(there)]).toEqual([200, 200])
  expect((await market.send('DELETE', '/v1/auth/sessions?keep=all', undefined, here)).status).toBe(400)
  expect((await market.send('DELETE', '/v1/auth/sessions', undefined, here)).status).toBe(204)
  expect([await me(here), await me(there), await me(eve)]).toEqual([401, 401, 200])
  for (const { refreshToken } of [here, there]) {
    const refresh = { grantType: 'refresh_token', refreshToken }
    expect((await market.send('POST', '/v1/auth/token', refresh)).status).toBe(400)
  }
  const again = await signIn(market, 'ada@example.com')
  const listed = await market.send('GET', '/v1/auth/sessions', undefined, again)
  expect(listed.body.items).toMatchObject([{ current: true }])
})

test('ending all other sessions keeps this one, also where it is refreshed', async () => {
  market = await openTestMarket()
  const here = await signUp(market, 'ada@example.com')
  const there = await signIn(market, 'ada@example.com')
  expect((await market.send('DELETE', '/v1/auth/sessions?keep=current', undefined, here)).status).toBe(204)
  const { items } = (await market.send('GET', '/v1/auth/sessions', undefined, here)).body
  expect(items).toMatchObject([{ current: true }])
  expect((await market.send('GET', '/v1/me', undefined, there)).status).toBe(401)
  const refresh = { grantType: 'refresh_token', refreshToken: here.refreshToken }
  expect((await market.send('POST', '/v1/auth/token', refresh)).status).toBe(200)
})

test('staff see and end their own sessions as users do, and neither finds the other’s', async () => {
  market = await openTestMarket()
  const ada = await signUp(market, 'ada@example.com')
  const staff = await signUpStaff(market, 'ada@example.com')
  const { items } = (await market.send('GET', '/v1/auth/sessions', undefined, staff)).body
  expect(items).toMatchObject([{ current: true }])
  const path = `/v1/auth/sessions/${items[0].id}`
  expect((await market.send('DELETE', path, undefined, ada)).body.code).toBe('auth/unknown-session')
  expect((await market.send('DELETE', '/v1/auth/sessions', undefined, staff)).status).toBe(204)
  expect((await market.send('GET', '/v1/staff/me', undefined, staff)).status).toBe(401)
  expect((await market.send('GET', '/v1/me', undefined, ada)).status).toBe(200)
})

test('after five failures an account takes no more tries from that place, and says how long; elsewhere it does', async () => {
  market = await openTestMarket()
  await signUp(market, 'ada@example.com')
  const attempt = (password: string, remoteAddress: string) =>
    market.send(
      'POST',
      '/v1/auth/token',
      { grantType: 'password', email: 'ada@example.com', password },
      { remoteAddress },
    )
  for (let failures = 0; failures < 5; failures += 1)
    expect((await attempt('not the pass phrase', '2001:db8:1:2::1')).status).toBe(401)
  const throttled = await attempt(goodPassword, '2001:db8:1:2:ffff::2')
  expect([throttled.status, throttled.body.code]).toEqual([429, 'auth/too-many-failures'])
  expect(Number(throttled.headers['retry-after'])).toBeGreaterThan(800)
  expect((await attempt(goodPassword, '203.0.113.9')).status).toBe(200)
  market.advance(900_000)
  expect((await attempt(goodPassword, '2001:db8:1:2::1')).status).toBe(200)
})

test('of fifty guesses that come at once no more than five are judged', async () => {
  const hasher = createArgon2PasswordHasher(2, { memoryKib: 8, passes: 1 })
  let judged = 0
  const verify: PasswordHasher['verify'] = (...given) => {
    judged += 1
    return hasher.verify(...given)
  }
  market = await openTestMarket({ passwordHasher: { ...hasher, verify } })
  await signUp(market, 'ada@example.com')
  judged = 0
  const guess = () =>
    market.send('POST', '/v1/auth/token', { grantType: 'password', email: 'ada@example.com', password: 'not this one' })
  const answers = await Promise.all(Array.from({ length: 50 }, guess))
  expect(judged).toBe(5)
  expect(Map.groupBy(answers, ({ status }) => status).get(429)).toHaveLength(45)
})

test('of two registrations of one e-mail at once, one account comes to be', async () => {
  market = await openTestMarket()
  const body = { email: 'ada@example.com', password: goodPassword, name: 'Ada' }
  const answers = await Promise.all([1, 2, 3].map(() => market.send('POST', '/v1/auth/register', body)))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  const { token } = await signIn(market, body.email)
  const me = await market.send('GET', '/v1/me', undefined, { token })
  expect(answers.filter(({ body: { id } }) => id === me.body.id)).toHaveLength(1)
})

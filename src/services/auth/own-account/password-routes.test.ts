import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  goodPassword,
  mailedToken,
  openTestMarket,
  operatorHeader,
  registerOrganisation,
  signIn,
  signUp,
  signUpStaff,
  type TestMarket,
} from '../../../../test/support/open-test-market.ts'

let market: TestMarket
beforeEach(async () => {
  market = await openTestMarket()
})
afterEach(() => market.dispose())

const other = 'entirely different words here'
const statusOf = async (token: string) => (await market.send('GET', '/v1/me', undefined, { token })).status
const passwordStatus = async (password: string, email = 'ada@example.com') =>
  (await market.send('POST', '/v1/auth/token', { grantType: 'password', email, password })).status

test('a token from the mail confirms the address, once and for all; a made-up one does not', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const mailed = await mailedToken(market, 'ada@example.com', 'Confirm')
  const verify = (text: string) => market.send('POST', '/v1/auth/verify-email', { token: text })
  // Reversed: a last character alone may stand for bits that nobody reads, and be the right one besides.
  const madeUp = mailed.split('').toReversed().join('')
  expect((await verify(madeUp)).body.code).toBe('auth/invalid-mail-token')
  expect((await verify(mailed)).status).toBe(204)
  expect((await verify(mailed)).status).toBe(204)
  expect((await market.send('GET', '/v1/me', undefined, { token })).body.emailVerified).toBe(true)
  market.advance(8 * 86_400_000)
  expect((await verify(mailed)).status).toBe(400)
})

test('changing one’s password takes the present one, ends the other sessions, and keeps this one', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const elsewhere = await signIn(market, 'ada@example.com')
  expect(await statusOf(elsewhere.token)).toBe(200)
  const change = (currentPassword: string, newPassword: string) =>
    market.send('POST', '/v1/me/password', { currentPassword, newPassword }, { token })
  expect((await change('a wrong pass phrase', other)).body.code).toBe('auth/wrong-password')
  expect((await change(goodPassword, 'short')).body.errors[0].pointer).toBe('/newPassword')
  expect((await change(goodPassword, other)).status).toBe(204)
  expect([await statusOf(token), await statusOf(elsewhere.token)]).toEqual([200, 401])
  const refresh = { grantType: 'refresh_token', refreshToken: elsewhere.refreshToken }
  expect((await market.send('POST', '/v1/auth/token', refresh)).status).toBe(400)
  expect([await passwordStatus(goodPassword), await passwordStatus(other)]).toEqual([401, 200])
})

test('a reset by mail works once, ends every session, and is asked for without learning who exists', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const ask = (email: string) => market.send('POST', '/v1/auth/password-resets', { email })
  const [known, unknown] = [await ask('ada@example.com'), await ask('nobody@example.com')]
  expect([known.status, unknown.status, known.body]).toEqual([202, 202, unknown.body])
  const mailed = await mailedToken(market, 'ada@example.com', 'Choose a new password')
  const redeem = (password: string) =>
    market.send('POST', '/v1/auth/password-resets/redeem', { token: mailed, password })
  expect((await redeem('password1234567890')).body.code).toBe('auth/weak-password')
  expect((await redeem(other)).status).toBe(204)
  expect((await redeem('yet another pass phrase')).body.code).toBe('auth/invalid-mail-token')
  expect([await statusOf(token), await passwordStatus(other)]).toEqual([401, 200])
  expect(market.mails.filter(({ to }) => to === 'nobody@example.com')).toEqual([])
})

test('staff are made by the operator alone, in a world of their own', async () => {
  const body = { email: 'ada@example.com', password: goodPassword, name: 'Ada' }
  const user = await signUp(market, 'ada@example.com')
  expect((await market.send('POST', '/v1/staff', body)).status).toBe(401)
  expect((await market.send('POST', '/v1/staff', body, { token: user.token })).status).toBe(403)
  const staff = await signUpStaff(market, 'ada@example.com')
  const again = await market.send('POST', '/v1/staff', body, { authorization: await operatorHeader(market) })
  expect([again.status, again.body.code]).toEqual([409, 'auth/email-taken'])
  expect((await market.send('GET', '/v1/staff/me', undefined, { token: staff.token })).body.id).toBe(staff.staffId)
  expect((await market.send('GET', '/v1/staff/me', undefined, { token: user.token })).status).toBe(403)
  expect((await market.send('POST', '/v1/staff', body, { token: staff.token })).status).toBe(403)
})

test('a disabled user is out at once, and in again when enabled', async () => {
  const { userId, token } = await signUp(market, 'ada@example.com')
  const staff = await signUpStaff(market, 'stella@example.com')
  const path = `/v1/users/${userId}`
  expect(await statusOf(token)).toBe(200)
  expect((await market.send('POST', `${path}/disable`, { reason: 'fraud' }, { token })).status).toBe(403)
  expect((await market.send('POST', `${path}/disable`, { reason: 'fraud' }, { token: staff.token })).status).toBe(204)
  expect([await statusOf(token), await passwordStatus(goodPassword)]).toEqual([401, 403])
  expect((await market.send('POST', `${path}/enable`, undefined, { token: staff.token })).status).toBe(204)
  expect(await passwordStatus(goodPassword)).toBe(200)
})

test('an API key is shown once, exchanged for tokens with its role, and refused from the moment it is revoked', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const organisation = await registerOrganisation(market, token)
  const path = `/v1/organisations/${organisation}/api-keys`
  const wanted = { name: 'ERP', role: 'seller' }
  const made = await market.send('POST', path, wanted, { token, key: 'make' })
  const repeated = await market.send('POST', path, wanted, { token, key: 'make' })
  expect(made.status).toBe(201)
  expect(repeated.body).toEqual({ ...made.body, clientSecret: undefined })
  expect(repeated.headers['idempotency-replayed']).toBe('true')
  expect((await market.send('POST', path, { ...wanted, role: 'owner' }, { token })).status).toBe(422)
  const exchange = (clientSecret: string) =>
    market.send('POST', '/v1/auth/token', { grantType: 'client_credentials', clientId: made.body.id, clientSecret })
  expect((await exchange('fxs_wrong')).status).toBe(401)
  const { body: tokens } = await exchange(made.body.clientSecret)
  expect(tokens.refreshToken).toBeUndefined()
  const caller = await market.authenticate({ authorization: `Bearer ${tokens.accessToken}`, organisation: undefined })
  expect(caller).toEqual({
    kind: 'api-key',
    keyId: made.body.id,
    acting: { organisationId: organisation, role: 'seller' },
  })
  expect((await market.send('GET', path, undefined, { token: tokens.accessToken })).status).toBe(403)
  const { items } = (await market.send('GET', path, undefined, { token })).body
  expect(items).toMatchObject([
    { id: made.body.id, status: 'active', lastUsedOn: new Date().toISOString().slice(0, 10) },
  ])
  expect((await market.send('DELETE', `${path}/${made.body.id}`, undefined, { token })).status).toBe(204)
  const refused = await market.send('GET', `/v1/organisations/${organisation}`, undefined, {
    token: tokens.accessToken,
  })
  expect([refused.status, (await exchange(made.body.clientSecret)).status]).toEqual([401, 401])
})

test('a rotated key takes both secrets for the while that is said, and the old one’s tokens end with it', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const organisation = await registerOrganisation(market, token)
  const path = `/v1/organisations/${organisation}/api-keys`
  const { body: made } = await market.send('POST', path, { name: 'ERP', role: 'seller' }, { token })
  const exchange = (clientSecret: string) =>
    market.send('POST', '/v1/auth/token', { grantType: 'client_credentials', clientId: made.id, clientSecret })
  const rotate = (body: object, key: string) => market.send('POST', `${path}/${made.id}/rotate`, body, { token, key })
  const works = async (accessToken: string) =>
    (await market.send('GET', `/v1/organisations/${organisation}`, undefined, { token: accessToken })).status

  const rotated = await rotate({ overlapHours: 1 }, 'rotate-1')
  expect(rotated.body).toMatchObject({
    id: made.id,
    clientSecret: expect.any(String),
    previousUntil: expect.any(String),
  })
  expect((await rotate({ overlapHours: 1 }, 'rotate-1')).body.clientSecret).toBeUndefined()
  expect([(await exchange(made.clientSecret)).status, (await exchange(rotated.body.clientSecret)).status]).toEqual([
    200, 200,
  ])
  market.advance(3_590_000)
  const [old, fresh] = [await exchange(made.clientSecret), await exchange(rotated.body.clientSecret)]
  expect([await works(old.body.accessToken), await works(fresh.body.accessToken)]).toEqual([200, 200])
  market.advance(20_000)
  const { token: again } = await signIn(market, 'ada@example.com')
  expect([await works(old.body.accessToken), await works(fresh.body.accessToken)]).toEqual([401, 200])
  expect([(await exchange(made.clientSecret)).status, (await exchange(rotated.body.clientSecret)).status]).toEqual([
    401, 200,
  ])
  const { items } = (await market.send('GET', path, undefined, { token: again })).body
  expect(JSON.stringify(items)).not.toContain('digest')
})

test('a second rotation, or one without overlap, ends the secret before it at once', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const path = `/v1/organisations/${await registerOrganisation(market, token)}/api-keys`
  const { body: made } = await market.send('POST', path, { name: 'ERP', role: 'seller' }, { token })
  const exchange = async (clientSecret: string) =>
    (await market.send('POST', '/v1/auth/token', { grantType: 'client_credentials', clientId: made.id, clientSecret }))
      .status
  const rotate = async (body: object) =>
    (await market.send('POST', `${path}/${made.id}/rotate`, body, { token })).body.clientSecret as string
  const [first, second, third] = [made.clientSecret, await rotate({}), await rotate({})]
  expect([await exchange(first), await exchange(second), await exchange(third)]).toEqual([401, 200, 200])
  const fourth = await rotate({ overlapHours: 0 })
  expect([await exchange(third), await exchange(fourth)]).toEqual([401, 200])
  expect((await market.send('DELETE', `${path}/${made.id}`, undefined, { token })).status).toBe(204)
  expect([await exchange(third), await exchange(fourth)]).toEqual([401, 401])
  const over = await market.send('POST', `${path}/${made.id}/rotate`, {}, { token })
  expect([over.status, over.body.code]).toEqual([409, 'auth/api-key-over'])
})

test('who leaves takes no secret along: the one they made ends with them, the one that replaced it goes on', async () => {
  const ada = await signUp(market, 'ada@example.com')
  await market.send('POST', '/v1/auth/verify-email', { token: await mailedToken(market, 'ada@example.com', 'Confirm') })
  const path = `/v1/organisations/${await registerOrganisation(market, ada.token)}`
  const grace = await signUp(market, 'grace@example.com')
  await market.send('POST', `${path}/invitations`, { email: grace.email, role: 'admin' }, { token: ada.token })
  const invitation = await mailedToken(market, grace.email, 'invites you')
  await market.send('POST', '/v1/invitations/accept', { token: invitation }, { token: grace.token })
  const wanted = { name: 'ERP', role: 'seller' }
  const { body: made } = await market.send('POST', `${path}/api-keys`, wanted, { token: grace.token })
  const { body: rotated } = await market.send('POST', `${path}/api-keys/${made.id}/rotate`, {}, { token: ada.token })
  const exchange = (clientSecret: string) =>
    market.send('POST', '/v1/auth/token', { grantType: 'client_credentials', clientId: made.id, clientSecret })
  const works = async (token: string) => (await market.send('GET', path, undefined, { token })).status
  const [old, fresh] = [(await exchange(made.clientSecret)).body, (await exchange(rotated.clientSecret)).body]
  expect([await works(old.accessToken), await works(fresh.accessToken)]).toEqual([200, 200])
  await market.send('DELETE', `${path}/members/${grace.userId}`, undefined, { token: ada.token })
  expect([await works(old.accessToken), await works(fresh.accessToken)]).toEqual([401, 200])
  expect([(await exchange(made.clientSecret)).status, (await exchange(rotated.clientSecret)).status]).toEqual([
    401, 200,
  ])
})

test('a key works while its maker is a member who could take its role, and again once that is so again', async () => {
  const ada = await signUp(market, 'ada@example.com')
  const staff = await signUpStaff(market, 'stella@example.com')
  await market.send('POST', '/v1/auth/verify-email', { token: await mailedToken(market, 'ada@example.com', 'Confirm') })
  const path = `/v1/organisations/${await registerOrganisation(market, ada.token)}`
  const grace = await signUp(market, 'grace@example.com')
  await market.send('POST', `${path}/invitations`, { email: grace.email, role: 'admin' }, { token: ada.token })
  const invitation = await mailedToken(market, grace.email, 'invites you')
  await market.send('POST', '/v1/invitations/accept', { token: invitation }, { token: grace.token })
  const wanted = { name: 'ERP', role: 'seller' }
  const { id: clientId, clientSecret } = (await market.send('POST', `${path}/api-keys`, wanted, { token: grace.token }))
    .body
  const exchange = () =>
    market.send('POST', '/v1/auth/token', { grantType: 'client_credentials', clientId, clientSecret })
  const token = (await exchange()).body.accessToken as string
  const works = async () => [(await market.send('GET', path, undefined, { token })).status, (await exchange()).status]
  const user = (what: string) =>
    market.send('POST', `/v1/users/${grace.userId}/${what}`, what === 'disable' ? { reason: 'Lost.' } : undefined, {
      token: staff.token,
    })
  const member = `${path}/members/${grace.userId}`
  const become = (role: string) => market.send('PATCH', member, { role }, { token: ada.token })

  expect(await works()).toEqual([200, 200])
  await become('buyer')
  expect(await works()).toEqual([401, 401])
  await become('seller')
  expect(await works()).toEqual([200, 200])
  await user('disable')
  expect(await works()).toEqual([401, 401])
  await user('enable')
  expect(await works()).toEqual([200, 200])
  expect((await market.send('DELETE', member, undefined, { token: ada.token })).status).toBe(204)
  expect(await works()).toEqual([401, 401])
})

test('the right secret of an API key forgets the wrong ones before it', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const path = `/v1/organisations/${await registerOrganisation(market, token)}/api-keys`
  const { id: clientId, clientSecret } = (await market.send('POST', path, { name: 'ERP', role: 'seller' }, { token }))
    .body
  const exchange = async (secret: string) =>
    (await market.send('POST', '/v1/auth/token', { grantType: 'client_credentials', clientId, clientSecret: secret }))
      .status
  for (let round = 0; round < 3; round += 1) {
    for (let wrong = 0; wrong < 4; wrong += 1) expect(await exchange('fxs_wrong')).toBe(401)
    expect(await exchange(clientSecret)).toBe(200)
  }
})

test('no name, address or password hash stands in the log in clear', async () => {
  await signUp(market, 'ada@example.com', 'Ada Byron')
  const commits = await market.store.readCommits({ after: '0'.repeat(16), limit: 100 })
  const text = JSON.stringify(commits)
  for (const secret of ['ada@example.com', 'Ada Byron', 'argon2', goodPassword]) expect(text).not.toContain(secret)
})

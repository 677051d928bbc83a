import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  goodPassword,
  mailedToken,
  openTestMarket,
  signUp,
  signUpStaff,
  type TestMarket,
} from '../../../../test/support/open-test-market.ts'
import { foundCompany, joinCompany } from '../organisation/found-company.fixture.ts'

let market: TestMarket
beforeEach(async () => {
  market = await openTestMarket()
})
afterEach(() => market.dispose())

test('an invitation is the way in: one address, one use, seven days, never above the inviter', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const invite = (email: string, role: string, token = ada.token) =>
    market.send('POST', `${ada.path}/invitations`, { email, role }, { token })
  const grace = await joinCompany(market, ada, 'grace@example.com', 'admin')
  expect((await invite('x@example.com', 'buyer', grace.token)).body.code).toBe('auth/email-not-verified')
  await market.send('POST', '/v1/auth/verify-email', {
    token: await mailedToken(market, 'grace@example.com', 'Confirm'),
  })
  const again = await market.send('GET', '/v1/me', undefined, { token: grace.token })
  expect(again.body.memberships).toMatchObject([{ organisationId: ada.organisation, role: 'admin' }])
  const above = await market.send(
    'POST',
    `${ada.path}/invitations`,
    { email: 'x@example.com', role: 'owner' },
    { token: grace.token },
  )
  expect(above.body.code).toBe('organisation/owners-only')

  await invite('joan@example.com', 'buyer')
  const mailed = await mailedToken(market, 'joan@example.com', 'invites you')
  const accept = (token: string) => market.send('POST', '/v1/invitations/accept', { token: mailed }, { token })
  const eve = await signUp(market, 'eve@example.com')
  expect((await accept(eve.token)).body.code).toBe('organisation/invitation-for-another')
  const joan = await signUp(market, 'joan@example.com')
  expect((await accept(joan.token)).body).toEqual({ organisationId: ada.organisation, role: 'buyer' })
  expect((await accept(joan.token)).body.code).toBe('organisation/invitation-over')

  await invite('late@example.com', 'viewer')
  const late = await mailedToken(market, 'late@example.com', 'invites you')
  market.advance(7 * 86_400_000 + 1_000)
  const person = await signUp(market, 'late@example.com')
  const tooLate = await market.send('POST', '/v1/invitations/accept', { token: late }, { token: person.token })
  expect(tooLate.body.code).toBe('organisation/invitation-over')
})

test('invitations and keys are taken back only as they were read, where somebody says so', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const { token } = ada
  const invited = { email: 'joan@example.com', role: 'buyer' }
  const key = { name: 'ERP', role: 'buyer' }
  for (const [path, body] of [
    ['invitations', invited],
    ['api-keys', key],
  ] as const) {
    const made = await market.send('POST', `${ada.path}/${path}`, body, { token })
    expect(made.headers['etag']).toBe('"v1"')
    const revoke = (ifMatch: string) =>
      market.send('DELETE', `${ada.path}/${path}/${made.body.id}`, undefined, { token, ifMatch })
    expect((await revoke('"v7"')).status).toBe(412)
    expect((await revoke('"v1"')).status).toBe(204)
  }
})

test('a withdrawn invitation is not accepted', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const sent = await market.send(
    'POST',
    `${ada.path}/invitations`,
    { email: 'joan@example.com', role: 'buyer' },
    { token: ada.token },
  )
  const mailed = await mailedToken(market, 'joan@example.com', 'invites you')
  expect(
    (await market.send('DELETE', `${ada.path}/invitations/${sent.body.id}`, undefined, { token: ada.token })).status,
  ).toBe(204)
  const joan = await signUp(market, 'joan@example.com')
  expect((await market.send('POST', '/v1/invitations/accept', { token: mailed }, { token: joan.token })).status).toBe(
    409,
  )
  const { items } = (await market.send('GET', `${ada.path}/invitations`, undefined, { token: ada.token })).body
  expect(items).toMatchObject([{ email: 'joan@example.com', status: 'revoked' }])
})

test('a role that changes, and a member who is removed, count from the next request on', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const joan = await joinCompany(market, ada, 'joan@example.com', 'viewer')
  const change = () => market.send('PATCH', ada.path, { legalName: 'Nord AG' }, { token: joan.token, ifMatch: '*' })
  expect((await change()).status).toBe(403)
  const member = `${ada.path}/members/${joan.userId}`
  expect((await market.send('PATCH', member, { role: 'admin' }, { token: ada.token })).status).toBe(204)
  expect((await change()).status).toBe(200)
  expect((await market.send('PATCH', member, { role: 'owner' }, { token: joan.token })).body.code).toBe(
    'organisation/owners-only',
  )
  expect((await market.send('DELETE', member, undefined, { token: ada.token })).status).toBe(204)
  expect((await change()).status).toBe(403)
})

test('an invitation holds no longer than its sender may send it', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const joan = await joinCompany(market, ada, 'joan@example.com', 'owner')
  await market.send('POST', '/v1/auth/verify-email', {
    token: await mailedToken(market, 'joan@example.com', 'Confirm'),
  })
  const mallory = await signUp(market, 'mallory@example.com')
  const invited = { email: 'mallory@example.com', role: 'owner' }
  await market.send('POST', `${ada.path}/invitations`, invited, { token: joan.token })
  const token = await mailedToken(market, 'mallory@example.com', 'invites you')
  const accept = () => market.send('POST', '/v1/invitations/accept', { token }, { token: mallory.token })
  const member = `${ada.path}/members/${joan.userId}`
  await market.send('PATCH', member, { role: 'admin' }, { token: ada.token })
  expect((await accept()).body.code).toBe('organisation/invitation-over')
  await market.send('DELETE', member, undefined, { token: ada.token })
  expect((await accept()).body.code).toBe('organisation/invitation-over')
})

test('an organisation sends so many invitations a day and no more: nobody mails the world through us', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const invite = (n: number) =>
    market.send('POST', `${ada.path}/invitations`, { email: `p${n}@example.com`, role: 'viewer' }, { token: ada.token })
  for (let sent = 0; sent < 100; sent += 1) expect((await invite(sent)).status).toBe(201)
  expect(await invite(100)).toMatchObject({ status: 429, body: { code: 'organisation/too-many-invitations' } })
  market.advance(86_400_000)
  const { body } = await market.send('POST', '/v1/auth/token', {
    grantType: 'password',
    email: 'ada@example.com',
    password: goodPassword,
  })
  ada.token = body.accessToken
  expect((await invite(101)).status).toBe(201)
})

test('the last owner neither leaves nor steps down', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const self = `${ada.path}/members/${ada.userId}`
  expect((await market.send('DELETE', self, undefined, { token: ada.token })).body.code).toBe('organisation/last-owner')
  expect((await market.send('PATCH', self, { role: 'viewer' }, { token: ada.token })).body.code).toBe(
    'organisation/last-owner',
  )
  const joan = await joinCompany(market, ada, 'joan@example.com', 'owner')
  expect((await market.send('DELETE', self, undefined, { token: ada.token })).status).toBe(204)
  expect((await market.send('GET', `${ada.path}/members`, undefined, { token: joan.token })).body.items).toHaveLength(1)
})

test('staff judge what they read, and roles change as they were seen: another version is refused', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const staff = await signUpStaff(market, 'stella@example.com')
  await market.send('POST', `${ada.path}/verification`, undefined, { token: ada.token })
  const read = await market.send('GET', ada.path, undefined, { token: staff.token })
  await market.send('PATCH', ada.path, { legalName: 'Other GmbH' }, { token: ada.token, ifMatch: '*' })
  const verified = { outcome: 'verified', reason: 'Register extract seen' }
  const ifMatch = String(read.headers['etag'])
  const judge = { token: staff.token, ifMatch }
  expect((await market.send('POST', `${ada.path}/verification/decisions`, verified, judge)).status).toBe(412)
  const joan = await joinCompany(market, ada, 'joan@example.com', 'buyer')
  const member = `${ada.path}/members/${joan.userId}`
  expect((await market.send('PATCH', member, { role: 'admin' }, { token: ada.token, ifMatch })).status).toBe(412)
  expect((await market.send('DELETE', member, undefined, { token: ada.token, ifMatch })).status).toBe(412)
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeShown } from '../../../../test/support/authenticator-app.ts'
import {
  goodPassword,
  mailedToken,
  openTestMarket,
  signUp,
  signUpStaff,
  type TestMarket,
} from '../../../../test/support/open-test-market.ts'
import {
  softwareAuthenticator,
  type How,
  type SoftwareAuthenticator,
} from '../../../../test/support/software-authenticator.ts'

let market: TestMarket
let device: SoftwareAuthenticator
beforeEach(async () => {
  market = await openTestMarket()
  device = newDevice()
})
afterEach(() => market.dispose())

const site = { domain: 'exchange.example', origin: 'https://console.exchange.example' }
const newDevice = () => softwareAuthenticator(site)
const path = '/v1/auth/passkeys'
const post = (url: string, body?: unknown, token?: string) => market.send('POST', url, body, { token })
const list = async (token: string) => (await market.send('GET', path, undefined, { token })).body.items

const offer = (token: string, more: object = {}) => post(`${path}/options`, { password: goodPassword, ...more }, token)
async function add(token: string, on = device, how: How = {}) {
  const { options } = (await offer(token)).body
  return post(path, { name: 'Phone', attestation: on.create(options, how) }, token)
}
const challenge = async () => (await post(`${path}/sign-in-options`)).body.options as { challenge: string }
const byPasskey = (assertion: object) => post('/v1/auth/token', { grantType: 'passkey', assertion })
const signsIn = async (on = device, how: How = {}) => byPasskey(on.get(await challenge(), how))

test('a passkey is added with the password, signs in without it, is listed without its key, and removed', async () => {
  const { token, userId } = await signUp(market, 'ada@example.com')
  expect((await offer(token, { password: 'not my pass phrase' })).body.code).toBe('auth/wrong-password')
  const { options } = (await offer(token)).body
  expect(options).toMatchObject({ rp: { id: site.domain }, user: { name: 'ada@example.com' }, attestation: 'none' })
  const added = await add(token)
  expect(added.status).toBe(201)
  expect((await offer(token)).body.options.excludeCredentials).toHaveLength(1)
  const { body: tokens } = await signsIn()
  const me = await market.send('GET', '/v1/me', undefined, { token: tokens.accessToken })
  expect(me.body.id).toBe(userId)
  const shown = { id: added.body.id, name: 'Phone', isSynced: false, addedAt: expect.any(String) }
  expect(await list(token)).toEqual([{ ...shown, lastUsedOn: market.now().slice(0, 10) }])
  await expect.poll(() => market.mails.map(({ subject }) => subject)).toContain('A passkey was added')
  const eve = await signUp(market, 'eve@example.com')
  const one = `${path}/${added.body.id}`
  expect((await market.send('DELETE', one, undefined, { token: eve.token })).body.code).toBe('auth/unknown-passkey')
  expect((await market.send('DELETE', one, undefined, { token })).status).toBe(204)
  expect((await signsIn()).body.code).toBe('auth/wrong-passkey')
})

test('staff signs in by passkey as staff', async () => {
  const { token, staffId } = await signUpStaff(market, 'stella@example.com')
  await add(token)
  const { accessToken } = (await signsIn()).body
  expect((await market.send('GET', '/v1/staff/me', undefined, { token: accessToken })).body.id).toBe(staffId)
})

test.each<[what: string, how: How]>([
  ['another page', { origin: 'https://evil.example' }],
  ['a page on another name of the domain', { origin: 'https://evil.exchange.example' }],
  ['another domain', { domain: 'evil.example' }],
  ['nobody’s finger or code', { isUserVerified: false }],
  ['the other ceremony', { type: 'webauthn.create' }],
  ['a page in a page of somebody else', { crossOrigin: true, origin: 'https://evil.example' }],
  ['a counter that stands still', { counter: 1 }],
])('a passkey is not taken from %s', async (_what, how) => {
  await add((await signUp(market, 'ada@example.com')).token)
  expect((await signsIn(device, how)).body.code).toBe('auth/wrong-passkey')
})

test('a device that was copied is found out: once one of the two has signed in, the other does not', async () => {
  await add((await signUp(market, 'ada@example.com')).token)
  expect((await signsIn(device, { counter: 7 })).status).toBe(200)
  expect((await signsIn(device, { counter: 7 })).body.code).toBe('auth/wrong-passkey')
  expect((await signsIn(device, { counter: 8 })).status).toBe(200)
})

test('a device that does not count signs in too, and each challenge once, for five minutes, for its purpose', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  await add(token, device, { counter: 0 })
  const answer = device.get(await challenge(), { counter: 0 })
  const answers = await Promise.all([byPasskey(answer), byPasskey(answer), byPasskey(answer)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401])
  const late = await challenge()
  const { options } = (await offer(token)).body
  for (const other of [options.challenge, 'A'.repeat(51), Buffer.alloc(38).toString('base64url')])
    expect((await byPasskey(device.get({ challenge: other }, { counter: 0 }))).body.code).toBe('auth/wrong-passkey')
  market.advance(300_000)
  expect((await byPasskey(device.get(late, { counter: 0 }))).body.code).toBe('auth/wrong-passkey')
})

/** The device of an account that was disabled since. */
async function addForDisabled() {
  const eve = await signUp(market, 'eve@example.com')
  const its = newDevice()
  await add(eve.token, its)
  const { token } = await signUpStaff(market, 'stella@example.com')
  await post(`/v1/users/${eve.userId}/disable`, { reason: 'Fraud.' }, token)
  return its
}

test('whoever tries learns nothing: an unknown account, key, signature and a disabled account look alike', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  await add(token)
  const stranger = newDevice()
  const disabled = await addForDisabled()
  stranger.create({ ...(await challenge()), user: { id: Buffer.from(`usr_${'0'.repeat(32)}`).toString('base64url') } })
  const good = device.get(await challenge())
  const flipped = {
    ...good,
    response: { ...good.response, signature: stranger.get(await challenge()).response.signature },
  }
  const nobody = { ...good, response: { ...good.response, userHandle: 'eA' } }
  const tries = [await signsIn(stranger), await byPasskey(flipped), await byPasskey(nobody), await signsIn(disabled)]
  const told = tries.map(({ status, body: { traceId: _id, ...body } }) => ({ status, body }))
  expect(told[0]).toMatchObject({ status: 401, body: { code: 'auth/wrong-passkey' } })
  expect(told).toEqual([told[0], told[0], told[0], told[0]])
})

test('another’s challenge, a key that is there, and a chain of certificates add nothing', async () => {
  const [ada, eve] = [await signUp(market, 'ada@example.com'), await signUp(market, 'eve@example.com')]
  const { options } = (await offer(eve.token)).body
  const foreign = await post(path, { name: 'Phone', attestation: device.create(options) }, ada.token)
  expect([foreign.status, foreign.body.code]).toEqual([422, 'auth/unproven-passkey'])
  const certified = await add(ada.token, device, { certificates: true })
  expect(certified.body.code).toBe('auth/unproven-passkey')
  const { options: own } = (await offer(ada.token)).body
  const attestation = device.create(own)
  expect((await post(path, { name: 'Phone', attestation }, ada.token)).status).toBe(201)
  expect((await post(path, { name: 'Phone', attestation }, ada.token)).body.code).toBe('auth/unproven-passkey')
  expect((await add(ada.token)).body.code).toBe('auth/passkey-known')
  expect(await list(ada.token)).toHaveLength(1)
})

test('an account has ten passkeys at most', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  for (let n = 0; n < 10; n += 1) expect((await add(token, newDevice())).status).toBe(201)
  expect((await add(token)).body.code).toBe('auth/too-many-passkeys')
})

test('with a second factor a passkey takes a code to be added, and none to sign in', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const { uri } = (await post('/v1/auth/second-factor', { password: goodPassword }, token)).body
  const code = () => codeShown(uri, Date.parse(market.now()))
  await post('/v1/auth/second-factor/confirm', { code: code() }, token)
  market.advance(30_000)
  expect((await offer(token)).body).toMatchObject({ code: 'auth/code-needed', errors: [{ pointer: '/code' }] })
  expect((await offer(token, { code: '000000' })).body.code).toBe('auth/wrong-code')
  const { options } = (await offer(token, { code: code() })).body
  expect((await post(path, { name: 'Phone', attestation: device.create(options) }, token)).status).toBe(201)
  expect((await signsIn()).status).toBe(200)
})

test('whoever takes an account back by its old address finds no passkey of the robber', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const own = newDevice()
  await add(token, own)
  market.advance(1_000)
  await post('/v1/me/email', { email: 'eve@example.com', password: goodPassword }, token)
  await post('/v1/auth/email-changes/confirm', {
    token: await mailedToken(market, 'eve@example.com', 'Confirm your new'),
  })
  await add(token)
  const undo = await mailedToken(market, 'ada@example.com', 'address was changed')
  await post('/v1/auth/email-changes/undo', { token: undo, password: 'entirely different words here' })
  expect((await signsIn()).body.code).toBe('auth/wrong-passkey')
  expect((await signsIn(own)).status).toBe(200)
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeShown, secretIn } from '../../../../test/support/authenticator-app.ts'
import {
  goodPassword,
  mailedToken,
  openTestMarket,
  operatorHeader,
  signUp,
  signUpStaff,
  type Ask,
  type TestMarket,
} from '../../../../test/support/open-test-market.ts'

let market: TestMarket
beforeEach(async () => {
  market = await openTestMarket()
})
afterEach(() => market.dispose())

const path = '/v1/auth/second-factor'
const stepMs = 30_000
const post = (url: string, body: unknown, asked?: Ask) => market.send('POST', url, body, asked)
const subjects = () => market.mails.map(({ subject }) => subject)

/** The code of an app `ahead` steps from now. */
const codeOf = (uri: string, ahead = 0): string => codeShown(uri, Date.parse(market.now()) + ahead * stepMs)
async function enrol(token: string) {
  const { uri } = (await post(path, { password: goodPassword }, { token })).body as { uri: string }
  const confirmed = await post(`${path}/confirm`, { code: codeOf(uri) }, { token })
  market.advance(stepMs)
  return { uri, recoveryCodes: confirmed.body.recoveryCodes as string[] }
}
const byPassword = (more: object = {}, asked?: Ask) =>
  post('/v1/auth/token', { grantType: 'password', email: 'ada@example.com', password: goodPassword, ...more }, asked)
const byCode = (secondFactorToken: string, code: string, asked?: Ask) =>
  post('/v1/auth/token', { grantType: 'second_factor', secondFactorToken, code }, asked)
const nextStep = async (asked?: Ask) => (await byPassword({}, asked)).body.facts.secondFactorToken as string

test('a factor is added with the password and a first code, and from then on the password alone opens nothing', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  expect((await post(path, { password: 'not my pass phrase' }, { token })).body.code).toBe('auth/wrong-password')
  const offered = await post(path, { password: goodPassword }, { token, key: 'offer' })
  expect(offered.status).toBe(201)
  expect((await post(path, { password: goodPassword }, { token, key: 'offer' })).body).toEqual(offered.body)
  expect((await byPassword()).status).toBe(200)
  const { uri } = offered.body
  expect((await post(`${path}/confirm`, { code: '000000' }, { token })).body.code).toBe('auth/wrong-code')
  const confirm = { code: codeOf(uri) }
  const confirmed = await post(`${path}/confirm`, confirm, { token, key: 'confirm' })
  expect(confirmed.body.recoveryCodes).toHaveLength(10)
  expect((await post(`${path}/confirm`, confirm, { token, key: 'confirm' })).body).toEqual({})
  expect((await market.send('GET', path, undefined, { token })).body).toMatchObject({
    status: 'active',
    recoveryCodesLeft: 10,
    locked: false,
  })
  const refused = await byPassword()
  expect([refused.status, refused.body.code]).toEqual([401, 'auth/second-factor-needed'])
  expect(refused.body.facts).toEqual({ secondFactorToken: expect.any(String), expiresInSeconds: 300 })
  market.advance(stepMs)
  const tokens = await byCode(refused.body.facts.secondFactorToken, codeOf(uri))
  expect((await market.send('GET', '/v1/me', undefined, { token: tokens.body.accessToken })).status).toBe(200)
  await expect.poll(subjects).toContain('A second factor was added')
})

test('a code signs in once, also for who saw it and knows the password; so does the token of a step', async () => {
  const { uri } = await enrol((await signUp(market, 'ada@example.com')).token)
  const [first, second] = [await nextStep(), await nextStep()]
  const code = codeOf(uri)
  expect((await byCode(first, code)).status).toBe(200)
  expect((await byCode(first, codeOf(uri, 1))).body.code).toBe('auth/invalid-second-factor-token')
  expect((await byCode(second, code)).body.code).toBe('auth/invalid-second-factor-token')
  expect((await byCode(await nextStep(), code)).body.code).toBe('auth/wrong-code')
  expect((await byCode(await nextStep(), codeOf(uri, 1))).status).toBe(200)
})

test('of one code shown twice at once, one sign-in succeeds', async () => {
  const { uri } = await enrol((await signUp(market, 'ada@example.com')).token)
  const token = await nextStep()
  const answers = await Promise.all(Array.from({ length: 5 }, () => byCode(token, codeOf(uri))))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('a token is good for its own step alone: no other passes for it, and it passes for no other', async () => {
  const ada = await signUp(market, 'ada@example.com')
  const mailed = await mailedToken(market, 'ada@example.com', 'Confirm')
  const { uri } = await enrol(ada.token)
  await post('/v1/auth/password-resets', { email: 'ada@example.com' })
  const reset = await mailedToken(market, 'ada@example.com', 'Choose a new password')
  const step = await nextStep()
  for (const other of [mailed, reset, ada.token, ada.refreshToken, 'x'])
    expect((await byCode(other.slice(0, 200), codeOf(uri))).body.code).toBe('auth/invalid-second-factor-token')
  expect((await market.send('GET', '/v1/me', undefined, { token: step })).status).toBe(401)
  expect((await post('/v1/auth/token', { grantType: 'refresh_token', refreshToken: step })).status).toBe(400)
  for (const redeem of ['/v1/auth/verify-email', '/v1/auth/password-resets/redeem']) {
    const body = { token: step, ...(redeem.endsWith('redeem') && { password: 'entirely different words here' }) }
    expect((await post(redeem, body)).body.code).toBe('auth/invalid-mail-token')
  }
  market.advance(300_000)
  expect((await byCode(step, codeOf(uri))).body.code).toBe('auth/invalid-second-factor-token')
})

test('ten wrong codes in a row, from wherever, and no more are taken; a recovery code lets in, and so does a reset', async () => {
  const { uri, recoveryCodes } = await enrol((await signUp(market, 'ada@example.com')).token)
  const wrong = async (remoteAddress: string) => byCode(await nextStep({ remoteAddress }), '000000', { remoteAddress })
  for (let n = 0; n < 10; n += 1) expect((await wrong(`203.0.113.${n % 3}`)).body.code).toBe('auth/wrong-code')
  const from = { remoteAddress: '198.51.100.1' }
  expect((await byCode(await nextStep(from), codeOf(uri), from)).body.code).toBe('auth/second-factor-locked')
  await expect.poll(subjects).toContain('Somebody has your password')
  const written = recoveryCodes[3]!.toUpperCase()
  expect((await byCode(await nextStep(from), written, from)).status).toBe(200)
  expect((await byCode(await nextStep(from), written, from)).body.code).toBe('auth/wrong-code')
  expect((await byCode(await nextStep(from), codeOf(uri), from)).status).toBe(200)
  await expect.poll(subjects).toContain('A recovery code was used')
})

test('a reset of the password keeps the factor and forgives the wrong codes', async () => {
  const { uri } = await enrol((await signUp(market, 'ada@example.com')).token)
  for (let n = 0; n < 10; n += 1) {
    const asked = { remoteAddress: `203.0.113.${n % 3}` }
    await byCode(await nextStep(asked), '000000', asked)
  }
  const early = await nextStep({ remoteAddress: '198.51.100.1' })
  await post('/v1/auth/password-resets', { email: 'ada@example.com' })
  const password = 'entirely different words here'
  const token = await mailedToken(market, 'ada@example.com', 'Choose a new password')
  expect((await post('/v1/auth/password-resets/redeem', { token, password })).status).toBe(204)
  expect((await byCode(early, codeOf(uri))).body.code).toBe('auth/invalid-second-factor-token')
  const refused = await byPassword({ password })
  expect(refused.body.code).toBe('auth/second-factor-needed')
  expect((await byCode(refused.body.facts.secondFactorToken, codeOf(uri))).status).toBe(200)
})

test('new recovery codes, and removing the factor, take password and code; the old codes are good no more', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const { uri, recoveryCodes } = await enrol(token)
  const ask = (what: string, code: string, password = goodPassword, key = `${what}-${code}-${password.length}`) =>
    post(`${path}/${what}`, { password, code }, { token, key })
  expect((await ask('recovery-codes', codeOf(uri), 'a wrong pass phrase')).body.code).toBe('auth/wrong-password')
  expect((await ask('recovery-codes', '000000')).body.code).toBe('auth/wrong-code')
  expect((await ask('recovery-codes', '000000')).body.code).toBe('auth/wrong-code')
  const code = codeOf(uri)
  const renewed = (await ask('recovery-codes', code)).body.recoveryCodes as string[]
  expect(renewed).toHaveLength(10)
  expect((await ask('recovery-codes', code)).body).toEqual({})
  expect((await ask('remove', code)).body.code).toBe('auth/wrong-code')
  expect((await ask('remove', recoveryCodes[0]!)).body.code).toBe('auth/wrong-code')
  expect((await ask('remove', renewed[0]!)).status).toBe(204)
  expect((await market.send('GET', path, undefined, { token })).body).toEqual({ status: 'none' })
  expect((await byPassword()).status).toBe(200)
  await expect.poll(subjects).toContain('Your second factor was removed')
})

test('who lost app and paper is helped by staff, staff by the operator, with a reason and a mail', async () => {
  const ada = await signUp(market, 'ada@example.com')
  const staff = await signUpStaff(market, 'stella@example.com')
  await enrol(ada.token)
  await enrol(staff.token)
  const reason = { reason: 'Recognised at the counter.' }
  const ofUser = `/v1/users/${ada.userId}/second-factor/remove`
  const ofStaff = `/v1/staff/${staff.staffId}/second-factor/remove`
  expect((await post(ofUser, reason, { token: ada.token })).status).toBe(403)
  expect((await post(ofUser, reason, { token: staff.token })).status).toBe(204)
  expect((await post(ofUser, reason, { token: staff.token })).body.code).toBe('auth/no-second-factor')
  expect((await byPassword()).status).toBe(200)
  expect((await post(ofStaff, reason, { token: staff.token })).status).toBe(403)
  const signIn = { realm: 'staff', email: 'stella@example.com' }
  expect((await byPassword(signIn)).body.code).toBe('auth/second-factor-needed')
  expect((await post(ofStaff, reason, { authorization: await operatorHeader(market) })).status).toBe(204)
  expect((await byPassword(signIn)).status).toBe(200)
})

test('no secret, code or recovery code stands in the log', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const { uri, recoveryCodes } = await enrol(token)
  const text = JSON.stringify(await market.store.readCommits({ after: '0'.repeat(16), limit: 100 }))
  const secret = new URL(uri).searchParams.get('secret')!
  for (const shown of [
    secret,
    secretIn(uri).toString('base64url'),
    ...recoveryCodes,
    recoveryCodes[0]!.replaceAll('-', ''),
  ])
    expect(text).not.toContain(shown)
  expect(text).toContain('second-factor/confirmed')
})

/** Whichever way a password is chosen, it passes the rules, the list of common ones and what was stolen elsewhere. */
import { hash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRangeServer, type RangeServer } from '../../../../test/support/open-range-server.ts'
import {
  goodPassword,
  mailedToken,
  openTestMarket,
  operatorHeader,
  signUp,
  type TestMarket,
} from '../../../../test/support/open-test-market.ts'
import { textFiles } from '../../../../test/support/text-files.ts'
import { breachedPasswords } from '../../../composition/breached-passwords.ts'
import { createHttpsOutgoing } from '../../../infrastructure/outgoing/https-outgoing.ts'
import { loopbackToo } from '../../../infrastructure/outgoing/https/loopback-too.ts'
import { createLog, type Log } from '../../../telemetry/log.ts'

let ranges: RangeServer
let market: TestMarket
const outgoing = createHttpsOutgoing(loopbackToo)
let nowMs = 0
const warned: { readonly facts: Readonly<Record<string, unknown>>; readonly text: string }[] = []
const stolen = 'everybody reads my diary'
const safe = 'entirely different words here'

beforeEach(async () => {
  ranges = await openRangeServer({ [stolen]: 3 })
  nowMs = 0
  warned.splice(0)
  const warn = (facts: Readonly<Record<string, unknown>>, text: string) => void warned.push({ facts, text })
  market = await openTestMarket({
    log: Object.assign(createLog('silent'), { warn }) as Log,
    breachedPasswords: await breachedPasswords({
      config: { breachedPasswordsUrl: ranges.url, breachedPasswordsFolder: '' },
      outgoing,
      clock: { monotonicMs: () => nowMs },
      random: () => 0.5,
    }),
  })
})
afterEach(async () => {
  await market.dispose()
  await ranges.close()
})

const register = (password: string, email = 'ada@example.com', key?: string) =>
  market.send('POST', '/v1/auth/register', { email, password, name: 'Ada Byron' }, { ...(key && { key }) })
const signInStatus = async (password: string, email = 'ada@example.com') =>
  (await market.send('POST', '/v1/auth/token', { grantType: 'password', email, password })).status

/** Every way there is, each ready to be gone by an account with `goodPassword`. */
const ways = {
  async 'by registering'() {
    return (password: string) => register(password, 'grace@example.com')
  },
  async 'by changing it'() {
    const { token } = await signUp(market, 'ada@example.com')
    return (newPassword: string) =>
      market.send('POST', '/v1/me/password', { currentPassword: goodPassword, newPassword }, { token })
  },
  async 'by a mail, when it was forgotten'() {
    await signUp(market, 'ada@example.com')
    await market.send('POST', '/v1/auth/password-resets', { email: 'ada@example.com' })
    const token = await mailedToken(market, 'ada@example.com', 'Choose a new password')
    return (password: string) => market.send('POST', '/v1/auth/password-resets/redeem', { token, password })
  },
  async 'by a mail, when the address was changed by somebody else'() {
    const { token } = await signUp(market, 'ada@example.com')
    await market.send('POST', '/v1/me/email', { email: 'eve@example.com', password: goodPassword }, { token })
    const asked = await mailedToken(market, 'eve@example.com', 'Confirm your new')
    await market.send('POST', '/v1/auth/email-changes/confirm', { token: asked })
    const undo = await mailedToken(market, 'ada@example.com', 'address was changed')
    return (password: string) => market.send('POST', '/v1/auth/email-changes/undo', { token: undo, password })
  },
  async 'by the operator, for staff'() {
    const authorization = await operatorHeader(market)
    return (password: string) =>
      market.send('POST', '/v1/staff', { email: 'stella@example.com', password, name: 'Stella' }, { authorization })
  },
}

test.each(Object.entries(ways))('whichever way it is chosen, a weak one is refused, %s', async (_, way) => {
  const choose = await way()
  const before = ranges.asked.length
  for (const [password, why] of [
    ['too short', 'at least 15'],
    ['Sunshine 2026 2026', 'many people use'],
    [stolen, 'was stolen'],
  ] as const) {
    const { status, body } = await choose(password)
    const pointer = expect.stringMatching(/^\/(password|newPassword)$/)
    const errors = [{ pointer, detail: expect.stringContaining(why) }]
    expect([status, body]).toEqual([422, expect.objectContaining({ code: 'auth/weak-password', errors })])
  }
  // What our own rules refuse nobody else is asked about.
  expect(ranges.asked.length - before).toBe(1)
  expect([201, 204]).toContain((await choose(safe)).status)
  expect(warned).toEqual([])
})

test('the field that is named is the one that was sent', async () => {
  const change = await ways['by changing it']()
  expect((await change(stolen)).body.errors[0].pointer).toBe('/newPassword')
  expect((await register(stolen)).body.errors[0].pointer).toBe('/password')
})

test('a refused password changes nothing: the one before signs in as ever', async () => {
  const change = await ways['by changing it']()
  await change(stolen)
  expect([await signInStatus(stolen), await signInStatus(goodPassword)]).toEqual([401, 200])
})

test('nobody sets a password past the rules: two use cases hash what somebody chose, one what nobody knows', () => {
  const hashing = textFiles((path) => path.startsWith('src/services/') && !path.endsWith('.test.ts')).filter(
    ({ text }) => /passwordHasher\s*[.]\s*hash\(|hasher[.]hash\(/.test(text),
  )
  expect(hashing.map(({ path }) => path)).toEqual([
    'src/services/auth/password/update-password.ts',
    'src/services/auth/provider/register-vouched-account.ts',
    'src/services/auth/sign-in/register-account.ts',
  ])
  for (const { path, text } of hashing)
    expect
      .soft([path, text.includes('verifyNewPassword.byRules('), text.includes('randomBytes(32)')])
      .toEqual([path, !path.includes('vouched'), path.includes('vouched')])
})

test('while nobody can say what was stolen, the list still judges, the rest is taken, and the log counts it', async () => {
  const troubles = [
    (response: { writeHead(status: number): { end(): unknown } }) => void response.writeHead(503).end(),
    (response: { end(text: string): unknown }) => void response.end('<html>Welcome to the hotel’s network</html>'),
    (response: { destroy(): unknown }) => void response.destroy(),
  ]
  for (const [n, trouble] of troubles.entries()) {
    ranges.trouble = trouble
    expect((await register('Sunshine 2026 2026', `${n}@example.com`)).status).toBe(422)
    expect((await register(stolen, `${n}@example.com`)).status).toBe(201)
  }
  expect(warned.map(({ facts }) => facts)).toEqual([
    { event: 'breaches-unknown', reason: 'The server answered 503.', passedUnasked: 1 },
    { event: 'breaches-unknown', reason: 'What was answered is no range.', passedUnasked: 2 },
    { event: 'breaches-unknown', reason: 'The address could not be called.', passedUnasked: 3 },
  ])
  ranges.trouble = undefined
  expect((await register(stolen, 'late@example.com')).status).toBe(422)
})

test('a server that fails five times in a row is left alone for a while, and asked again after it', async () => {
  ranges.trouble = (response) => void response.writeHead(500).end()
  for (let n = 0; n < 7; n += 1) expect((await register(stolen, `${n}@example.com`)).status).toBe(201)
  expect([ranges.asked.length, warned.length]).toEqual([5, 7])
  ranges.trouble = undefined
  expect((await register(stolen, '8@example.com')).status).toBe(201)
  nowMs += 30_000
  expect((await register(stolen, '9@example.com')).status).toBe(422)
  expect(ranges.asked.length).toBe(6)
})

test('a registration that is sent again answers as the first time, whatever was heard of its password since', async () => {
  ranges.trouble = (response) => void response.writeHead(503).end()
  const first = await register(stolen, 'ada@example.com', 'once')
  ranges.trouble = undefined
  const again = await register(stolen, 'ada@example.com', 'once')
  expect([first.status, again.status, again.body]).toEqual([201, 201, first.body])
  expect(again.headers['idempotency-replayed']).toBe('true')
})

test('for an address that has an account as much is asked as for one that has none, and the same is told', async () => {
  await register(safe, 'ada@example.com')
  const told = async (password: string, email: string) => {
    const before = ranges.asked.length
    const { status, body } = await register(password, email)
    return [status, body.code, body.errors, ranges.asked.length - before]
  }
  for (const password of [stolen, 'Sunshine 2026 2026', 'nine quiet giraffes hum'])
    expect(await told(password, 'ada@example.com')).toEqual(await told(password, 'nobody@example.com'))
})

test('neither a password nor its hash is told to the log', async () => {
  for (const trouble of [undefined, (response: { end(text: string): unknown }) => void response.end(stolen)]) {
    ranges.trouble = trouble
    await register(stolen, 'ada@example.com')
  }
  const said = JSON.stringify(warned).toUpperCase()
  expect(warned).toHaveLength(1)
  for (const part of ['DIARY', hash('sha1', stolen, 'hex').slice(0, 5).toUpperCase()]) expect(said).not.toContain(part)
})

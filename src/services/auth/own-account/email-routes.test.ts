import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  goodPassword,
  mailedToken,
  openTestMarket,
  signIn,
  signUp,
  type TestMarket,
} from '../../../../test/support/open-test-market.ts'

let market: TestMarket
beforeEach(async () => {
  market = await openTestMarket()
})
afterEach(() => market.dispose())

const [oldAddress, newAddress] = ['ada@example.com', 'ada@elsewhere.example']
const dayMs = 86_400_000
const otherPassword = 'entirely different words here'
const post = (url: string, body: unknown, token?: string) => market.send('POST', url, body, { token })
const ask = (token: string, email = newAddress, password = goodPassword) =>
  post('/v1/me/email', { email, password }, token)
const confirm = (token: string) => post('/v1/auth/email-changes/confirm', { token })
const undo = (token: string, password = otherPassword) => post('/v1/auth/email-changes/undo', { token, password })
const confirmToken = () => mailedToken(market, newAddress, 'Confirm your new')
const undoToken = () => mailedToken(market, oldAddress, 'address was changed')
const signsIn = async (email: string, password = goodPassword) =>
  (await post('/v1/auth/token', { grantType: 'password', email, password })).status
const me = async (token: string) => (await market.send('GET', '/v1/me', undefined, { token })).body
const mailsTo = (address: string) => market.mails.filter(({ to }) => to === address).map(({ subject }) => subject)

/** Ada, signed in, with the new address. */
async function changed() {
  const ada = await signUp(market, oldAddress)
  await ask(ada.token)
  await confirm(await confirmToken())
  return ada
}

test('an address changes when a mail to the new one comes back, and not before', async () => {
  const { token } = await signUp(market, oldAddress)
  expect((await ask(token, newAddress, 'not my pass phrase')).body.code).toBe('auth/wrong-password')
  expect((await ask(token, 'ADA@example.com')).body.code).toBe('auth/same-email')
  expect((await ask(token)).status).toBe(202)
  const mailed = await confirmToken()
  expect([await signsIn(newAddress), await signsIn(oldAddress)]).toEqual([401, 200])
  expect((await confirm(mailed.split('').toReversed().join(''))).body.code).toBe('auth/invalid-mail-token')
  expect((await confirm(mailed)).status).toBe(204)
  expect([await signsIn(newAddress), await signsIn(oldAddress)]).toEqual([200, 401])
  expect(await me(token)).toMatchObject({ email: newAddress, emailVerified: true })
  expect((await confirm(mailed)).body.code).toBe('auth/invalid-mail-token')
})

test('of two addresses asked for the later counts, and a token is good for a day and one password', async () => {
  const { token } = await signUp(market, oldAddress)
  await ask(token)
  const first = await confirmToken()
  await ask(token, 'ada@third.example')
  expect((await confirm(first)).body.code).toBe('auth/invalid-mail-token')
  const second = await mailedToken(market, 'ada@third.example', 'Confirm your new')
  market.advance(dayMs)
  expect((await confirm(second)).body.code).toBe('auth/invalid-mail-token')
  const { token: later } = await signIn(market, oldAddress)
  await ask(later)
  await expect.poll(() => mailsTo(newAddress).length).toBe(2)
  const third = await confirmToken()
  await post('/v1/me/password', { currentPassword: goodPassword, newPassword: otherPassword }, later)
  expect((await confirm(third)).body.code).toBe('auth/invalid-mail-token')
})

test('who asks for an address that another has is told nothing; its owner is, and gets no token', async () => {
  const { token } = await signUp(market, oldAddress)
  await signUp(market, 'eve@example.com')
  const [taken, free] = [await ask(token, 'eve@example.com'), await ask(token)]
  expect([taken.status, taken.body]).toEqual([free.status, free.body])
  await expect.poll(() => mailsTo('eve@example.com')).toContain('You already have an account')
  expect(mailsTo('eve@example.com')).not.toContain('Confirm your new e-mail address')
})

test('of two accounts that ask for one address, one gets it', async () => {
  const [ada, eve] = [await signUp(market, oldAddress), await signUp(market, 'eve@example.com')]
  await ask(ada.token)
  const [first] = [await confirmToken()]
  await ask(eve.token)
  await expect.poll(() => mailsTo(newAddress).length).toBe(2)
  const second = await confirmToken()
  const answers = await Promise.all([confirm(first), confirm(second)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409])
  expect(answers.find(({ status }) => status === 409)!.body.code).toBe('auth/email-taken')
})

test('the old address takes the account back for a week, with a new password, from whoever holds it', async () => {
  const { token } = await changed()
  expect((await undo('x')).body.code).toBe('auth/invalid-mail-token')
  const mailed = await undoToken()
  expect((await undo(mailed, 'short')).body.code).toBe('auth/weak-password')
  expect((await undo(mailed)).status).toBe(204)
  expect((await market.send('GET', '/v1/me', undefined, { token })).status).toBe(401)
  expect(await signsIn(oldAddress, otherPassword)).toBe(200)
  expect([await signsIn(newAddress, otherPassword), await signsIn(oldAddress)]).toEqual([401, 401])
  expect((await undo(mailed)).body.code).toBe('auth/invalid-mail-token')
  await signUp(market, newAddress)
})

test('after a week the old address takes nothing back, and is free for somebody else', async () => {
  await changed()
  const mailed = await undoToken()
  const again = await post('/v1/auth/register', { email: oldAddress, password: otherPassword, name: 'Another' })
  expect([again.status, await signsIn(oldAddress, otherPassword)]).toEqual([201, 401])
  market.advance(7 * dayMs)
  expect((await undo(mailed)).body.code).toBe('auth/invalid-mail-token')
  await post('/v1/auth/register', { email: oldAddress, password: otherPassword, name: 'Another' })
  expect([await signsIn(oldAddress, otherPassword), await signsIn(newAddress)]).toEqual([200, 200])
})

test('while it can be undone no second change hides the first, nor does the old address reset the password', async () => {
  const { token } = await changed()
  expect((await ask(token, 'ada@third.example')).body.code).toBe('auth/email-changed-lately')
  await post('/v1/auth/password-resets', { email: oldAddress })
  await post('/v1/auth/password-resets', { email: newAddress })
  await expect.poll(() => mailsTo(newAddress)).toContain('Choose a new password')
  expect(mailsTo(oldAddress)).not.toContain('Choose a new password')
  market.advance(7 * dayMs)
  expect((await ask((await signIn(market, newAddress)).token, 'ada@third.example')).status).toBe(202)
})

test('a token that resets the password at the old address is good no more once the address has changed', async () => {
  const { token } = await signUp(market, oldAddress)
  await post('/v1/auth/password-resets', { email: oldAddress })
  const reset = await mailedToken(market, oldAddress, 'Choose a new password')
  await ask(token)
  await confirm(await confirmToken())
  const redeem = await post('/v1/auth/password-resets/redeem', { token: reset, password: otherPassword })
  expect(redeem.body.code).toBe('auth/invalid-mail-token')
})

test('who is erased leaves every address they had, or asked for, to others', async () => {
  const { token } = await changed()
  expect((await post('/v1/me/erase', { password: goodPassword }, token)).status).toBe(204)
  expect((await undo(await undoToken())).body.code).toBe('auth/invalid-mail-token')
  for (const address of [oldAddress, newAddress]) expect((await signUp(market, address)).token).toBeDefined()
})

import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { foundDairy, signUpConfirmed, type Dairy } from '../../../../test/support/connect-dairy.ts'
import { openIdentityProvider, type TestIdentityProvider } from '../../../../test/support/open-identity-provider.ts'
import {
  goodPassword,
  openTestMarket,
  registerOrganisation,
  signIn,
  signUp,
  type TestMarket,
} from '../../../../test/support/open-test-market.ts'
import { openCredentialWatch } from '../../live/open-credential-watch.ts'

let market: TestMarket
let provider: TestIdentityProvider
let dairy: Dairy
beforeEach(async () => {
  market = await openTestMarket()
  dairy = await foundDairy(market)
  provider = await openIdentityProvider(() => [dairy.redirectUri])
})
afterEach(async () => {
  await provider.close()
  await market.dispose()
})

const ada = 'ada@dairy.example'
const known = (email: string) => ({ email, email_verified: true, name: 'Ada Byron' })

/** Through the provider, as one of its people. */
async function comeIn(subject: string, of = dairy) {
  const begun = await of.begin()
  return of.finish(begun, await provider.visit(begun.url, subject))
}
const meOf = (token: string) => market.send('GET', '/v1/me', undefined, { token })
/** What came in with a token and stays open, over whichever protocol: why it was closed. */
async function openLive(token: string): Promise<readonly string[]> {
  const watch = openCredentialWatch({
    authenticate: market.authenticate,
    subscribe: market.commitNotices.subscribe,
    nowMs: () => Date.parse(market.now()),
  })
  onTestFinished(() => watch.close())
  const credentials = { authorization: `Bearer ${token}`, organisation: undefined }
  const closed: string[] = []
  watch.watch(credentials, await market.authenticate(credentials), (why) => closed.push(why))
  return closed
}
const byPassword = (email: string, password = goodPassword) =>
  market.send('POST', '/v1/auth/token', { grantType: 'password', email, password })
/** A member of the dairy with a password of their own. */
async function employ(email: string, role = 'buyer') {
  const person = await signUpConfirmed(market, email)
  await dairy.invite(email, role)
  const mail = market.mails.findLast(({ to, subject }) => to === email && subject.includes('invites'))!
  const token = mail.text.split('\n').find((line) => line.startsWith('inv_'))
  const accepted = await market.send('POST', '/v1/invitations/accept', { token }, { token: person.token })
  expect(accepted.status, accepted.text).toBe(200)
  return person
}

test('who was invited comes in through the provider, with an account that is confirmed and has no known password', async () => {
  await dairy.trust(provider)
  await dairy.invite(ada)
  provider.people.set('4711', known(ada))
  const tokens = await comeIn('4711')
  expect(tokens).toMatchObject({ status: 200, body: { tokenType: 'Bearer', expiresIn: 600 } })
  const { body: me } = await meOf(tokens.body.accessToken)
  expect(me).toMatchObject({ email: ada, name: 'Ada Byron', emailVerified: true })
  expect(me.memberships).toEqual([{ organisationId: dairy.organisationId, legalName: 'dairy.example', role: 'buyer' }])
  const renewed = await market.send('POST', '/v1/auth/token', {
    grantType: 'refresh_token',
    refreshToken: tokens.body.refreshToken,
  })
  const token = renewed.body.accessToken as string
  const { items } = (await market.send('GET', '/v1/auth/sessions', undefined, { token })).body
  expect(items).toMatchObject([{ current: true, organisationId: dairy.organisationId }])
  // Whatever address the provider gives this person later, it is this person.
  provider.people.set('4711', known('somebody.else@elsewhere.example'))
  const again = await comeIn('4711')
  expect((await meOf(again.body.accessToken)).body.id).toBe(me.id)
  expect((await market.send('DELETE', '/v1/auth/sessions', undefined, { token })).status).toBe(204)
  expect((await meOf(again.body.accessToken)).body.code).toBe('auth/invalid-token')
  expect((await byPassword(ada)).body.code).toBe('auth/wrong-credentials')
  await expect
    .poll(() => market.mails.map(({ subject }) => subject))
    .toContain('You signed in through your organisation')
})

test('a session of a provider acts for its organisation alone, and changes nothing of the account', async () => {
  await dairy.trust(provider)
  const person = await employ(ada)
  const own = await registerOrganisation(market, person.token, { legalName: 'Ada’s own' })
  provider.people.set('4711', known(ada))
  const { accessToken: token } = (await comeIn('4711')).body
  const { body: me } = await meOf(token)
  expect(me.id).toBe(person.userId)
  expect(me.memberships.map(({ organisationId }: { organisationId: string }) => organisationId)).toEqual([
    dairy.organisationId,
  ])
  const at = (organisation: string) =>
    market.send('GET', `/v1/organisations/${organisation}/members`, undefined, { token, organisation })
  expect((await at(dairy.organisationId)).status).toBe(200)
  expect((await at(own)).body.code).toBe('auth/not-a-member')
  const refused = [
    await market.send('PATCH', '/v1/me', { name: 'Eve' }, { token, ifMatch: '"v1"' }),
    await market.send('GET', '/v1/auth/passkeys', undefined, { token }),
    await market.send('DELETE', `/v1/auth/passkeys/pky_${'0'.repeat(32)}`, undefined, { token }),
    await market.send('POST', '/v1/invitations/accept', { token: 'inv_1.x' }, { token }),
    await market.send(
      'POST',
      '/v1/organisations',
      { legalName: 'Eve’s', country: 'DE', kinds: ['supplier'] },
      { token },
    ),
  ]
  expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(['auth/own-sign-in-needed']))
  // Neither who else she works for nor where else she is signed in.
  expect((await market.send('GET', '/v1/auth/sessions', undefined, { token })).body.items).toHaveLength(1)
  // The password opens all of it, as before.
  expect((await meOf((await signIn(market, ada)).token)).body.memberships).toHaveLength(2)
})

test('who is neither member nor invited is told the same whether or not their address has an account, and nothing is kept', async () => {
  await dairy.trust(provider)
  await signUpConfirmed(market, ada)
  provider.people.set('1', known(ada)).set('2', known('nobody@dairy.example'))
  const head = await market.store.head()
  const [withAccount, without] = [await comeIn('1'), await comeIn('2')]
  const { traceId: _one, ...told } = withAccount.body
  const { traceId: _other, ...toldToo } = without.body
  expect([withAccount.status, told.code]).toEqual([403, 'auth/not-known-to-organisation'])
  expect(toldToo).toEqual(told)
  expect(await market.store.head()).toBe(head)
})

test('an address that went to somebody else does not take the account along; an admin may unlink it', async () => {
  await dairy.trust(provider)
  const { userId } = await employ(ada)
  provider.people.set('old', known(ada)).set('new', known(ada))
  const { accessToken: token } = (await comeIn('old')).body
  expect((await comeIn('new')).body.code).toBe('auth/other-identity-linked')
  const live = await openLive(token)
  const unlinked = await dairy.asOwner('DELETE', `/v1/organisations/${dairy.organisationId}/members/${userId}/identity`)
  expect(unlinked.status).toBe(204)
  await expect.poll(() => live).toEqual(['revoked'])
  expect((await meOf(token)).body.code).toBe('auth/invalid-token')
  expect((await meOf((await comeIn('new')).body.accessToken)).body.id).toBe(userId)
  expect((await comeIn('old')).body.code).toBe('auth/other-identity-linked')
})

test('an account that somebody registered for an address they do not read is nobody’s to come in by', async () => {
  await dairy.trust(provider)
  await signUp(market, ada)
  await dairy.invite(ada)
  provider.people.set('4711', known(ada))
  expect((await comeIn('4711')).body.code).toBe('auth/email-not-verified')
})

test.each([
  ['auth/provider-address-not-verified', { email: ada, email_verified: false }],
  ['auth/provider-address-not-verified', { name: 'Ada' }],
  ['auth/provider-address-foreign', known('olga@cheese.example')],
  ['auth/provider-address-foreign', known('ada@sub.dairy.example')],
])('%s: a provider speaks for verified addresses of its own domains', async (code, person) => {
  await dairy.trust(provider)
  await foundDairy(market, 'cheese.example')
  provider.people.set('4711', person)
  expect((await comeIn('4711')).body.code).toBe(code)
})

test('an organisation may have its members come through its provider only; nobody is told before the right password', async () => {
  await dairy.trust(provider)
  const member = await employ(ada)
  const requirement = (isRequired: boolean) => dairy.asOwner('POST', `${dairy.path}/requirement`, { isRequired })
  const live = await openLive(member.token)
  expect((await requirement(true)).body.isRequired).toBe(true)
  await expect.poll(() => live).toEqual(['revoked'])
  expect((await byPassword(ada, 'another pass phrase')).body.code).toBe('auth/wrong-credentials')
  const refused = await byPassword(ada)
  expect(refused).toMatchObject({ status: 403, body: { code: 'auth/provider-required' } })
  expect(refused.body.facts.organisationIds).toEqual([dairy.organisationId])
  expect((await meOf(member.token)).body.code).toBe('auth/provider-required')
  provider.people.set('4711', known(ada))
  expect((await meOf((await comeIn('4711')).body.accessToken)).body.id).toBe(member.userId)
  expect((await byPassword(dairy.owner.email)).status).toBe(200)
  await requirement(false)
  expect((await byPassword(ada)).status).toBe(200)
})

test('a provider is believed once staff has approved it, and sessions end when it is suspended, changed or removed', async () => {
  const connected = { status: 'pending', domains: ['dairy.example'], redirectUris: [dairy.redirectUri] }
  expect((await dairy.connect(provider)).body).toMatchObject(connected)
  const begin = (whose: object) => market.send('POST', '/v1/auth/provider-sign-ins', whose)
  const { organisationId } = dairy
  expect((await begin({ organisationId })).body.code).toBe('auth/no-provider')
  await dairy.decide('approved')
  expect((await begin({ email: 'whoever@dairy.example' })).body.organisationId).toBe(organisationId)
  expect((await begin({ email: 'whoever@unknown.example' })).body.code).toBe('auth/no-provider')
  await employ(ada)
  provider.people.set('4711', known(ada))
  const stops = [
    () => dairy.decide('suspended'),
    () => dairy.connect(provider, { domains: ['dairy.example', 'butter.example'] }),
    () => dairy.asOwner('DELETE', dairy.path),
  ]
  for (const stop of stops) {
    const { accessToken: token, refreshToken } = (await comeIn('4711')).body
    expect((await meOf(token)).status).toBe(200)
    const live = await openLive(token)
    const begun = await dairy.begin()
    expect((await stop()).status).toBeLessThan(300)
    await expect.poll(() => live).toEqual(['revoked'])
    expect((await meOf(token)).body.code).toBe('auth/invalid-token')
    const refreshed = await market.send('POST', '/v1/auth/token', { grantType: 'refresh_token', refreshToken })
    expect(refreshed.body.code).toBe('auth/invalid-grant')
    const late = await dairy.finish(begun, await provider.visit(begun.url, '4711'))
    expect(late.body.code).toBe('auth/invalid-provider-sign-in')
    await dairy.trust(provider)
  }
})

test('two organisations do not speak for one domain, and staff sees who waits', async () => {
  await dairy.trust(provider)
  const other = await foundDairy(market, 'butter.example')
  await other.connect(provider, { domains: ['butter.example', 'dairy.example'] })
  const waiting = await other.asStaff('GET', '/v1/identity-providers')
  expect(waiting.body.items).toMatchObject([{ organisationId: other.organisationId, status: 'pending' }])
  expect((await other.decide('approved')).body.code).toBe('auth/domain-taken')
  await dairy.asOwner('DELETE', dairy.path)
  expect((await other.decide('approved')).body.status).toBe('approved')
})

test('the client secret is shown to nobody, and is sent to no issuer but the one it was given for', async () => {
  const connected = await dairy.connect(provider)
  const { text } = await dairy.asOwner('GET', dairy.path)
  expect(connected.text + text).not.toContain(provider.clientSecret)
  const elsewhere = await openIdentityProvider(() => [dairy.redirectUri])
  const moved = await dairy.connect({ ...elsewhere, clientSecret: undefined as never })
  await elsewhere.close()
  expect(moved).toMatchObject({ status: 422, body: { code: 'auth/client-secret-needed' } })
  const same = await dairy.connect({ ...provider, clientSecret: undefined as never }, { domains: ['dairy.example'] })
  expect(same.status).toBe(200)
})

test('an answer is good once, for ten minutes, for whoever began, at the organisation’s own address', async () => {
  await dairy.trust(provider)
  await employ(ada)
  provider.people.set('4711', known(ada))
  const begun = await dairy.begin()
  const url = await provider.visit(begun.url, '4711')
  const another = await dairy.begin()
  expect((await dairy.finish(another, url)).body.facts.reason).toBe('invalid_response')
  const elsewhere = url.replace(dairy.organisationId, `org_${'0'.repeat(32)}`)
  expect((await dairy.finish(begun, elsewhere)).body.facts.reason).toBe('redirect_uri')
  const changed = { signInToken: `${begun.signInToken.slice(0, -4)}AAAA` }
  expect((await dairy.finish(changed, url)).body.code).toBe('auth/invalid-provider-sign-in')
  expect((await dairy.finish(begun, url)).status).toBe(200)
  const again = await dairy.finish(begun, url)
  expect(again.body).toMatchObject({ code: 'auth/provider-refused', facts: { error: 'invalid_grant' } })
  const late = await dairy.begin()
  const answered = await provider.visit(late.url, '4711')
  market.advance(600_001)
  expect((await dairy.finish(late, answered)).body.code).toBe('auth/invalid-provider-sign-in')
})

test('a wrong client secret, a person who says no and a page that nobody named are told apart', async () => {
  await dairy.trust(provider, { clientSecret: 'another' })
  provider.people.set('4711', known(ada))
  expect((await comeIn('4711')).body.facts).toEqual({ error: 'invalid_client' })
  const begun = await dairy.begin()
  const state = new URL(begun.url).searchParams.get('state')!
  const answer = new URLSearchParams({ error: 'access_denied', state, iss: provider.issuer })
  const denied = await dairy.finish(begun, `${dairy.redirectUri}?${answer.toString()}`)
  expect(denied.body.facts).toEqual({ error: 'access_denied' })
  const elsewhere = { organisationId: dairy.organisationId, page: 'https://evil.example/signed-in' }
  expect((await market.send('POST', '/v1/auth/provider-sign-ins', elsewhere)).body.code).toBe('auth/unknown-page')
})

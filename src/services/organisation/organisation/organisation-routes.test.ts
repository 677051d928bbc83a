import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestMarket, signUp, signUpStaff, type TestMarket } from '../../../../test/support/open-test-market.ts'
import { foundCompany, joinCompany } from './found-company.fixture.ts'

let market: TestMarket
beforeEach(async () => {
  market = await openTestMarket()
})
afterEach(() => market.dispose())

const details = { legalName: 'Molkerei Nord GmbH', country: 'DE', kinds: ['supplier'] }
const address = { lines: ['Am Deich 1'], postalCode: '20095', city: 'Hamburg', country: 'DE' }

test('nobody joins a company by naming it: the same name makes another organisation, another id is refused', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const eve = await signUp(market, 'eve@example.com')
  const same = await market.send('POST', '/v1/organisations', details, { token: eve.token })
  expect([same.status, same.body.id === ada.organisation]).toEqual([201, false])
  for (const extra of [
    { id: ada.organisation },
    { members: {} },
    { verification: 'verified' },
    { ownerId: ada.userId },
  ])
    expect(
      (await market.send('POST', '/v1/organisations', { ...details, ...extra }, { token: eve.token })).status,
    ).toBe(422)
  const { items } = (await market.send('GET', `${ada.path}/members`, undefined, { token: ada.token })).body
  expect(items.map(({ userId }: { userId: string }) => userId)).toEqual([ada.userId])
})

test('a legal name is one line that reads as it is written: it stands in mails to others', async () => {
  const { token } = await signUp(market, 'ada@example.com')
  const register = async (legalName: string) =>
    (await market.send('POST', '/v1/organisations', { ...details, legalName }, { token })).status
  for (const legalName of [
    'A\r\n\r\nYour account is locked, go to …',
    'Nord\u2028GmbH',
    '\u202eHbmG',
    '\u0000',
    ' \t ',
  ])
    expect([legalName, await register(legalName)]).toEqual([legalName, 422])
  for (const legalName of ['Smørrebrød & Søn A/S', 'شركة الألبان', '株式会社　北', 'L’Étoile (1999) “Fils”'])
    expect([legalName, await register(legalName)]).toEqual([legalName, 201])
})

test('what another organisation keeps inside looks like no organisation at all', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const eve = await foundCompany(market, 'eve@example.com')
  const unknown = `/v1/organisations/org_${'0'.repeat(32)}`
  for (const part of [
    '',
    '/members',
    '/sites',
    '/invitations',
    '/approval-rules',
    '/delegations',
    '/budgets',
    '/budgets/EUR/2027',
    '/api-keys',
  ]) {
    const ask = (path: string) => market.send('GET', path + part, undefined, { token: eve.token })
    const [foreign, absent] = [await ask(ada.path), await ask(unknown)]
    expect([part, foreign.status]).toEqual([part, 404])
    const bare = ({ body }: typeof foreign) => ({ ...body, instance: '', traceId: '' })
    expect(bare(foreign)).toEqual(bare(absent))
  }
})

test('staff verify what was submitted, with a reason; others then see its public face', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const eve = await foundCompany(market, 'eve@example.com')
  const staff = await signUpStaff(market, 'stella@example.com')
  const decide = (outcome: string, token = staff.token) =>
    market.send('POST', `${ada.path}/verification/decisions`, { outcome, reason: 'Register extract seen' }, { token })
  expect((await decide('verified')).body.code).toBe('organisation/verification-state')
  expect(
    (await market.send('POST', `${ada.path}/verification`, undefined, { token: ada.token })).body.verification,
  ).toBe('pending')
  expect((await decide('verified', ada.token)).status).toBe(403)
  const waiting = await market.send('GET', '/v1/organisations?verification=pending', undefined, { token: staff.token })
  expect(waiting.body.items).toMatchObject([{ id: ada.organisation }])
  expect((await decide('verified')).body.verification).toBe('verified')
  const seen = await market.send('GET', ada.path, undefined, { token: eve.token })
  expect(Object.keys(seen.body).sort()).toEqual(
    ['country', 'createdAt', 'id', 'kinds', 'legalName', 'updatedAt', 'verification'].sort(),
  )
  const renamed = await market.send('PATCH', ada.path, { legalName: 'Other GmbH' }, { token: ada.token, ifMatch: '*' })
  expect(renamed.body.verification).toBe('pending')
})

test('what others are shown of a company is kept, and gone as soon as the company changes', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const eve = await foundCompany(market, 'eve@example.com')
  const staff = await signUpStaff(market, 'stella@example.com')
  await market.send('POST', `${ada.path}/verification`, undefined, { token: ada.token })
  const verified = { outcome: 'verified', reason: 'Register extract seen' }
  await market.send('POST', `${ada.path}/verification/decisions`, verified, { token: staff.token })
  const read = async () => {
    const { status, headers } = await market.send('GET', ada.path, undefined, { token: eve.token })
    return [status, headers['cache-status']]
  }
  expect(await read(), 'its document may be behind for a minute').toEqual([200, undefined])
  market.advance(130_000)
  expect(await read()).toEqual([200, 'l1; fwd=miss; stored'])
  expect(market.cache.statistics().entries).toBe(1)
  await market.send('PATCH', ada.path, { legalName: 'Other GmbH' }, { token: ada.token, ifMatch: '*' })
  expect(market.cache.statistics().entries).toBe(0)
  expect((await read())[0]).toBe(404)
})

test('whoever was verified as a buyer is looked at again before it sells, and not for giving a trade up', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const staff = await signUpStaff(market, 'stella@example.com')
  const deal = async (kinds: readonly string[]) =>
    (await market.send('PATCH', ada.path, { kinds }, { token: ada.token, ifMatch: '*' })).body.verification
  const verified = { outcome: 'verified', reason: 'Register extract seen' }
  expect(await deal(['buyer'])).toBe('unverified')
  await market.send('POST', `${ada.path}/verification`, undefined, { token: ada.token })
  await market.send('POST', `${ada.path}/verification/decisions`, verified, { token: staff.token })
  expect(await deal(['buyer'])).toBe('verified')
  expect(await deal(['buyer', 'supplier'])).toBe('pending')
  await market.send('POST', `${ada.path}/verification/decisions`, verified, { token: staff.token })
  expect(await deal(['supplier', 'buyer'])).toBe('verified')
  expect(await deal(['supplier'])).toBe('verified')
})

test('numbers are checked field by field, and a GLN belongs to one organisation', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const eve = await foundCompany(market, 'eve@example.com')
  const change = (body: object, host = ada) =>
    market.send('PATCH', host.path, body, { token: host.token, ifMatch: '*' })
  expect((await change({ gln: '4006381333932' })).body.errors[0].pointer).toBe('/gln')
  expect((await change({ taxIds: [{ country: 'DE', number: 'DE136695977' }] })).body.errors[0].pointer).toBe(
    '/taxIds/0/number',
  )
  expect((await change({ country: 'ZZ' })).body.errors[0].pointer).toBe('/country')
  const full = await change({ gln: '4006381333931', address, taxIds: [{ country: 'DE', number: '136 695 976' }] })
  expect(full.body).toMatchObject({ gln: '4006381333931', taxIds: [{ country: 'DE', number: 'DE136695976' }] })
  expect((await change({ gln: '4006381333931' }, eve)).body.code).toBe('organisation/gln-taken')
  const site = { name: 'Dock 1', address, gln: '4006381333931' }
  expect((await market.send('POST', `${ada.path}/sites`, site, { token: ada.token })).status).toBe(201)
  expect((await change({ gln: null })).body.gln).toBeUndefined()
  expect((await change({ gln: '4006381333931' }, eve)).status).toBe(409)
  const { items } = (await market.send('GET', `${ada.path}/sites`, undefined, { token: ada.token })).body
  const removed = await market.send('DELETE', `${ada.path}/sites/${items[0].id}`, undefined, {
    token: ada.token,
    ifMatch: '*',
  })
  expect(removed.status).toBe(204)
  expect((await change({ gln: '4006381333931' }, eve)).status).toBe(200)
})

test('a site is added, read, changed under its version, and a repeated request gives the same site', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const site = { name: 'Dairy', address, establishmentNumber: 'de nw 12345 eg' }
  const made = await market.send('POST', `${ada.path}/sites`, site, { token: ada.token, key: 'dairy' })
  await market.send('POST', `${ada.path}/sites`, { ...site, name: 'Store' }, { token: ada.token })
  const repeated = await market.send('POST', `${ada.path}/sites`, site, { token: ada.token, key: 'dairy' })
  expect(repeated.body).toEqual(made.body)
  expect(made.body.establishmentNumber).toBe('DE NW 12345 EG')
  const path = made.headers['location'] as string
  const read = await market.send('GET', path, undefined, { token: ada.token })
  expect(read.body).toEqual(made.body)
  const replace = (ifMatch: string) =>
    market.send('PUT', path, { name: 'Dairy 2', address }, { token: ada.token, ifMatch })
  expect((await replace('"v1"')).status).toBe(412)
  expect((await replace(read.headers['etag'] as string)).body.name).toBe('Dairy 2')
  const list = await market.send('GET', `${ada.path}/sites?limit=1`, undefined, { token: ada.token })
  const next = await market.send('GET', `${ada.path}/sites?limit=1&cursor=${list.body.page.next}`, undefined, {
    token: ada.token,
  })
  expect([list.body.items[0].name, next.body.items[0].name, next.body.page.next]).toEqual(['Dairy 2', 'Store', null])
})

test('approval rules are kept as a whole, and name only members', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const rules = {
    thresholds: [
      {
        currency: 'EUR',
        from: 10_000_000,
        chain: [
          { kind: 'role', role: 'approver' },
          { kind: 'user', userId: ada.userId },
        ],
      },
    ],
    delegations: [],
  }
  const put = (body: object, ifMatch = '*') =>
    market.send('PUT', `${ada.path}/approval-rules`, body, { token: ada.token, ifMatch })
  expect((await put(rules)).body).toEqual(rules)
  expect((await market.send('GET', `${ada.path}/approval-rules`, undefined, { token: ada.token })).body).toEqual(rules)
  const stranger = {
    ...rules,
    thresholds: [{ currency: 'EUR', from: 0, chain: [{ kind: 'user', userId: `usr_${'0'.repeat(32)}` }] }],
  }
  expect((await put(stranger)).body.errors[0].pointer).toBe('/thresholds/0/chain/0/userId')
  expect((await put({ ...rules, thresholds: [{ ...rules.thresholds[0], currency: 'XAU' }] })).status).toBe(422)
  expect((await put(rules, '"v1"')).status).toBe(412)
})

test('approvals are delegated by whose they are, for days to come, and taken back; who leaves stands in for nobody', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const ann = await joinCompany(market, ada, 'ann@example.com', 'approver')
  const bob = await joinCompany(market, ada, 'bob@example.com', 'buyer')
  const eve = await joinCompany(market, ada, 'eve@example.com', 'viewer')
  const url = `${ada.path}/delegations`
  const from = new Date().toISOString().slice(0, 10)
  const holiday = { toUserId: bob.userId, from, until: '2099-08-31', reason: 'Holiday.' }
  const give = (as: { token: string }, more: object, key?: string) =>
    market.send(
      'POST',
      url,
      { ...holiday, until: from, ...more },
      { token: as.token, ...(key !== undefined && { key }) },
    )
  const list = async (as: { token: string }) => (await market.send('GET', url, undefined, { token: as.token })).body
  const end = (as: { token: string }, id: string) =>
    market.send('DELETE', `${url}/${id}`, undefined, { token: as.token })

  const given = await give(ann, {}, 'once')
  expect(given).toMatchObject({
    status: 201,
    body: { fromUserId: ann.userId, toUserId: bob.userId, givenBy: ann.userId },
  })
  expect((await give(ann, {}, 'once')).body).toEqual(given.body)
  expect((await give(bob, { toUserId: eve.userId })).body.code).toBe('organisation/delegation-not-yours')
  expect((await give(eve, { fromUserId: ann.userId })).body.code).toBe('organisation/delegation-not-yours')
  const inAbsence = await give(ada, { fromUserId: ann.userId, toUserId: eve.userId })
  expect(inAbsence).toMatchObject({ status: 201, body: { fromUserId: ann.userId, givenBy: ada.userId } })
  for (const [more, pointer] of [
    [{ until: holiday.until }, '/until'],
    [{ until: '2020-01-01', from: '2020-01-01' }, '/until'],
    [{ from: '2099-08-31' }, '/until'],
    [{ from: '2026-02-30' }, '/from'],
    [{ toUserId: ann.userId }, '/toUserId'],
    [{ toUserId: `usr_${'0'.repeat(32)}` }, '/toUserId'],
  ] as const)
    expect((await give(ann, more)).body).toMatchObject({ status: 422, errors: [{ pointer }] })

  expect((await list(ann)).items).toEqual([given.body, inAbsence.body])
  expect((await list(bob)).items).toEqual([given.body])
  expect((await end(eve, given.body.id)).status).toBe(404)
  expect((await end(bob, given.body.id)).status).toBe(204)
  expect((await end(ann, given.body.id)).body.code).toBe('organisation/unknown-delegation')
  expect(
    (await market.send('DELETE', `${ada.path}/members/${eve.userId}`, undefined, { token: eve.token })).status,
  ).toBe(204)
  expect(await list(ada)).toMatchObject({ items: [], page: { total: 0 } })
})

test('budgets are set by owners and admins, as they were read, and show what is left; each is of one currency and period', async () => {
  const ada = await foundCompany(market, 'ada@example.com')
  const bob = await joinCompany(market, ada, 'bob@example.com', 'buyer')
  const url = `${ada.path}/budgets`
  const put = (which: string, limit: number, ifMatch = '"v0"', as = ada) =>
    market.send('PUT', `${url}/${which}`, { limit }, { token: as.token, ifMatch })
  const read = (which = '', as: { token: string } = bob) =>
    market.send('GET', url + which, undefined, { token: as.token })
  const quarter = { currency: 'EUR', period: '2027-Q1', limit: 500_000, committed: 0, left: 500_000 }
  const set = await put('EUR/2027-Q1', 500_000)
  expect(set).toMatchObject({ status: 200, body: quarter, headers: { etag: '"v1"' } })
  expect((await put('EUR/2027-Q1', 1)).status).toBe(412)
  expect((await put('EUR/2027-Q1', 600_000, '"v1"')).body).toMatchObject({ limit: 600_000, left: 600_000 })
  expect((await put('EUR/2027-03', 200_000)).status).toBe(200)
  expect((await put('CHF/2027', 0)).status).toBe(200)
  expect((await put('EUR/2028', 1, '"v0"', { ...ada, token: bob.token })).status).toBe(403)
  for (const which of ['EUR/2027-13', 'EUR/2027-Q5', 'EUR/27', 'EUR/2027-3'])
    expect([which, (await put(which, 1)).status]).toEqual([which, 400])
  expect((await put('XAU/2027', 1)).status).toBe(422)
  expect((await put('EUR/2029', -1)).status).toBe(422)
  expect((await read('/EUR/2027-Q1')).body).toEqual({ ...quarter, limit: 600_000, left: 600_000 })
  expect(await read('/EUR/2028')).toMatchObject({ status: 404, body: { code: 'organisation/unknown-budget' } })
  const first = await read('?limit=2')
  expect(first.body).toMatchObject({ items: [{ currency: 'CHF' }, { period: '2027-03' }], page: { total: 3 } })
  const rest = await read(`?limit=2&cursor=${first.body.page.next}`)
  expect(rest.body.items).toMatchObject([{ currency: 'EUR', period: '2027-Q1' }])
  const lift = (which: string, ifMatch: string) =>
    market.send('DELETE', `${url}/${which}`, undefined, { token: ada.token, ifMatch })
  expect((await lift('EUR/2027-Q1', '"v1"')).status).toBe(412)
  expect((await lift('EUR/2027-Q1', '"v2"')).status).toBe(204)
  expect((await lift('EUR/2027-Q1', '*')).body.code).toBe('organisation/unknown-budget')
  expect((await read('/EUR/2027-Q1')).status).toBe(404)
  expect((await read()).body.page.total).toBe(2)
  expect((await put('EUR/2027-Q1', 7)).body).toMatchObject({ limit: 7, left: 7 })
  const shown = await market.send('GET', ada.path, undefined, { token: ada.token })
  expect(shown.body).not.toHaveProperty('budgets')
})

/** The command line against the real exchange: what a person types, and what they are told. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { freePort } from '../../bench/harness/free-port.ts'
import { codeShown } from '../support/authenticator-app.ts'
import { openIdentityProvider } from '../support/open-identity-provider.ts'
import { openTestReceiver } from '../support/open-test-receiver.ts'
import { openTestSocket } from '../support/open-test-socket.ts'
import { mailedToken } from '../support/open-trading-floor.ts'
import { runFxHere } from '../support/run-fx-here.ts'
import { runFx, type FxOptions } from '../support/run-fx.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

// Some runs of fx are processes of their own: a busy machine takes its time over a dozen of them.
vi.setConfig({ testTimeout: 60_000 })

const password = 'a long enough pass phrase'
let exchange: RunningExchange
let folder: string
let organisation: string
/** Where browsers come back to. */
let page: string

const options = (more: Partial<FxOptions>): FxOptions => ({
  ...more,
  environment: { FX_URL: exchange.url, XDG_CONFIG_HOME: join(folder, 'config'), ...more.environment },
})
/** The program, in a process of its own: with its input, its signals, its end. */
const program = (args: readonly string[], more: Partial<FxOptions> = {}) => runFx(args, options(more))
/** The same without a process: a dozen times quicker. */
const fx = (args: readonly string[], more: Partial<FxOptions> = {}) => runFxHere(args, options(more))

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foodxchange-fx-'))
  page = `http://127.0.0.1:${await freePort()}/signed-in`
  exchange = await startExchange({ environment: { FX_SIGN_IN_PAGES: page, FX_OUTGOING_LOOPBACK: 'true' } })
  const anybody = exchange.client()
  await anybody.registerAccount({ body: { email: 'olga@molkerei.example', password, name: 'Olga' } })
  const { data } = await anybody.issueTokens({
    body: { grantType: 'password', email: 'olga@molkerei.example', password },
  })
  const registered = await exchange
    .client(data.accessToken)
    .registerOrganisation({ body: { legalName: 'Molkerei Nord GmbH', country: 'DE', kinds: ['supplier'] } })
  organisation = registered.data.id
  await exchange
    .client(data.accessToken, organisation)
    .submitForVerification({ params: { organisationId: organisation } })
})

afterAll(async () => {
  await exchange[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const catalogue = [
  'Artikelnummer;EAN;Bezeichnung;Marke;Zutaten',
  'B-1;4006381333931;Butter 250 g;Nordland;Milch',
  'B-2;4006381333932;Käse jung;Nordland;Milch, Salz',
  'B-3;;Quark mager;Nordland;Milch',
].join('\n')

test('the help names every command, and each explains itself', async () => {
  const { exitCode, stdout } = await program(['--help'])
  expect(exitCode).toBe(0)
  const names = [...stdout.matchAll(/^ {2}([a-z][a-z-]+(?: [a-z-]+)?)(?= )/gm)].map(([, name = '']) => name)
  expect(names).toContain('import')
  expect(names).toContain('staff create')
})

test('a wrong command line ends with 2 and says where to read more', async () => {
  const { exitCode, stderr } = await program(['import'])
  expect([exitCode, stderr]).toEqual([2, 'FILE is missing: The catalogue.\nSee: fx import --help\n'])
  const nowhere = await fx(['import', join(folder, 'nowhere.csv')], { environment: { FX_TOKEN: 'x' } })
  expect([nowhere.exitCode, nowhere.stderr]).toEqual([2, expect.stringContaining('There is no file')])
})

test('where nothing answers it ends with 4; who is not signed in is told how to', async () => {
  const away = await program(['whoami'], { environment: { FX_URL: 'http://127.0.0.1:1', FX_TOKEN: 'x' } })
  expect([away.exitCode, away.stderr]).toEqual([4, expect.stringContaining('Nothing answers at http://127.0.0.1:1.')])
  const stranger = await fx(['whoami'], { environment: { XDG_CONFIG_HOME: join(folder, 'nobody') } })
  expect([stranger.exitCode, stranger.stderr]).toEqual([1, expect.stringContaining('Sign in: fx login')])
})

test('the operator opens staff from the data folder; staff verifies an organisation', async () => {
  const person = ['--email', 'stella@foodxchange.example', '--name', 'Stella']
  const elsewhere = await fx(['staff', 'create', ...person, '--password-stdin', '--data', folder], { input: password })
  expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([1, expect.stringContaining("no operator's secret")])
  const created = await program(['staff', 'create', ...person, '--password-stdin', '--data', exchange.data], {
    input: password,
  })
  expect([created.exitCode, created.stdout]).toEqual([0, expect.stringContaining('stella@foodxchange.example')])

  const token = await fx(['operator', 'token', '--data', exchange.data])
  expect([token.exitCode, token.stdout]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)])
  const asked = await fetch(`${exchange.url}/v1/staff/stf_${'0'.repeat(32)}/disable`, {
    method: 'POST',
    headers: {
      authorization: `Operator ${token.stdout.trim()}`,
      'idempotency-key': '1',
      'content-type': 'application/json',
    },
    body: '{"reason":"Left."}',
  })
  expect(asked.status).toBe(404)

  const wrong = await fx(['login', '--staff', '--email', person[1]!, '--password-stdin'], {
    input: 'no such thing at all',
  })
  expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('auth/wrong-credentials')])
  const signedIn = await program(['login', '--staff', '--email', person[1]!, '--password-stdin'], {
    input: `${password}\n`,
  })
  expect([signedIn.exitCode, signedIn.stderr]).toEqual([0, expect.stringContaining('Signed in')])
  const kept = join(folder, 'config/foodxchange/logins.json')
  expect(statSync(kept).mode & 0o777).toBe(0o600)
  expect(readFileSync(kept, 'utf8')).not.toContain(password)

  await expect.poll(async () => (await fx(['staff', 'pending'])).stdout).toContain('Molkerei Nord GmbH')
  const verified = await fx(['staff', 'verify', organisation, '--reason', 'Register seen.'])
  expect([verified.exitCode, verified.stdout]).toEqual([0, 'Molkerei Nord GmbH is verified.\n'])
  const again = await fx(['staff', 'verify', organisation])
  expect([again.exitCode, again.stderr]).toEqual([
    1,
    expect.stringContaining('/problems/organisation/verification-state'),
  ])
  const gone = await fx(['logout', '--staff'])
  expect(gone.exitCode).toBe(0)
  expect((await fx(['whoami', '--staff'])).exitCode).toBe(1)
})

test('where an account has a second factor, a log-in takes a code, and says so where nobody can be asked', async () => {
  const email = 'olga@molkerei.example'
  const anonymous = exchange.client()
  const { data: tokens } = await anonymous.issueTokens({ body: { grantType: 'password', email, password } })
  const client = exchange.client(tokens.accessToken)
  const { data: offered } = await client.offerSecondFactor({ body: { password } })
  const code = codeShown(offered.uri, Date.now())
  const { data: codes } = await client.confirmSecondFactor({ body: { code } })
  const [first = '', second = ''] = codes.recoveryCodes ?? []
  const login = ['login', '--email', email, '--password-stdin']
  const refused = await fx(login, { input: password })
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('asks for a code')])
  const signedIn = await fx([...login, '--code', first], { input: password })
  expect([signedIn.exitCode, signedIn.stderr]).toEqual([0, expect.stringContaining('Signed in')])
  await client.removeSecondFactor({ body: { password, code: second } })
})

test('through an organisation’s provider people sign in in a browser, and type no password here', async () => {
  const email = 'olga@molkerei.example'
  const provider = await openIdentityProvider(() => [`${page}/${organisation}`])
  onTestFinished(provider.close)
  provider.people.set('4711', { email, email_verified: true })
  const clientOf = async (who: object) => {
    const { data } = await exchange.client().issueTokens({ body: { grantType: 'password', password, email, ...who } })
    return exchange.client(data.accessToken)
  }
  const token = await mailedToken(exchange, email, 'Confirm your e-mail')
  await exchange.client().verifyEmail({ body: { token } })
  const { issuer, clientId, clientSecret } = provider
  const params = { organisationId: organisation }
  const body = { issuer, clientId, clientSecret, domains: ['molkerei.example'] }
  const { etag } = await (await clientOf({})).connectIdentityProvider({ params, body })
  const staff = await clientOf({ realm: 'staff', email: 'stella@foodxchange.example' })
  const approved = { outcome: 'approved', reason: 'Seen.' } as const
  const decided = await staff.decideIdentityProvider({ params, body: approved, ifMatch: etag! })
  let visiting: Promise<unknown> | undefined
  const signedIn = await program(['login', '--email', email, '--provider', '--page', page], {
    watch(told) {
      const url = /^http\S+$/m.exec(told)?.[0]
      visiting ??= url === undefined ? undefined : provider.visit(url, '4711').then((answer) => fetch(answer))
    },
  })
  await visiting
  expect([signedIn.exitCode, signedIn.stderr]).toEqual([0, expect.stringContaining('Signed in')])
  expect((await fx(['whoami'])).stdout).toContain(email)
  // What stays open with such a session ends with the provider.
  const [{ accessToken }] = JSON.parse(readFileSync(join(folder, 'config/foodxchange/logins.json'), 'utf8'))
  const headers = { authorization: `Bearer ${accessToken}` }
  await using live = await openTestSocket(exchange.url, { headers })
  const protocols = ['graphql-transport-ws']
  await using subscriptions = await openTestSocket(exchange.url, { path: '/graphql', protocols, headers })
  subscriptions.send({ type: 'connection_init' })
  await subscriptions.message('connection_ack')
  const suspended = { outcome: 'suspended', reason: 'Seen.' } as const
  await staff.decideIdentityProvider({ params, body: suspended, ifMatch: decided.etag! })
  const late = new Promise((resolve) => setTimeout(resolve, 5_000, 'late'))
  expect(await Promise.race([Promise.all([live.closed, subscriptions.closed]), late])).toEqual([1008, 1008])
  const over = await fx(['logout'])
  expect([over.exitCode, over.stderr]).toEqual([0, expect.stringContaining('Signed out')])
})

const supplier = { FX_EMAIL: 'olga@molkerei.example', FX_PASSWORD: password }

test('an import shows its columns first, then how far it is, then the counts, and writes the report', async () => {
  const report = join(folder, 'report.ndjson')
  const args = [
    'import',
    file('catalogue.csv.gz', gzipSync(catalogue)),
    '--organisation',
    'molkerei',
    '--publish',
    '--report',
    report,
  ]
  const done = await program([...args, '--language', 'de'], { environment: supplier })
  expect([done.exitCode, done.stderr]).toEqual([0, expect.stringMatching(/\/Artikelnummer +sku[^]*importing 100 % of/)])
  expect(done.stdout).toMatch(/rows +3\ncreated +2\nupdated +0\nunchanged +0\nrefused +1\npublished +2/)
  const lines = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ outcome }) => outcome)).toEqual(['created', 'refused', 'created'])
  expect(lines[1].code).toBe('gs1/wrong-check-digit')

  const again = await fx([...args, '--language', 'de', '--strict', '--json'], { environment: supplier })
  expect(again.exitCode).toBe(3)
  expect(JSON.parse(again.stdout).result).toMatchObject({ rows: 3, created: 0, unchanged: 2, refused: 1 })
})

test('an import says why the first five rows were refused, with how to see the others', async () => {
  const rows = [
    'Artikelnummer;EAN;Bezeichnung',
    ...Array.from({ length: 7 }, (_none, n) => `W-${n};400638133393${n};Senf`),
  ]
  const table = file('wrong.csv', rows.join('\n'))
  const done = await fx(['import', table], { environment: supplier })
  expect([done.exitCode, done.stdout]).toEqual([0, expect.stringMatching(/refused +6\n/)])
  const reasons = [...done.stderr.matchAll(/^ {2}row (\d+): The check digit .* \(gs1\/wrong-check-digit\)$/gm)]
  expect(reasons.map(([, row]) => row)).toEqual(['2', '4', '5', '6', '7'])
  expect(done.stderr).toMatch(
    /Refused, the first 5 of 6:\n[^]*All of them: fx jobs follow job_[0-9a-f]{32} --report FILE\n/,
  )
  const piped = await fx(['import', table, '--json'], { environment: supplier })
  expect(piped, piped.stderr).toMatchObject({ exitCode: 0 })
  expect(JSON.parse(piped.stdout).result.refused).toBe(6)
})

test('a mapping file overrules the guess; one that names no column fails the import with the reason', async () => {
  const table = file('plain.csv', 'a,b\nX-1,Honey\n')
  const good = file('good.json', '{"sku": "a", "name": "b"}')
  const done = await fx(['import', table, '--mapping', good], { environment: supplier })
  expect([done.exitCode, done.stdout]).toEqual([0, expect.stringMatching(/created +1/)])
  const bad = file('bad.json', '{"sku": "c", "name": "b"}')
  const failed = await fx(['import', table, '--mapping', bad], { environment: supplier })
  expect([failed.exitCode, failed.stderr]).toEqual([1, expect.stringContaining('There is no column "c"')])
  const broken = await fx(['import', table, '--mapping', file('broken.json', '{')], { environment: supplier })
  expect([broken.exitCode, broken.stderr]).toEqual([2, expect.stringContaining('is not JSON')])
})

test('Ctrl-C leaves the import running and says how to follow it; following it gives the counts', async () => {
  const rows = Array.from({ length: 3_000 }, (_none, n) => `L-${n};;Joghurt Sorte ${n};Nordland;Milch`)
  const long = file('long.csv', [catalogue.split('\n')[0], ...rows].join('\n'))
  let pressed = false
  const left = await program(['import', long], {
    environment: supplier,
    watch(stderr, interrupt) {
      if (pressed || !stderr.includes('feeds')) return
      pressed = true
      interrupt()
    },
  })
  expect([left.exitCode, left.stderr]).toEqual([130, expect.stringMatching(/The job goes on[^]*fx jobs follow job_/)])
  const [jobId = ''] = /job_[0-9a-f]{32}/.exec(left.stderr) ?? []
  const followed = await fx(['jobs', 'follow', jobId], { environment: supplier })
  expect([followed.exitCode, followed.stdout]).toEqual([0, expect.stringMatching(/created +3000/)])
  expect((await fx(['jobs', 'list'], { environment: supplier })).stdout).toMatch(
    new RegExp(`${jobId} +product-import +succeeded`),
  )
})

test('what was imported is exported, to a pipe or to a file', async () => {
  const out = join(folder, 'export.csv')
  const done = await fx(['export', '--format', 'csv', '--out', out], { environment: supplier })
  expect(done.exitCode).toBe(0)
  expect(readFileSync(out, 'utf8')).toContain('Butter 250 g')
  const piped = await program(['export'], { environment: supplier })
  expect(piped.stdout.split('\n').filter((line) => line.includes('"sku":"B-1"'))).toHaveLength(1)
})

test('an organisation that one does not belong to is named with those one does', async () => {
  const { exitCode, stderr } = await fx(['export', '--organisation', 'Unknown'], { environment: supplier })
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/no organisation called "Unknown"[^]*Molkerei Nord GmbH/),
  ])
})

test('staff loads exchange rates and reference tables, and sees what consumers gave up', async () => {
  const staff = { FX_EMAIL: 'stella@foodxchange.example', FX_PASSWORD: password }
  const rates = file('rates.csv', '\uFEFFcurrency;rate\r\nUSD;0.92\r\nchf;1.06\r\n')
  const set = await fx(['rates', 'import', rates, '--json'], { environment: staff })
  expect([set.exitCode, set.stderr]).toEqual([0, ''])
  expect(JSON.parse(set.stdout)).toMatchObject({
    base: 'EUR',
    rates: [{ currency: 'CHF' }, { currency: 'USD', rate: '0.92' }],
  })
  const wrong = await fx(['rates', 'import', file('wrong.csv', 'currency,rate\nUSD,0,92\n')], { environment: staff })
  expect([wrong.exitCode, wrong.stderr]).toEqual([
    2,
    expect.stringContaining('wrong.csv, line 2: "USD,0,92" is no rate.'),
  ])

  const tree = {
    'en:cheeses': { name: { en: 'Cheeses' } },
    'en:feta': { name: { en: 'Feta', el: 'Φέτα' }, parents: ['en:cheeses'] },
  }
  file('categories.full.json', JSON.stringify(tree))
  const loaded = await fx(['reference', 'load', folder], { environment: staff })
  expect([loaded.exitCode, loaded.stdout]).toEqual([0, expect.stringMatching(/categories +2[^]*Open Database License/)])
  const { data } = await exchange.client().listCategories()
  expect(data.items.find(({ id }) => id === 'en:feta')).toMatchObject({ parent: 'dairy/cheese' })
  const empty = await fx(['reference', 'load', join(folder, 'config')], { environment: staff })
  expect([empty.exitCode, empty.stderr]).toEqual([2, expect.stringContaining('There is no table in')])
  expect((await fx(['dead-letters', 'list'], { environment: staff })).stderr).toBe('Nothing was given up.\n')
  const unknown = ['dead-letters', 'replay', 'product-search:0000000000000001:0']
  const gone = await fx(unknown, { environment: staff })
  expect([gone.exitCode, gone.stderr]).toEqual([1, expect.stringContaining('gateway/unknown-dead-letter')])
})

test('webhooks are added, tried, sent once more, given another secret and removed', async () => {
  const receiver = await openTestReceiver()
  onTestFinished(() => receiver.close())
  const body = { grantType: 'password', email: 'olga@molkerei.example', password } as const
  const { data: tokens } = await exchange.client().issueTokens({ body })
  const webhooks = (...args: string[]) => fx(['webhooks', ...args], { environment: { FX_TOKEN: tokens.accessToken } })
  const begun = new Date(Date.now() - 60_000).toISOString()

  expect((await webhooks('list')).stderr).toContain('fx webhooks add URL')
  const added = await webhooks('add', `${receiver.url}/in`, '--types', 'product.published, lot.registered')
  expect(added).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('not shown again') })
  const [id = '', secret = ''] = added.stdout.split('\n')
  const wrong = await webhooks('add', `${receiver.url}/in`, '--types', 'cheese.eaten')
  expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('gateway/invalid-body')])

  const tested = await webhooks('test', id)
  expect([tested.exitCode, tested.stdout]).toEqual([0, expect.stringMatching(/^\S+ answered 2\d\d after \d+ ms\.\n$/)])
  const [first] = receiver.received
  expect(new Webhook(secret).verify(first!.body, first!.headers)).toMatchObject({ type: 'webhook.test' })
  receiver.answer = () => ({ status: 503 })
  const failed = await webhooks('test', id, '--json')
  expect([failed.exitCode, JSON.parse(failed.stdout)]).toMatchObject([1, { status: 'waiting', attempts: 1 }])
  expect((await webhooks('list')).stdout).toMatch(new RegExp(`${id} +active +failing since .*product.published`))
  receiver.answer = () => ({ status: 204 })

  const listed = await webhooks('deliveries', id, '--status', 'delivered', '--json')
  const [delivery, ...others] = listed.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect([delivery.messageId, others]).toEqual([first!.id, []])
  expect((await webhooks('deliveries', id)).stdout).toMatch(
    /webhook\.test .* waiting +answered 503 after \d+ ms, again at/,
  )
  expect(await webhooks('replay', id, delivery.id)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(delivery.id),
  })
  await expect.poll(() => receiver.received.filter((one) => one.id === first!.id).length).toBe(2)
  const ranged = await webhooks('replay', id, '--from', begun)
  expect([ranged.exitCode, ranged.stdout]).toEqual([0, expect.stringMatching(/^Put in line: \d+\.\n$/)])
  expect(await webhooks('replay', id)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--from INSTANT') })

  const rotated = await webhooks('rotate-secret', id, '--overlap-hours', '1', '--json')
  expect(JSON.parse(rotated.stdout)).toMatchObject({
    id,
    secret: expect.stringMatching(/^whsec_/),
    secrets: { length: 2 },
  })
  expect((await webhooks('disable', id)).stdout).toBe(`${id} is disabled.\n`)
  expect((await webhooks('enable', id)).stdout).toBe(`${id} is active.\n`)
  expect((await webhooks('remove', id)).stdout).toBe(`${id} is removed.\n`)
  expect(await webhooks('test', id)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('webhook/unknown') })
  expect((await webhooks('replay', '--help')).stdout).toContain('replay ID [DELIVERY…]')
})

test('rebuild asks the exchange that serves the folder: lists have at no moment less, and it ends in the bytes that one without it makes', async () => {
  const staff = { FX_EMAIL: 'stella@foodxchange.example', FX_PASSWORD: password }
  const before = (await fx(['export'], { environment: supplier })).stdout
  await exchange.stop()
  const store = join(exchange.data, 'exchange.db')
  const list = (await fx(['rebuild', '--list'])).stdout.split('\n')
  expect(list).toEqual(expect.arrayContaining(['products', 'orders', 'search']))
  const names = list.filter((name) => !['search', 'analytics', ''].includes(name))
  const whole = readModelsIn(store, names)
  damageReadModels(store)
  exchange = await startExchange({ data: exchange.data })
  const least = (await butter()).length
  expect(least).toBeGreaterThan(0)
  let isDone = false
  const seen: number[] = []
  const others = (async () => {
    // Slowly enough for what a stranger may ask for in a minute.
    for (let n = 0; !isDone; n += 1, await sleep(100)) {
      seen.push((await butter()).length)
      const email = `writer${n}@molkerei.example`
      if (n < 5) await exchange.client().registerAccount({ body: { email, password, name: 'Otto' } })
    }
  })()
  const rebuilt = await fx(['rebuild', '--data', exchange.data], { environment: staff })
  isDone = true
  await others
  expect(Math.min(...seen)).toBe(least)
  expect([rebuilt.exitCode, rebuilt.stderr]).toEqual([
    0,
    expect.stringMatching(/goes on serving[^]*\b1 documents removed/),
  ])
  expect((await fx(['export'], { environment: supplier })).stdout).toBe(before)
  const unknown = await fetch(`${exchange.url}/v1/rebuilds/job_${'0'.repeat(32)}`)
  expect(unknown.status).toBe(401)
  await exchange.stop()
  const online = readModelsIn(store, names)
  // All that was there is there again, beside what the writers made.
  for (const [place, row] of whole) expect([place, online.get(place)]).toEqual([place, row])
  const done = await program(['rebuild', '--data', exchange.data])
  expect([done.exitCode, done.stderr]).toEqual([0, expect.stringContaining('Done in')])
  expect([...readModelsIn(store, names)]).toEqual([...online])

  const wrong = await fx(['rebuild', 'produkte', '--data', exchange.data])
  expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('No collection is called "produkte".')])
  exchange = await startExchange({ data: exchange.data })
  expect((await fx(['export'], { environment: supplier })).stdout).toBe(before)
  expect((await butter()).length).toBe(least)
})

/** Every row of every read model that is made from the log, and of its indexes, by its place. */
function readModelsIn(store: string, names: readonly string[]): Map<string, string> {
  using database = new DatabaseSync(store)
  const rows = names.flatMap((name) =>
    [`documents_${name}`, `entries_${name}`].flatMap((table) =>
      database
        .prepare(`SELECT * FROM "${table}"`)
        .all()
        .map((row): [string, string] => [[table, row['name'], row['entry'], row['id']].join(' '), JSON.stringify(row)]),
    ),
  )
  return new Map(rows.toSorted())
}

/** In each way that there is: other bytes, another version, gone, never made, entries gone, entries of nothing. */
function damageReadModels(store: string): void {
  using database = new DatabaseSync(store)
  database.exec(`
    UPDATE documents_products SET body = replace(body, 'utter', 'UTTER');
    UPDATE documents_organisations SET version = version + 5, body = '{}';
    DELETE FROM documents_price_lists;
    INSERT INTO documents_products VALUES ('prd_stranger', 3, '{"id":"prd_stranger"}', '{}');
    DELETE FROM entries_products;
    INSERT INTO entries_products VALUES ('bySupplier', 'zzz', 'prd_nowhere');
  `)
}

const butter = async () => (await exchange.client().listProducts({ query: { q: 'butter' } })).data.items

test('a search index that is gone is made anew from the log by the next start', async () => {
  const before = (await butter()).map(({ id }) => id)
  await exchange.stop()
  for (const name of ['search.db', 'search.db-wal', 'search.db-shm']) rmSync(join(exchange.data, name), { force: true })
  exchange = await startExchange({ data: exchange.data })
  await expect.poll(async () => (await butter()).map(({ id }) => id), { timeout: 10_000 }).toEqual(before)
})

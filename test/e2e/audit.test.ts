/** The audit trail over HTTP: what members find in it, what they prove with it, and who may not look. */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyItem, type Client } from '../../sdk/index.ts'
import { eventually } from '../support/eventually.ts'
import { daysAhead, openTradingFloor, type Company, type TradingFloor } from '../support/open-trading-floor.ts'
import { runFx } from '../support/run-fx.ts'
import { runFxHere } from '../support/run-fx-here.ts'
import { sendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'
import { openNote, rootByInclusion, rootOf, rootsByConsistency } from '../support/transparency-log.ts'

let exchange: RunningExchange
let floor: TradingFloor

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
})
afterAll(() => exchange[Symbol.asyncDispose]())

const read = (path: string, token: string) => sendRaw(exchange.url)({ path, token })

/** The whole trail, in its order. */
async function entriesOf(token: string): Promise<readonly Entry[]> {
  const client = exchange.client(token)
  const entries: Entry[] = []
  for await (const entry of everyItem((page) => client.listAuditEntries({ query: page }))) entries.push(entry)
  return entries
}
type Entry = Awaited<ReturnType<Client['listAuditEntries']>>['data']['items'][number]

test('what an organisation did is found within some seconds: who, when, what and why', async () => {
  const { owner, id: organisationId } = floor.buyer
  const { data } = await eventually(() => owner.client.listAuditEntries({ query: {} }), {
    isThere: (found) => found.data.items.length > 0,
  })
  const [first] = data.items
  expect(first).toMatchObject({
    sequence: 1,
    actor: { kind: 'user' },
    cause: { kind: 'request' },
    isGenuine: true,
    changes: expect.arrayContaining([
      expect.objectContaining({ record: `organisation-${organisationId}`, version: 1 }),
    ]),
  })
  const record = `organisation-${organisationId}`
  const ofRecord = await owner.client.listAuditEntries({ query: { record } })
  expect(ofRecord.data.items.length).toBeGreaterThan(0)
  expect(ofRecord.data.items.every(({ changes }) => changes.some((change) => change.record === record))).toBe(true)
  const later = await owner.client.listAuditEntries({ query: { from: '2099-01-01T00:00:00Z' } })
  expect(later.data.items).toEqual([])
})

test('pages follow each other without a gap, and lead to the end', async () => {
  const { owner } = floor.buyer
  const sequences: number[] = []
  for (let cursor: string | undefined, pages = 0; pages < 50; pages += 1) {
    const { data } = await owner.client.listAuditEntries({
      query: { limit: 2, ...(cursor !== undefined && { cursor }) },
    })
    sequences.push(...data.items.map(({ sequence }) => sequence))
    cursor = data.page.next ?? undefined
    if (cursor === undefined) break
  }
  expect(sequences).toEqual(sequences.map((_, n) => n + 1))
})

test('the trail is verified from the log, and an entry is proved by what its owner was given', async () => {
  const { owner } = floor.buyer
  const { data: verified } = await owner.client.verifyAuditTrail({ query: {} })
  expect(verified).toMatchObject({ isIntact: true, firstWrong: null, next: null })
  const { size, total, root } = verified
  expect(total).toBe(size)
  const madeUp = await read('/v1/audit/verification?cursor=WzEsIjAiLDAsMF0', owner.token)
  expect([madeUp.status, madeUp.body]).toEqual([400, expect.objectContaining({ code: 'gateway/invalid-cursor' })])
  const { data: proof } = await owner.client.proveAuditInclusion({ query: { sequence: 1, size } })
  expect(proof.root).toBe(root)
  const { data: entries } = await owner.client.listAuditEntries({ query: { limit: 1 } })
  const [entry] = entries.items
  const { actor, cause } = entry!
  // The leaf as docs/audit.md says that anybody computes it.
  const text = JSON.stringify([
    floor.buyer.id,
    entry!.sequence,
    entry!.commitId,
    entry!.at,
    actor!.kind,
    actor!.id,
    cause!.kind,
    cause!.id,
    entry!.digest,
    entry!.isGenuine,
  ])
  expect(hash('sha256', `\u0000${text}`, 'base64url')).toBe(proof.leaf)
  const { data: grown } = await owner.client.proveAuditConsistency({ query: { first: 1, second: size } })
  expect(grown).toMatchObject({ firstRoot: proof.leaf, secondRoot: root })
  const beyond = await read(`/v1/audit/proofs/inclusion?sequence=999999`, owner.token)
  expect([beyond.status, beyond.body]).toEqual([404, expect.objectContaining({ code: 'audit/no-such-entry' })])
})

test('every proof is recomputed by RFC 9162 alone, of every entry and every size', async () => {
  const { owner } = floor.buyer
  const leaves = (await entriesOf(owner.token)).map(({ leaf }) => leaf)
  const size = leaves.length
  const root = rootOf(leaves)
  for (const [index, leaf] of leaves.entries()) {
    const { data } = await owner.client.proveAuditInclusion({ query: { sequence: index + 1, size } })
    expect([data.leaf, rootByInclusion(leaf, index, size, data.path)]).toEqual([leaf, root])
    const first = index + 1
    const { data: grown } = await owner.client.proveAuditConsistency({ query: { first, second: size } })
    const firstRoot = rootOf(leaves.slice(0, first))
    expect(rootsByConsistency({ first, second: size, firstRoot }, grown.path)).toEqual([firstRoot, root])
  }
})

test('an entry says why, and leads to the record before and after it, as each side may see it', async () => {
  const { buyer } = floor
  const supplier = floor.suppliers[0]!
  const { productId } = await floor.offer(supplier)
  const lines = [{ productId, quantity: 10, deliveryDate: daysAhead(9) }]
  const shipTo = { siteId: buyer.siteId }
  const { data: order } = await buyer.owner.client.placeOrder({ body: { supplierId: supplier.id, lines, shipTo } })
  const params = { orderId: order.id }
  await buyer.owner.client.sendOrder({ params })
  await supplier.owner.client.declineOrder({ params, body: { reason: 'Out of butter.' } })
  const record = `order-${order.id}`
  const changesFor = ({ owner }: Company) =>
    eventually(
      async () => {
        const { data } = await owner.client.listAuditEntries({ query: { record } })
        return data.items.flatMap(({ changes }) => changes.filter((change) => change.record === record))
      },
      { isThere: (changes) => changes.some(({ events }) => events.includes('order/declined')) },
    )
  const [bought, sold] = [await changesFor(buyer), await changesFor(supplier)]
  const last = { before: expect.stringContaining('?asOf=v'), events: ['order/declined'] }
  expect(sold.at(-1)).toMatchObject({ ...last, reason: 'Out of butter.' })
  // Of the other side's reasons the record tells what is told.
  expect(bought.at(-1)).toMatchObject({ ...last, reason: null })
  const { before, after } = bought.at(-1)!
  expect((await read(before!, buyer.owner.token)).body).toMatchObject({ id: order.id, status: 'sent' })
  expect((await read(after!, buyer.owner.token)).body).toMatchObject({ status: 'declined', reason: 'Out of butter.' })
  expect(bought[0]).toMatchObject({ version: 1, before: null, reason: null })
  // A draft was the buyer's alone.
  expect((await read(bought[0]!.after!, buyer.owner.token)).body).toMatchObject({ status: 'draft' })
  const drafted = await read(bought[0]!.after!, supplier.owner.token)
  expect([drafted.status, drafted.body]).toEqual([404, expect.objectContaining({ code: 'order/unknown' })])
  const beyond = await read(`/v1/orders/${order.id}?asOf=v999`, buyer.owner.token)
  expect([beyond.status, beyond.body]).toEqual([422, expect.objectContaining({ code: 'as-of/to-come' })])
  for (const { owner } of [buyer, supplier])
    for (const { changes } of await entriesOf(owner.token))
      for (const link of changes.flatMap((change) => [change.before ?? [], change.after ?? []].flat()))
        expect((await read(link, owner.token)).body?.code ?? 'shown', link).not.toMatch(/^gateway\//)
})

test('the checkpoint tells what notes are checked with', async () => {
  const { data } = await floor.buyer.owner.client.getAuditCheckpoint({ query: {} })
  expect(data.verifierKey).toMatch(/^foodxchange-audit\+[0-9a-f]{8}\+/)
  expect(data.size).toBeGreaterThan(0)
})

test('nobody reads another’s trail; platform staff read any, and the exchange’s own', async () => {
  const own = floor.buyer.id
  const [supplier] = floor.suppliers
  const foreign = await read(`/v1/audit?organisationId=${own}`, supplier!.owner.token)
  expect([foreign.status, foreign.body]).toEqual([403, expect.objectContaining({ code: 'audit/other-organisation' })])
  expect((await sendRaw(exchange.url)({ path: '/v1/audit' })).status).toBe(401)
  const staff = await read(`/v1/audit?organisationId=${own}`, floor.staff.token)
  expect(staff.status).toBe(200)
  const exchangeOwn = await eventually(() => read('/v1/audit', floor.staff.token), {
    isThere: ({ body }) => (body as { items: unknown[] }).items.length > 0,
  })
  expect(exchangeOwn.status).toBe(200)
  const wrong = await read('/v1/audit?from=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z', floor.staff.token)
  const errors = [expect.objectContaining({ pointer: '/until' })]
  expect([wrong.status, wrong.body]).toEqual([422, expect.objectContaining({ code: 'audit/period', errors })])
})

test('fx tells whether a trail is whole, and exports it for people and programs', async () => {
  const environment = { FX_URL: exchange.url, FX_TOKEN: floor.buyer.owner.token }
  const verified = await runFx(['audit', 'verify'], { environment })
  expect([verified.exitCode, verified.stdout]).toEqual([0, expect.stringMatching(/^Intact: \d+ entries, /)])
  const asJson = await runFx(['audit', 'export'], { environment })
  const entries = asJson.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { sequence: number })
  expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, n) => n + 1))
  const asCsv = await runFx(['audit', 'export', '--format', 'csv'], { environment })
  const rows = asCsv.stdout.trimEnd().split('\r\n')
  expect(rows[0]).toMatch(/^sequence,at,actorKind,.*,reasons,before,after,records$/)
  expect(asCsv.stdout).toMatch(/\?asOf=v\d+/)
  expect(rows).toHaveLength(entries.length + 1)
  const whole = await runFxHere(['audit', 'export', '--records'], { environment })
  const lines = whole.stdout.trimEnd().split('\n')
  const changes = lines.flatMap((line) => (JSON.parse(line) as { changes: object[] }).changes)
  expect(changes).toContainEqual(
    expect.objectContaining({
      events: ['order/declined'],
      recordBefore: expect.objectContaining({ status: 'sent' }),
      recordAfter: expect.objectContaining({ status: 'declined' }),
    }),
  )
  const staff = { FX_URL: exchange.url, FX_TOKEN: floor.staff.token }
  const own = await runFx(['audit', 'verify', '--staff', '--json'], { environment: staff })
  expect(JSON.parse(own.stdout)).toMatchObject({ organisationId: 'exchange', isIntact: true })
})

/** As somebody who can write to the log and knows no secret, while the exchange runs. */
function behindItsBack(deed: (log: DatabaseSync) => void): void {
  const log = new DatabaseSync(join(exchange.data, 'exchange.db'), { timeout: 5_000 })
  deed(log)
  log.close()
}
const looksThreeTimes = { timeout: 60_000 }

test(
  'an event that was edited in the log is named over HTTP, and the list of entries still answers',
  looksThreeTimes,
  async () => {
    const { owner } = floor.buyer
    const entries = await entriesOf(owner.token)
    const edited = entries.find(({ changes }) => changes.some(({ events }) => events.includes('order/declined')))!
    const change = edited.changes.find(({ record }) => record.startsWith('order-'))!
    behindItsBack((log) => {
      const { changes } = log
        .prepare(`UPDATE extensions SET events = replace(events, 'butter', 'cheese') WHERE stream = ? AND version = ?`)
        .run(change.record, change.version)
      expect(changes).toBe(1)
    })
    const { data } = await owner.client.verifyAuditTrail({ query: {} })
    expect(data).toMatchObject({
      isIntact: false,
      firstWrong: { sequence: edited.sequence, what: 'edited', commitId: edited.commitId },
    })
    expect((await entriesOf(owner.token)).length).toBeGreaterThanOrEqual(entries.length)
  },
)

test(
  'a commit that was taken out of the log is named at the command line, which ends with 1',
  looksThreeTimes,
  async () => {
    const { owner } = floor.suppliers[0]!
    const gone = (await entriesOf(owner.token)).find(({ sequence }) => sequence === 3)!
    behindItsBack((log) => {
      const { position } = log.prepare('SELECT position FROM commits WHERE id = ?').get(gone.commitId) as {
        position: number
      }
      for (const table of ['extensions', 'commits'])
        log.prepare(`DELETE FROM ${table} WHERE position = ?`).run(position)
    })
    const environment = { FX_URL: exchange.url, FX_TOKEN: owner.token }
    const told = await runFx(['audit', 'verify'], { environment })
    expect([told.exitCode, told.stdout]).toEqual([1, expect.stringMatching(/^Not intact: entry 3, missing/)])
  },
)

test(
  'the note of a checkpoint is checked by the published key alone, and says what the entries add up to',
  looksThreeTimes,
  async () => {
    const { token } = floor.staff
    const { note, verifierKey } = await eventually(
      async () => (await floor.staff.client.getAuditCheckpoint({ query: {} })).data,
      { isThere: (checkpoint) => checkpoint.note !== null, withinMs: 45_000 },
    )
    const [origin, size, root] = openNote(note!, verifierKey)
    expect(origin).toBe('foodxchange/audit/exchange')
    const leaves = (await entriesOf(token)).map(({ leaf }) => leaf).slice(0, Number(size))
    expect(leaves).toHaveLength(Number(size))
    expect(Buffer.from(root!, 'base64').toString('base64url')).toBe(rootOf(leaves))
    const forged = note!.replace(`\n${size}\n`, `\n${Number(size) + 1}\n`)
    expect(() => openNote(forged, verifierKey)).toThrow('Somebody else')
  },
)

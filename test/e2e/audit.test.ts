/** The audit trail over HTTP: what members find in it, what they prove with it, and who may not look. */
import { hash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { runFx } from '../support/run-fx.ts'
import { sendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
})
afterAll(() => exchange[Symbol.asyncDispose]())

const read = (path: string, token: string) => sendRaw(exchange.url)({ path, token })

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
  expect(rows[0]).toMatch(/^sequence,at,actorKind,/)
  expect(rows).toHaveLength(entries.length + 1)
  const staff = { FX_URL: exchange.url, FX_TOKEN: floor.staff.token }
  const own = await runFx(['audit', 'verify', '--staff', '--json'], { environment: staff })
  expect(JSON.parse(own.stdout)).toMatchObject({ organisationId: 'exchange', isIntact: true })
})

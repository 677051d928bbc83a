/** How long it takes to verify an audit trail of a million entries over HTTP, and how long the sealer is behind a log that came at once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Client } from '../sdk/index.ts'
import { ownSecrets } from '../src/composition/secrets/secrets.ts'
import type { CommitToAppend } from '../src/infrastructure/store/commit-log.ts'
import { encodeEvents } from '../src/infrastructure/store/recorded-text.ts'
import { createSealer } from '../src/infrastructure/store/seal.ts'
import { goodPassword } from '../test/support/open-trading-floor.ts'
import { startExchangeProcess } from './harness/market.ts'

const entries = Number(process.env['FX_BENCH_ENTRIES'] ?? 1_000_000)
const account = { email: 'owner@audit.example', password: goodPassword }
const folder = mkdtempSync(join(tmpdir(), 'fx-bench-'))

/** An owner and a company, made as they would make themselves. */
async function foundCompany(): Promise<string> {
  const exchange = await startExchangeProcess(folder)
  const anybody = createClient({ baseUrl: exchange.url })
  await anybody.registerAccount({ body: { ...account, name: 'Owner' } })
  const owner = await signIn(exchange.url)
  const { data } = await owner.registerOrganisation({
    body: { legalName: 'Audited Dairy', country: 'DE', kinds: ['supplier'] },
  })
  await exchange.stop()
  return data.id
}

async function signIn(baseUrl: string): Promise<Client> {
  const { data } = await createClient({ baseUrl }).issueTokens({ body: { grantType: 'password', ...account } })
  return createClient({ baseUrl, authorization: () => Promise.resolve(`Bearer ${data.accessToken}`) })
}

/** As large as most changes of an order, and of a kind that no consumer waits for. */
const commitOf = (n: number, organisationId: string): CommitToAppend => {
  const id = n.toString(16).padStart(32, '0')
  const body = JSON.stringify({ at: '2026-08-01T12:00:00.000Z', note: 'x'.repeat(180), orderId: `ord_${id}` })
  return {
    id: `cmt_${id}`,
    extensions: [{ stream: `tally-${id}`, version: 1, events: [{ type: 'tally/added', schemaVersion: 1, body }] }],
    organisations: [organisationId],
    actor: { kind: 'user', id: `usr_${id}` },
    cause: { kind: 'request', id: id.slice(12) },
    at: new Date(1_785_000_000_000 + n).toISOString(),
  }
}

/** Straight into the file, under the exchange's own seal: how commits are written is measured elsewhere. */
function fillLog(organisationId: string): void {
  const sealer = createSealer(ownSecrets(join(folder, 'secrets.json')).seal)
  const database = new DatabaseSync(join(folder, 'exchange.db'))
  const commit = database.prepare(
    'INSERT INTO commits (id, at, actor, cause, organisations, seal) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const extension = database.prepare(
    'INSERT INTO extensions (position, ordinal, stream, version, at, events) VALUES (?, 0, ?, 1, ?, ?)',
  )
  database.exec('BEGIN')
  for (let n = 1; n <= entries; n += 1) {
    const made = commitOf(n, organisationId)
    const { id, at, actor, cause, extensions } = made
    const said = [JSON.stringify(actor), JSON.stringify(cause), organisationId, sealer.seal(made)]
    const { lastInsertRowid } = commit.run(id, at, ...said)
    extension.run(lastInsertRowid, extensions[0]!.stream, at, encodeEvents(extensions[0]!.events))
  }
  database.exec('COMMIT')
  database.close()
}

/** Until all is chained; the bus reads the same log meanwhile. */
async function chained(owner: Client): Promise<void> {
  while ((await owner.getAuditCheckpoint({ query: {} })).data.size <= entries) await sleep(500)
}

const seconds = (began: number): number => Math.round((performance.now() - began) / 10) / 100

const organisationId = await foundCompany()
fillLog(organisationId)
const exchange = await startExchangeProcess(folder)
const owner = await signIn(exchange.url)
const started = performance.now()
await chained(owner)
const chainSeconds = seconds(started)
const rounds = []
for (let round = 0; round < 3; round += 1) {
  const [began, cpuMs] = [performance.now(), exchange.cpuMs()]
  const { data } = await owner.verifyAuditTrail({ query: {} })
  if (!data.isIntact || data.size <= entries) throw new Error(`Not verified: ${JSON.stringify(data)}`)
  rounds.push({ seconds: seconds(began), cpuSeconds: (exchange.cpuMs() - cpuMs) / 1_000 })
}
await exchange.stop()
rmSync(folder, { recursive: true, force: true })
const [, median] = rounds.toSorted((a, b) => a.seconds - b.seconds)
const figures = { entries, ...median, chainSeconds }
console.log(JSON.stringify({ bench: 'audit-verification', composition: 'embedded', figures, rounds: rounds.length }))

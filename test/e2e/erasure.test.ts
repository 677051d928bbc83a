/** Personal data on the embedded exchange: erased by destroying the person's key, shown by looking into every file. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { erasurePromises, type Backup } from '../support/erasure-promises.ts'
import { eventually } from '../support/eventually.ts'
import { files, findTraces, text } from '../support/find-traces.ts'
import { goodPassword, mailedToken, signUp } from '../support/open-trading-floor.ts'
import { runFxHere } from '../support/run-fx-here.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

erasurePromises({
  start: {},
  keepers: (exchange) => [files(exchange.data), text('output', exchange.output)],
  seen: ['exchange.db', 'search.db', 'output'],
  backUp,
})

const backups = mkdtempSync(join(tmpdir(), 'foodxchange-backups-'))
afterAll(() => rmSync(backups, { recursive: true, force: true }))

async function backUp({ data, url }: RunningExchange): Promise<Backup> {
  const keys = join(backups, 'apart', 'keys.db')
  let taken = 0
  const take = async (): Promise<string> => {
    const to = join(backups, `${(taken += 1)}`)
    const { exitCode, stdout, stderr } = await runFxHere(
      ['backup', '--data', data, '--to', to, '--keys-to', keys, '--url', url],
      { environment: {} },
    )
    expect([exitCode, stdout, stderr]).toEqual([
      0,
      expect.stringMatching(/^Backed up: \d+ commits/),
      expect.any(String),
    ])
    return to
  }
  const from = await take()
  return {
    keeper: files(from),
    async restore() {
      // The next backup replaces the keys, when she is gone.
      await take()
      const into = join(backups, 'restored')
      const secrets = join(data, 'secrets.json')
      const { exitCode, stdout, stderr } = await runFxHere(
        ['restore', '--from', from, '--keys', keys, '--secrets', secrets, '--data', into],
        { environment: {} },
      )
      expect([exitCode, stdout, stderr]).toEqual([
        0,
        expect.stringMatching(/^Restored and verified/),
        expect.any(String),
      ])
      const exchange = await startExchange({ data: into })
      return { exchange, keepers: [files(into), files(join(backups, 'apart'))] }
    },
  }
}

/** Wrapped, as they lie in their file. */
function keysOf(data: string): readonly Uint8Array[] {
  using keys = new DatabaseSync(join(data, 'keys.db'), { readOnly: true })
  const rows = keys.prepare('SELECT wrapped FROM person_keys WHERE wrapped IS NOT NULL').all()
  return rows.map(({ wrapped }) => wrapped as Uint8Array)
}

/** The files in which one of these keys stands. */
async function placesOf(keys: readonly Uint8Array[], data: string): Promise<readonly string[]> {
  const places: string[] = []
  for await (const { place, bytes } of files(data)())
    if (keys.some((key) => Buffer.from(bytes).includes(Buffer.from(key)))) places.push(place)
  return places
}

const died = async ({ process }: RunningExchange): Promise<void> => {
  if (process.signalCode === null) await once(process, 'exit')
  expect(process.signalCode).toBe('SIGKILL')
}

test('killed right after each key that it destroys, before what follows, it goes on at the next start until she is forgotten', async () => {
  const data = mkdtempSync(join(tmpdir(), 'foodxchange-'))
  const killing = { data, environment: { NODE_OPTIONS: '--import=./test/support/kill-after-erased-key.ts' } }
  const email = 'eleonora@kaasmakerij.example'
  const first = await startExchange(killing)
  const owner = await signUp(first, 'owner@kaasmakerij.example')
  await first.client().verifyEmail({ body: { token: await mailedToken(first, owner.email, 'Confirm your e-mail') } })
  const company = { legalName: 'Kaas', country: 'NL', kinds: ['supplier' as const] }
  const { data: organisation } = await owner.client.registerOrganisation({ body: company })
  const params = { organisationId: organisation.id }
  const before = keysOf(data)
  // Her invitation is sealed under a key of its own.
  await owner.client.inviteMember({ params, body: { email, role: 'buyer' } })
  const person = await signUp(first, email)
  const known = new Set(before.map((key) => Buffer.from(key).toString('hex')))
  const hers = keysOf(data).filter((key) => !known.has(Buffer.from(key).toString('hex')))
  expect(hers).toHaveLength(2)

  await expect(person.client.eraseMe({ body: { password: goodPassword } })).rejects.toThrow('fetch failed')
  await died(first)
  expect(await placesOf(hers, data)).not.toEqual([])
  // Nobody asks again: what was begun is gone on with, and killed again one key later, mostly before it is open.
  const second = await startExchange(killing).catch(() => undefined)
  if (second) await died(second)

  const third = await startExchange({ data })
  await eventually(() => placesOf(hers, data), { isThere: (places) => places.length === 0 })
  const left = await findTraces([files(data), text('output', third.output)], ['eleonora'])
  expect(left).toEqual([])
  await expect(third.client(person.token).getMe()).rejects.toMatchObject({ status: 401 })
  expect((await signUp(third, email)).userId).not.toBe(person.userId)
  await third.stop()
  rmSync(data, { recursive: true })
}, 60_000)

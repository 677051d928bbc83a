/** The operator at the command line of an exchange on servers: opens staff by the secrets it was given, rebuilds what it shows. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compositionUnderTest, removeIndices } from '../support/composition-under-test.ts'
import { eventually } from '../support/eventually.ts'
import { goodPassword, openTradingFloor, operatorSecret, type TradingFloor } from '../support/open-trading-floor.ts'
import { runFx } from '../support/run-fx.ts'
import { serverUrl } from '../support/server-url.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

const servers = (['MONGODB_URL', 'ELASTICSEARCH_URL'] as const).map(serverUrl)

describe.skipIf(servers.includes(undefined))('the operator of an exchange on servers', () => {
  const data = mkdtempSync(join(tmpdir(), 'foodxchange-rebuild-'))
  const { environment, remove } = compositionUnderTest(data, 'search')
  let exchange: RunningExchange
  let floor: TradingFloor

  const open = () => startExchange({ data, layout: 'search' })
  const fx = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    runFx(args, { environment: { ...(environment as Record<string, string>), ...more }, input: `${goodPassword}\n` })
  const found = async (q: string): Promise<readonly string[]> => {
    const { items } = (await exchange.client().listProducts({ query: { q } })).data
    return items.map(({ id }) => id).toSorted()
  }
  /** Read models as they lie in the database. */
  const database = async <T>(work: (of: ReturnType<MongoClient['db']>) => Promise<T>): Promise<T> => {
    await using client = new MongoClient(environment['MONGODB_URL']!, { maxPoolSize: 1 })
    return await work(client.db())
  }
  /** With their index entries; of what was removed, the day is left out. */
  const readModels = () =>
    database(async (of) =>
      Promise.all(
        ['documents', 'entries'].map((name) =>
          of
            .collection(name)
            .find({}, { projection: { removedAt: 0 } })
            .sort({ _id: 1 })
            .toArray(),
        ),
      ),
    )

  beforeAll(async () => {
    exchange = await open()
    floor = await openTradingFloor(exchange, { suppliers: 1 })
    for (const name of ['Maasdam', 'Maasdam young', 'Feta'])
      await floor.offer(floor.suppliers[0]!, { product: { name: { en: name } } })
    await eventually(() => found('maasdam'), { isThere: ({ length }) => length === 2 })
  })
  afterAll(async () => {
    await exchange[Symbol.asyncDispose]()
    await remove()
    rmSync(data, { recursive: true, force: true })
  })

  test('opens staff by the secrets that the exchange was given: a variable, a file, and says which is no good', async () => {
    const create = (email: string, more: Readonly<Record<string, string>>) => {
      const args = ['staff', 'create', '--email', email, '--name', 'Stig', '--password-stdin', '--url', exchange.url]
      return fx([...args, '--data', join(data, 'elsewhere')], more)
    }
    const bare = await create('one@platform.example', {})
    expect([bare.exitCode, bare.stderr]).toEqual([1, expect.stringMatching(/FX_SECRETS_FILE, or FX_SECRET_OPERATOR/)])
    const wrong = await create('one@platform.example', { FX_SECRETS_FILE: join(data, 'none.json') })
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      1,
      expect.stringMatching(/none\.json, which FX_SECRETS_FILE names/),
    ])
    const padded = Buffer.from(operatorSecret(exchange), 'base64url').toString('base64')
    const byVariable = await create('one@platform.example', { FX_SECRET_OPERATOR: padded })
    expect([byVariable.exitCode, byVariable.stderr]).toEqual([0, expect.any(String)])
    const byFile = await create('two@platform.example', { FX_SECRETS_FILE: join(data, 'secrets.json') })
    expect([byFile.exitCode, byFile.stderr]).toEqual([0, expect.any(String)])
  })

  test('while a process has the database to itself, from whichever folder, that one is asked', async () => {
    const more = { FX_SECRETS_FILE: join(data, 'secrets.json'), FX_URL: exchange.url }
    const { exitCode, stderr } = await fx(['rebuild', '--data', join(data, 'elsewhere')], more)
    // Nobody is signed in as staff here.
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/It is being served: asking the exchange at[^]*login/),
    ])
    expect(stderr).not.toContain('    at ')
  })

  test('of damaged read models and an index that is gone, a rebuild makes the same again', async () => {
    await exchange.stop()
    const before = await readModels()
    expect(JSON.stringify(before)).toContain('Maasdam young')
    const isProduct = { body: /Maasdam/ }
    await database(async (of) => {
      await of.collection('documents').deleteOne(isProduct)
      await of.collection('documents').updateOne(isProduct, { $set: { body: '{"forged":true}' } })
      // All but what the sealer of the audit trail keeps: that is chained once, and is no read model.
      await of.collection<{ _id: string }>('entries').deleteMany({ _id: { $not: /^audit_/ } })
    })
    expect(await readModels()).not.toEqual(before)
    await removeIndices(servers[1]!, environment['FX_ELASTICSEARCH_NAME']!)

    const { exitCode, stderr } = await fx(['rebuild', '--data', data])
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/Done in/)])
    expect(await readModels()).toEqual(before)
    exchange = await open()
    expect(await found('maasdam')).toHaveLength(2)
  })
})

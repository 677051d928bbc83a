/** What GraphQL is over all services at once: what it calls things, and what a page asks of the store, counted at its port. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createClient } from '../../sdk/index.ts'
import { daysAhead, openTradingFloor } from '../../test/support/open-trading-floor.ts'
import { readMails } from '../../test/support/start-exchange.ts'
import { readConfig } from '../config/config.ts'
import { embedded } from './embedded.ts'
import { ownSecrets } from './secrets/secrets.ts'

const data = mkdtempSync(join(tmpdir(), 'foodxchange-queries-'))
const dataFile = (name: string): string => join(data, name)

const start = async () => {
  const invocation = readConfig(['--data', data, '--port', '0'], { FX_LOG_LEVEL: 'silent' })
  if (invocation.command !== 'serve') throw new Error('Help was not asked for.')
  return embedded.start({ config: invocation.config, secrets: ownSecrets(dataFile('secrets.json')), dataFile })
}
let app: Awaited<ReturnType<typeof start>>
let token: string
let draftId: string

beforeAll(async () => {
  app = await start()
  const url = await app.values.gateway.listen({ port: 0 })
  const client = (authorization?: string, organisation?: string) =>
    createClient({
      baseUrl: url,
      ...(authorization && { authorization: () => `Bearer ${authorization}` }),
      ...(organisation && { organisation }),
    })
  const floor = await openTradingFloor({ url, data, client, mails: () => readMails([join(data, 'mail')]) })
  token = floor.buyer.owner.token
  const goods = await Promise.all(floor.suppliers.map((supplier) => floor.offer(supplier)))
  const placed = await Promise.all(
    Array.from({ length: 20 }, (_, at) => {
      const lines = [{ productId: goods[at % 2]!.productId, quantity: 10, deliveryDate: daysAhead(9) }]
      const supplierId = floor.suppliers[at % 2]!.id
      return floor.buyer.owner.client.placeOrder({
        body: { supplierId, lines, shipTo: { siteId: floor.buyer.siteId } },
      })
    }),
  )
  draftId = placed[0]!.data.id
  await app[Symbol.asyncDispose]()
  // A process that starts has nothing in memory, and has heard of no change.
  app = await start()
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  rmSync(data, { recursive: true })
})

const ask = async (query: string) => {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  }
  const reply = await app.values.gateway.inject({ method: 'POST', url: '/graphql', headers, payload: { query } })
  expect(reply.json().errors).toBeUndefined()
  return reply.json().data
}

/** The questions that `work` asks. */
async function questionsOf(work: () => Promise<void>): Promise<string[]> {
  const { store, documents } = app.values
  const spies = [
    ...(['get', 'getMany', 'find', 'count'] as const).map((name) => [name, vi.spyOn(documents, name)] as const),
    ...(['readStream', 'readCommits', 'findCommit', 'findExtended', 'positionOf'] as const).map(
      (name) => [name, vi.spyOn(store, name)] as const,
    ),
  ]
  await work()
  return spies.flatMap(([name, spy]) => {
    const asked = spy.mock.calls.map(([first]) => `${name} ${(first as { name?: string }).name ?? String(first)}`)
    spy.mockRestore()
    return asked
  })
}

const page = '{ orders(first: 20) { nodes { id supplier { legalName } order { status lines { product { name } } } } } }'

test('a page of 20 orders with lines, products and suppliers asks the store four times', async () => {
  await ask('{ me { id } }')
  const questions = await questionsOf(async () => {
    const { nodes } = (await ask(page)).orders
    expect(nodes).toHaveLength(20)
    for (const { order, supplier } of nodes) {
      expect(supplier.legalName).toMatch(/^Dairy/)
      expect(order.lines[0].product.name).toBeDefined()
    }
  })
  // Its orders as buyer and as supplier, and all that they name, once for each kind.
  expect(questions.toSorted()).toEqual(['find orders', 'find orders', 'getMany organisations', 'getMany products'])
})

test('who changes one of them reads it so, however late read models are, and still asks four times at most', async () => {
  const { store } = app.values
  const append = store.append
  // As a store that writes its documents after its commits.
  const late = vi.spyOn(store, 'append').mockImplementation((commit) => append(commit, []))
  await ask(`mutation { sendOrder(orderId: "${draftId}") { id } }`)
  late.mockRestore()
  const questions = await questionsOf(async () => {
    const { nodes } = (await ask(page)).orders
    const sent = nodes.find(({ id }: { id: string }) => id === draftId)
    expect(sent.order.status).toBe('SENT')
  })
  expect(questions.length, questions.join()).toBeLessThanOrEqual(4)
})

test('what GraphQL calls things are names of the trade: none is told from another by a number', async () => {
  const { types } = (await ask('{ __schema { types { name } } }')).__schema as { types: { name: string }[] }
  expect(types.length).toBeGreaterThan(500)
  expect(types.map(({ name }) => name).filter((name) => /\d/.test(name))).toEqual([])
})

/** Every operation that takes a body is sent bodies that nobody means: it refuses them as a problem and lives on. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { elsewhere } from '../impossible/elsewhere.ts'
import { kindsIn } from '../impossible/kinds-in.ts'
import { otherwise, refusals } from '../impossible/refusals.ts'
import { describedOperations, unknownId, type Described, type Operation } from '../support/described-operations.ts'
import { anyJson, spoilt } from '../support/junk-values.ts'
import { openTradingFloor, operatorHeader, type TradingFloor } from '../support/open-trading-floor.ts'
import { sendRaw, type RawAnswer, type SendRaw } from '../support/send-raw.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let send: SendRaw
let described: Described
let bodied: readonly Operation[]

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  send = sendRaw(exchange.url)
  described = await describedOperations(exchange.url)
  bodied = described.operations.filter(({ body }) => body !== undefined)
})
afterAll(() => exchange[Symbol.asyncDispose]())

/** By what is in its name; of what is no id, a word. */
const prefixes: Readonly<Record<string, string>> = {
  organisationId: 'org',
  siteId: 'sit',
  userId: 'usr',
  invitationId: 'inv',
  keyId: 'key',
  staffId: 'stf',
  sessionId: 'ses',
  productId: 'prd',
  priceListId: 'pls',
  customerGroupId: 'cgr',
  certificateId: 'crt',
  lotId: 'lot',
  jobId: 'job',
  rfqId: 'rfq',
  quoteId: 'qte',
  awardId: 'awd',
  orderId: 'ord',
  shipmentId: 'shp',
  claimId: 'clm',
}
const pathOf = ({ path }: Operation): string =>
  path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => (prefixes[name] ? unknownId(prefixes[name]) : '1'))

const callers = new Map<Operation, Promise<string>>()
/** Whoever gets past the guards of an operation: a company's owner, staff, or the operator; found out once. */
function callerOf(operation: Operation): Promise<string> {
  const known = callers.get(operation) ?? findCaller(operation)
  callers.set(operation, known)
  return known
}

async function findCaller(operation: Operation): Promise<string> {
  const signedIn = [floor.buyer.owner.token, floor.staff.token].map((token) => `Bearer ${token}`)
  for (const authorization of [...signedIn, await operatorHeader(exchange)]) {
    const { body } = await sendAs(authorization, operation, 'null')
    if (body?.code !== 'gateway/not-allowed') return authorization
  }
  throw new Error(`Nobody may ${operation.operationId}.`)
}
const sendAs = (authorization: string, operation: Operation, body: unknown): Promise<RawAnswer> =>
  send({
    method: operation.method,
    path: pathOf(operation),
    body,
    headers: { authorization, ...(operation.method !== 'POST' && { 'if-match': '"v1"' }) },
  })

const isProblem = ({ status, headers }: RawAnswer): boolean =>
  status >= 400 && status < 500 && (headers.get('content-type') ?? '').startsWith('application/problem+json')

const atOnce = 6
/** Several operations side by side, each with its generated bodies one after the other. */
async function forEachBodied(work: (operation: Operation, authorization: string) => Promise<void>): Promise<void> {
  const queue = [...bodied]
  const worker = async (): Promise<void> => {
    for (let operation = queue.pop(); operation; operation = queue.pop())
      await work(operation, await callerOf(operation))
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  expect(exchange.process.exitCode).toBeNull()
  expect(exchange.output()).not.toContain('unexpected error')
}

test('there are operations to try', () => {
  expect(bodied.length).toBeGreaterThan(50)
})

test('what may be impossible in them is tried of every operation: amounts, currencies, units and days', () => {
  const tried = new Set(refusals({}).map(({ operation, kind }) => `${operation} ${kind}`))
  const taken = described.operations.flatMap(({ operationId, body, queryParameters }) => {
    // A page's limit is no amount.
    const asked = queryParameters.filter(({ name }) => name !== 'limit').map(({ name, schema }) => ({ [name]: schema }))
    return [...kindsIn([body, ...asked], described.resolve)].map((kind) => `${operationId} ${kind}`)
  })
  expect(taken.length).toBeGreaterThan(80)
  const reasons = { ...otherwise, ...elsewhere }
  expect(taken.filter((each) => !tried.has(each) && reasons[each] === undefined)).toEqual([])
  expect(Object.keys(elsewhere).filter((each) => tried.has(each) || !taken.includes(each))).toEqual([])
})

test('any JSON at all is refused by every operation that takes a body', { timeout: 60_000 }, () =>
  forEachBodied((operation, authorization) =>
    fc.assert(
      // An empty object says nothing, which is enough for some operations.
      fc.asyncProperty(
        anyJson().filter((value) => JSON.stringify(value) !== '{}'),
        async (body) => {
          const answer = await sendAs(authorization, operation, JSON.stringify(body))
          expect(isProblem(answer), `${operation.operationId} ${answer.status} ${answer.text.slice(0, 300)}`).toBe(true)
        },
      ),
      { numRuns: 5 },
    ),
  ),
)

test(
  'a good body with one thing turned into junk is taken or refused, and never breaks anything',
  { timeout: 60_000 },
  () =>
    forEachBodied((operation, authorization) =>
      fc.assert(
        fc.asyncProperty(spoilt(described.sample(operation.body!)), async (body) => {
          const answer = await sendAs(authorization, operation, JSON.stringify(body))
          const fine = isProblem(answer) || (answer.status >= 200 && answer.status < 300)
          expect(fine, `${operation.operationId} ${answer.status} ${answer.text.slice(0, 300)}`).toBe(true)
        }),
        { numRuns: 9 },
      ),
    ),
)

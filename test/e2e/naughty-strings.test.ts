/** Texts that have broken other systems go in and come out as they are, byte for byte. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTradingFloor, type TradingFloor } from '../support/open-trading-floor.ts'
import { sendRaw, type SendRaw } from '../support/send-raw.ts'
import { sharedData } from '../support/shared-data.ts'
import { startExchange, type RunningExchange } from '../support/start-exchange.ts'

let exchange: RunningExchange
let floor: TradingFloor
let send: SendRaw
let token: string

beforeAll(async () => {
  exchange = await startExchange()
  floor = await openTradingFloor(exchange, { suppliers: 1 })
  send = sendRaw(exchange.url)
  token = floor.suppliers[0]!.owner.token
})
afterAll(() => exchange[Symbol.asyncDispose]())

/** Some of our own, so that the promise is kept where the shared list is absent. */
const own = [
  ' leading and trailing ',
  'line\r\nbreaks\n\ttabs',
  'O’Brien & Sons: "drop shipment", select grade; -- 100 %',
  "'; DROP TABLE products; --",
  '<script>alert(1)</script>',
  '${7*7} {{7*7}} %s %n',
  '../../etc/passwd',
  'Ω≈ç√∫˜µ≤≥÷ Ｆｕｌｌ　ｗｉｄｔｈ',
  'الجبن الطازج — גבינה — 奶酪 — ชีส',
  '👩‍👩‍👧‍👦🧀 é é',
  '\u200b\u200e\u202e\ufeff zero-width and bidi',
  '\u0001\u0002 controls \u007f\u0085\u2028\u2029',
  'null',
  'undefined',
  'NaN',
  '1E+02',
  '__proto__',
  'constructor',
]

/** Writes texts as the name and description of products, a batch at a time, and reads each back. */
async function roundTrip(texts: readonly string[]): Promise<string[]> {
  const lost: string[] = []
  const each = async (text: string, index: number): Promise<void> => {
    const name = { en: text }
    const body = { sku: `N-${index}-${crypto.randomUUID()}`, name, description: { en: text }, ingredients: text }
    const drafted = await send({ method: 'POST', path: '/v1/products', token, body })
    expect(drafted.status, `${JSON.stringify(text)} ${drafted.text}`).toBe(201)
    const read = await send({ path: `/v1/products/${drafted.body.id}`, token })
    for (const answer of [drafted, read]) {
      const { name: back, description, ingredients } = answer.body
      if (back.en !== text || description.en !== text || ingredients !== text) lost.push(text)
      // Not only equal to a reader that is as lenient: the bytes are these.
      if (!answer.text.includes(JSON.stringify(text))) lost.push(answer.text)
    }
  }
  for (let start = 0; start < texts.length; start += 32)
    await Promise.all(texts.slice(start, start + 32).map((text, index) => each(text, start + index)))
  return lost
}

test('odd texts round-trip byte for byte', async () => {
  expect(await roundTrip(own)).toEqual([])
})

test('the big list of naughty strings round-trips byte for byte', async ({ skip }) => {
  const path = sharedData('web/blns.json')
  if (path === undefined) return skip()
  const texts = (JSON.parse(readFileSync(path, 'utf8')) as string[]).filter((text) => text !== '')
  expect(texts.length).toBeGreaterThan(400)
  const isName = (text: string): boolean => text.length <= 300 && text.trim() !== ''
  expect(await roundTrip(texts.filter(isName))).toEqual([])
  // What is longer than a name may be, or blank, is a description.
  for (const text of texts.filter((each) => !isName(each))) {
    const body = { sku: `L-${crypto.randomUUID()}`, name: { en: 'Long or blank' }, description: { en: text } }
    const drafted = await send({ method: 'POST', path: '/v1/products', token, body })
    expect(drafted.body.description, drafted.text).toEqual({ en: text })
  }
})

test('odd texts in a search, a path or a header are answered, never with a fault', async () => {
  for (const text of own) {
    const found = await send({ path: `/v1/products?q=${encodeURIComponent(text)}`, token })
    expect(found.status, `${JSON.stringify(text)} ${found.text}`).toBe(200)
    const named = await send({ path: `/v1/products/${encodeURIComponent(text)}`, token })
    expect([400, 404], named.text).toContain(named.status)
  }
  expect(exchange.output()).not.toContain('unexpected error')
})

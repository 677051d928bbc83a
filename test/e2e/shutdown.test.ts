/** Ending in order: who is being served is served, nobody new is let in, and the next start finds everything. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../scripts/tool.ts'
import { everyItem } from '../../sdk/index.ts'
import { eventually } from '../support/eventually.ts'
import { openTradingFloor } from '../support/open-trading-floor.ts'
import { sendRaw } from '../support/send-raw.ts'
import { startExchange } from '../support/start-exchange.ts'

let data: string
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'foodxchange-shutdown-'))
})
afterAll(() => rmSync(data, { recursive: true, force: true }))

/** Runs the program to its end. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['src/main.ts', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}

test('told to end under load, it answers what is under way, refuses what is new, ends with 0, and loses nothing', async () => {
  const exchange = await startExchange({ data })
  const floor = await openTradingFloor(exchange, { suppliers: 1 })
  const { token } = floor.suppliers[0]!.owner
  const send = sendRaw(exchange.url)
  for (let count = 0; count < 3; count += 1) await exchange.client(token).listOrders()
  const drafted: string[] = []
  const refusals: unknown[] = []
  let counted = 0
  const client = async (): Promise<void> => {
    for (;;) {
      const body = { sku: `D-${(counted += 1)}`, name: { en: 'Cheese' } }
      const answer = await send({ method: 'POST', path: '/v1/products', token, body }).catch((error: unknown) => error)
      if (answer instanceof Error) return void refusals.push(answer.cause ?? answer)
      const { status, text, body: product } = answer as Awaited<ReturnType<typeof send>>
      expect(status, text).toBe(201)
      drafted.push(product.id)
    }
  }
  const clients = Promise.all(Array.from({ length: 16 }, client))
  await eventually(async () => drafted.length, { isThere: (count) => count > 50 })
  const started = performance.now()
  const code = await exchange.stop()
  expect(code).toBe(0)
  expect(performance.now() - started).toBeLessThan(10_000)
  await clients
  // Nobody was cut off in the middle of an answer: connections were closed between two, or refused.
  for (const refusal of refusals)
    expect(['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE']).toContain((refusal as { code: string }).code)
  expect(refusals).toHaveLength(16)

  const again = await startExchange({ data })
  try {
    const supplier = again.client(token)
    const kept = new Set<string>()
    const exported = await sendRaw(again.url)({ path: '/v1/products/exports', token })
    for (const line of exported.text.split('\n')) if (line) kept.add((JSON.parse(line) as { sku: string }).sku)
    expect(kept.size).toBe(drafted.length)
    for (const productId of [drafted[0]!, drafted.at(-1)!])
      expect((await supplier.getProduct({ params: { productId } })).data.status).toBe('draft')
    const lists = await supplier.listPriceLists()
    expect(lists.status).toBe(200)
    const { items: uses } = (await supplier.listDeprecatedUses()).data
    expect(uses.find(({ route }) => route === 'GET /v1/orders')?.count).toBe(3)
    for await (const lot of everyItem((query) => supplier.listLots({ query }))) expect(lot.id).toMatch(/^lot_/)
  } finally {
    expect(await again.stop()).toBe(0)
  }
})

test('a connection that says nothing does not keep it from ending', async () => {
  const exchange = await startExchange({ data })
  const { hostname, port } = new URL(exchange.url)
  const silent = connect(Number(port), hostname)
  const half = connect(Number(port), hostname)
  await Promise.all([once(silent, 'connect'), once(half, 'connect')])
  for (const socket of [silent, half]) socket.on('error', () => socket.destroy())
  half.write('GET /livez HTTP/1.1\r\nHost: x\r\n')
  const kept = await fetch(`${exchange.url}/readyz`)
  expect(kept.status).toBe(200)
  const started = performance.now()
  expect(await exchange.stop()).toBe(0)
  expect(performance.now() - started).toBeLessThan(10_000)
  for (const socket of [silent, half]) socket.destroy()
})

test('a second process on the same folder is refused with what to do about it, and disturbs nobody', async () => {
  await using exchange = await startExchange({ data })
  const second = await run('--port', '0', '--data', data)
  expect(second.code).toBe(1)
  expect(second.err).toContain(data)
  expect(second.err).toMatch(/Another process/)
  expect(second.err).toMatch(/--data/)
  expect(second.err).not.toMatch(/\n\s+at /)
  expect((await fetch(`${exchange.url}/readyz`)).status).toBe(200)
  await exchange.stop()
})

test('after a kill nothing has to be tidied up by hand', async () => {
  const killed = await startExchange({ data })
  await killed.kill()
  const next = await startExchange({ data })
  expect((await fetch(`${next.url}/readyz`)).status).toBe(200)
  expect(await next.stop()).toBe(0)
})

test('--help explains every option and ends with 0; what it does not know, it refuses with a remedy and 1', async () => {
  const help = await run('--help')
  expect(help).toMatchObject({ code: 0, err: '' })
  for (const option of ['--port', '--host', '--data', '--demo', 'FX_DATA', 'PORT']) expect(help.out).toContain(option)
  const wrong: [string[], RegExp][] = [
    [['--prot', '3000'], /--help/],
    [['--port', 'many'], /--port must be a whole number from 0 to 65535/],
    [['--port', '70000'], /--port must be a whole number/],
    [['--port'], /--port|argument/],
    [['extra'], /--help/],
  ]
  const answers = await Promise.all(wrong.map(([args]) => run(...args, '--data', data)))
  for (const [index, { code, out, err }] of answers.entries()) {
    const [args, remedy] = wrong[index]!
    expect({ args, code, out }).toEqual({ args, code: 1, out: '' })
    expect(err, args.join(' ')).toMatch(remedy)
    expect(err, args.join(' ')).not.toMatch(/\n\s+at /)
  }
})

test('a port that is taken and a folder that cannot be made are said in one line', async () => {
  await using exchange = await startExchange({ data })
  const { port } = new URL(exchange.url)
  const other = mkdtempSync(join(tmpdir(), 'foodxchange-shutdown-'))
  const taken = await run('--port', port, '--data', other)
  rmSync(other, { recursive: true, force: true })
  expect(taken.code).toBe(1)
  expect(taken.err).toMatch(new RegExp(`${port}`))
  expect(taken.err).not.toMatch(/\n\s+at /)
  const nowhere = await run('--port', '0', '--data', '/dev/null/data')
  expect(nowhere.code).toBe(1)
  expect(nowhere.err).toMatch(/\/dev\/null\/data.* --data/s)
  expect(nowhere.err).not.toMatch(/\n\s+at /)
})

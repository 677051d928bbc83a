/** The client in a page of a real browser, whose origin is another than the exchange’s: with its rules for requests, headers and sockets. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundlePage } from '../support/page/bundle-page.ts'
import { openPageMarket, wanted, type PageMarket } from '../support/page/open-page-market.ts'

const browsers = ['chromium-headless-shell', 'chromium', 'google-chrome']
const patienceMs = 45_000
const browser = findBrowser()

function findBrowser(): string | undefined {
  const found = browsers.find((name) => spawnSync(name, ['--version']).status === 0)
  if (found === undefined && process.env['REQUIRE_BACKENDS'] === '1')
    throw new Error(`There is no browser: apt-get install ${browsers[0]}.`)
  if (found === undefined)
    process.stderr.write(`Skipped: there is none of ${browsers.join(', ')} (apt-get install ${browsers[0]}).\n`)
  return found
}

/** Shows one page, and takes what it tells. */
async function openPage() {
  const script = await bundlePage()
  const told = Promise.withResolvers<string>()
  let given: object = {}
  const server = createServer((request, response) => {
    if (request.url === '/told') {
      let text = ''
      request.on('data', (part: Buffer) => (text += part.toString()))
      request.on('end', () => told.resolve(text))
      return response.end()
    }
    if (request.url !== '/') return response.writeHead(404).end()
    const run = `page.trade(${JSON.stringify(given)}).then(JSON.stringify, (error) => String(error.stack))`
    response.setHeader('content-type', 'text/html; charset=utf-8')
    return response.end(
      `<!doctype html><title>Trade</title><script>${script};${run}.then((body) => fetch('/told', { method: 'POST', body }))</script>`,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin, told: told.promise, show: (market: PageMarket) => (given = market.given) }
}

/** Visits an address until the test is over. */
function visit(url: string): () => string {
  const profile = mkdtempSync(join(tmpdir(), 'foodxchange-browser-'))
  const isRoot = process.getuid?.() === 0
  const options = ['--headless', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`]
  // Its sandbox is not for root; what it visits here is our own.
  const child = spawn(browser!, [...options, ...(isRoot ? ['--no-sandbox'] : []), '--remote-debugging-port=0', url], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Debian's command is a script that waits for the browser: they end together, as a group.
    detached: true,
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4_000)))
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    process.kill(-child.pid!, 'SIGKILL')
    await ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  })
  return () => said
}

test.skipIf(browser === undefined)(
  'a page elsewhere trades, hears of everything once over connections that are cut, and verifies webhooks',
  async () => {
    const page = await openPage()
    const market = await openPageMarket(page.origin)
    onTestFinished(() => market.exchange[Symbol.asyncDispose]())
    page.show(market)
    const said = visit(`${page.origin}/`)
    const late = new Promise<string>((resolve) => setTimeout(() => resolve(said()), patienceMs).unref())
    const told = await Promise.race([page.told, late])
    expect(told).toMatch(/^\{/)
    expect(JSON.parse(told)).toEqual(wanted)
  },
)

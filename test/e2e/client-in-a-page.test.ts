/** The client where there is nothing of Node: a realm that has what browsers have, and no more. A real browser: browser.edge.test.ts. */
import { createContext, runInContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { bundlePage } from '../support/page/bundle-page.ts'
import { openPageMarket, wanted } from '../support/page/open-page-market.ts'

/** Of the platform, not of the language: https://min-common-api.proposal.wintertc.org, and WebSockets. */
const ofBrowsers = [
  'AbortController',
  'AbortSignal',
  'DOMException',
  'Event',
  'EventTarget',
  'Headers',
  'ReadableStream',
  'Request',
  'Response',
  'TextDecoder',
  'TextDecoderStream',
  'TextEncoder',
  'URL',
  'URLSearchParams',
  'WebSocket',
  'atob',
  'btoa',
  'clearInterval',
  'clearTimeout',
  'crypto',
  'fetch',
  'setInterval',
  'setTimeout',
] as const

test('with what browsers have and nothing of Node it trades, hears of everything once over connections that are cut, and verifies webhooks', async () => {
  const { exchange, given } = await openPageMarket()
  onTestFinished(() => exchange[Symbol.asyncDispose]())
  const realm = createContext(Object.fromEntries(ofBrowsers.map((name) => [name, globalThis[name]])))
  runInContext(await bundlePage(), realm)
  // As text both ways: a page has no object of ours.
  const told = runInContext(
    `page.trade(JSON.parse(${JSON.stringify(JSON.stringify(given))})).then(JSON.stringify)`,
    realm,
  )
  expect(JSON.parse(await (told as Promise<string>))).toEqual(wanted)
})

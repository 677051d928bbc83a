/**
 * `npm run api:record -- RELEASE [--url URL --staff-token TOKEN]`: keeps a release of the API for those who trade with
 * it. Builds its client into one file, unless that is there, and makes the calls of test/released/RELEASE/calls.ndjson
 * with it (those of the release before where there are none), against a fresh exchange of this checkout or one at an
 * address; writes down what was sent and answered.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { rolldown } from 'rolldown'
import { openTradingFloor } from '../test/support/open-trading-floor.ts'
import {
  callsFile,
  clientFile,
  readCalls,
  releases,
  type AskedCall,
  type Known,
  type RecordedCall,
} from '../test/support/released-calls.ts'
import { loadReleased, requestOf, type ReleasedModule } from '../test/support/released-client.ts'
import { make, sendByClient } from '../test/support/replay-released.ts'
import { shapeOf } from '../test/support/reply-shape.ts'
import { startExchange } from '../test/support/start-exchange.ts'
import { root } from './tool.ts'

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string' }, 'staff-token': { type: 'string' } },
  })
  const [release = ''] = positionals
  if (!/^\d+[.]\d+[.]\d+$/.test(release)) throw new Error('Name the release of the API, as 1.2.0.')
  if (!existsSync(clientFile(release))) await buildClient(release)
  const client = await loadReleased(clientFile(release))
  const asked = readCalls<AskedCall>(existsSync(callsFile(release)) ? release : releaseBefore(release))
  const { url, 'staff-token': staffToken } = values
  const recorded =
    url !== undefined && staffToken !== undefined
      ? await record(client, asked, url, staffToken)
      : await recordHere(client, asked)
  writeFileSync(callsFile(release), recorded.map((call) => `${JSON.stringify(call)}\n`).join(''))
  process.stdout.write(`${recorded.length} calls of ${release} were written down.\n`)
}

/** Of the same version of the API. */
function releaseBefore(release: string): string {
  const [version] = release.split('.', 1)
  const found = releases().findLast((each) => each.split('.', 1)[0] === version && existsSync(callsFile(each)))
  if (found === undefined) throw new Error(`Write the calls of ${release} first: ${callsFile(release)}.`)
  return found
}

async function buildClient(release: string): Promise<void> {
  const source = release.startsWith('1.') ? 'index.ts' : `v${release.split('.', 1)[0]!}.ts`
  const bundle = await rolldown({ input: join(root, 'sdk', source), platform: 'browser' })
  mkdirSync(dirname(clientFile(release)), { recursive: true })
  const banner = `/** The client as it was released with ${release} of the API; made from sdk/ by rolldown, and kept as it was. */`
  await bundle.write({ file: clientFile(release), format: 'esm', minify: true, postBanner: banner })
  await bundle.close()
}

async function recordHere(client: ReleasedModule, asked: readonly AskedCall[]): Promise<readonly RecordedCall[]> {
  await using exchange = await startExchange({ alone: true })
  const { staff } = await openTradingFloor(exchange, { suppliers: 0 })
  const recorded = await record(client, asked, exchange.url, staff.token)
  return recorded
}

async function record(
  client: ReleasedModule,
  asked: readonly AskedCall[],
  url: string,
  staffToken: string,
): Promise<readonly RecordedCall[]> {
  const known: Known = new Map([
    ['staff:token', staffToken],
    ['run', crypto.randomUUID().slice(0, 8)],
  ])
  const send = sendByClient(client, url)
  const recorded: RecordedCall[] = []
  for (const { as, call, input, keep, etag, until, code: wanted } of asked) {
    const one = { as, call, input, ...(keep && { keep }), ...(etag && { etag }), ...(until && { until }) }
    const { status, code, data, isInVain } = await make(one, send, known)
    if (code !== wanted || isInVain)
      throw new Error(`${call} (${recorded.length + 1}): ${status} ${JSON.stringify(data)}`)
    const request = await requestOf(client, one)
    recorded.push({ ...one, request, status, ...(code !== undefined && { code }), shape: shapeOf(data) })
  }
  return recorded
}

await main()

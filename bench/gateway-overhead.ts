/** What a request costs that is authenticated, limited, filtered and logged, beyond what the framework alone takes for it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '../sdk/index.ts'
import { goodPassword } from '../test/support/open-trading-floor.ts'
import { rounded, type Bench } from './harness/bench.ts'
import { compare } from './harness/compare.ts'
import { expectStatus, type Work } from './harness/generate-load.ts'
import { startExchangeProcess } from './harness/market.ts'
import { accessToken } from './harness/sign-in.ts'

const askedMicros = 25
/** Its handler does next to nothing, and its reply is kept by nobody. */
const path = '/.well-known/jwks.json'

export const gatewayOverhead: Bench = async ({ rounds, progress }) => {
  const data = mkdtempSync(join(tmpdir(), 'fx-bench-'))
  const exchange = await startExchangeProcess(data)
  try {
    const headers = await memberHeaders(exchange.url)
    const work: Work = async (send) => {
      const { body, head } = expectStatus(await send({ method: 'GET', path, headers }), 200)
      if (!body.includes('"keys":') || !/\r\nratelimit: "read-user"/i.test(head))
        throw new Error(`Not counted: ${head}`)
    }
    progress('gateway-overhead: measuring')
    const yardstick = { file: 'bench/harness/fastify-yardstick.ts', path }
    const figures = await compare(exchange, { connections: 32, rounds, roundMs: 3_000, headers, work, yardstick })
    const overheadMicros = figures.cpuMicros - figures.yardstickCpuMicros
    return {
      figures: rounded({ overheadMicros, ...figures }),
      measured: `${overheadMicros.toFixed(1)} µs of CPU (${figures.cpuMicros.toFixed(1)} − ${figures.yardstickCpuMicros.toFixed(1)})`,
      passed: overheadMicros <= askedMicros,
      remarks: ['a token that is known, a user and an organisation counted; the yardstick is bare Fastify'],
    }
  } finally {
    await exchange.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

/** Of somebody with an organisation, in which both are counted. */
async function memberHeaders(url: string): Promise<Readonly<Record<string, string>>> {
  const email = 'ada@buyer.example'
  const body = { email, password: goodPassword, name: 'Ada Byron' }
  await createClient({ baseUrl: url }).registerAccount({ body })
  const authorization = `Bearer ${await accessToken(url, email)}`
  const { data } = await createClient({ baseUrl: url, authorization: () => authorization }).registerOrganisation({
    body: { legalName: 'Grand Hotels', country: 'NL', kinds: ['buyer'] },
  })
  return { authorization, 'fx-organisation': data.id, accept: 'application/json', 'accept-encoding': 'gzip, deflate' }
}

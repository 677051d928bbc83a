/** The API's description without serving it: what the SDK and its test are made from. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import type { OpenApi } from '../gateway/docs/openapi.ts'
import { composeExchange } from './compose.ts'

/** Each version's description. */
export type DescribedVersions = { readonly first: OpenApi; readonly second: OpenApi }

/** Composes the exchange over an empty folder, asks it, and takes it down again. */
export async function describeExchange(): Promise<DescribedVersions> {
  const folder = mkdtempSync(join(tmpdir(), 'foodxchange-describe-'))
  try {
    const invocation = readConfig(['--data', folder, '--port', '0'], { FX_LOG_LEVEL: 'error' })
    if (invocation.command !== 'serve') throw new Error('Unreachable: no help was asked for.')
    const exchange = await composeExchange(invocation.config)
    try {
      const url = await exchange.listen()
      const read = async (path: string): Promise<OpenApi> => {
        const response = await fetch(`${url}${path}`)
        if (!response.ok) throw new Error(`The exchange does not describe itself: ${await response.text()}`)
        return (await response.json()) as OpenApi
      }
      return { first: await read('/openapi.json'), second: await read('/v2/openapi.json') }
    } finally {
      await exchange.stop()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

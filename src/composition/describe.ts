/** The API's description without serving it: what the SDK and its test are made from. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import type { OpenApi } from '../gateway/docs/openapi.ts'
import { composeExchange } from './compose.ts'

/** Composes the exchange over an empty folder, asks it, and takes it down again. */
export async function describeExchange(): Promise<OpenApi> {
  const folder = mkdtempSync(join(tmpdir(), 'foodxchange-describe-'))
  try {
    const invocation = readConfig(['--data', folder, '--port', '0'], { FX_LOG_LEVEL: 'error' })
    if (invocation.command !== 'serve') throw new Error('Unreachable: no help was asked for.')
    const exchange = await composeExchange(invocation.config)
    try {
      const url = await exchange.listen()
      const response = await fetch(`${url}/openapi.json`)
      if (!response.ok) throw new Error(`The exchange does not describe itself: ${await response.text()}`)
      return (await response.json()) as OpenApi
    } finally {
      await exchange.stop()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

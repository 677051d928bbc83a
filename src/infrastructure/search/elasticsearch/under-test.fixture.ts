/** What tests against a real server share: names of their own, and nothing left behind. */
import { randomUUID } from 'node:crypto'
import { Client } from '@elastic/elasticsearch'

export const uniqueName = (purpose: string): string => `fx-${purpose}-${randomUUID().slice(0, 8)}`

export const silentLog = { info: () => undefined, warn: () => undefined }

/** Removes every index whose name begins so. */
export async function removeIndices(url: string, name: string): Promise<void> {
  const client = new Client({ node: url, requestTimeout: 10_000, maxRetries: 0 })
  const found = Object.keys(await client.indices.getAlias({ index: `${name}-*` }))
  if (found.length > 0) await client.indices.delete({ index: found, ignore_unavailable: true })
  await client.close()
}

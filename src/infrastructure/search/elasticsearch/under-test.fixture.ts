/** What tests against a real server share: names of their own, and nothing left behind. */
import { randomUUID } from 'node:crypto'
import { Client } from '@elastic/elasticsearch'

export const uniqueName = (purpose: string): string => `fx-${purpose}-${randomUUID().slice(0, 8)}`

/** Where no trouble is looked for, trouble is shown: it tells why a test failed. */
export const troubleLog = { info: () => undefined, warn: (_facts: unknown, said?: string) => console.warn(said) }

/** A machine that runs all servers and all tests at once may keep a search waiting longer than any user would. */
export const patience = { readTimeoutMs: 30_000, writeTimeoutMs: 60_000 } as const

/** Removes every index whose name begins so. */
export async function removeIndices(url: string, name: string): Promise<void> {
  const client = new Client({ node: url, requestTimeout: 10_000, maxRetries: 0 })
  const found = Object.keys(await client.indices.getAlias({ index: `${name}-*` }))
  if (found.length > 0) await client.indices.delete({ index: found, ignore_unavailable: true })
  await client.close()
}

/** What the operator is told, kept. */
export function keptLog() {
  const [warnings, infos]: [string[], string[]] = [[], []]
  const keep = (into: string[]) => (_facts: unknown, said?: string) => void into.push(said ?? '')
  return { warnings, infos, log: { warn: keep(warnings), info: keep(infos) } }
}

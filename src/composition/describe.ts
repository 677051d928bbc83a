/** The API's description without serving it: what the SDK, documents and their tests are made from. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config/config.ts'
import type { OpenApi } from '../gateway/docs/openapi.ts'
import { composeExchange } from './compose.ts'

/** The fields that GraphQL has at its roots. */
export type GraphqlFields = { readonly queries: ReadonlySet<string>; readonly mutations: ReadonlySet<string> }

/** Each version's description. */
export type DescribedVersions = { readonly first: OpenApi; readonly second: OpenApi }

export const describeExchange = (): Promise<DescribedVersions> => askExchange(readVersions)

/** With GraphQL's fields. */
export const describeWithGraphql = (): Promise<DescribedVersions & { readonly fields: GraphqlFields }> =>
  askExchange(async (url) => ({ ...(await readVersions(url)), fields: await readFields(url) }))

/** Composes the exchange over an empty folder, asks it, and takes it down again. */
async function askExchange<Answer>(ask: (url: string) => Promise<Answer>): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'foodxchange-describe-'))
  try {
    const invocation = readConfig(['--data', folder, '--port', '0'], { FX_LOG_LEVEL: 'error' })
    if (invocation.command !== 'serve') throw new Error('Unreachable: no help was asked for.')
    const exchange = await composeExchange(invocation.config)
    try {
      return await ask(await exchange.listen())
    } finally {
      await exchange.stop()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function readVersions(url: string): Promise<DescribedVersions> {
  return { first: await readJson(`${url}/openapi.json`), second: await readJson(`${url}/v2/openapi.json`) }
}

type Roots = { data: { __schema: Record<'queryType' | 'mutationType', { fields: { name: string }[] }> } }

async function readFields(url: string): Promise<GraphqlFields> {
  const query = '{ __schema { queryType { fields { name } } mutationType { fields { name } } } }'
  const { data } = await readJson<Roots>(`${url}/graphql?${new URLSearchParams({ query }).toString()}`)
  const namesOf = (type: keyof Roots['data']['__schema']) => new Set(data.__schema[type].fields.map(({ name }) => name))
  return { queries: namesOf('queryType'), mutations: namesOf('mutationType') }
}

async function readJson<Answer>(url: string): Promise<Answer> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`The exchange does not describe itself: ${await response.text()}`)
  return (await response.json()) as Answer
}

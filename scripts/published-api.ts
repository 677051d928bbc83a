/** The contracts of the API as they were last released, and what each release changed: the files in docs/api. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Difference } from '../src/gateway/versions/compare/compare-apis.ts'
import type { Contract, Version } from './api-contract.ts'
import { root } from './tool.ts'

type Json = Readonly<Record<string, unknown>>

/** What a release of a version changed, as it was found then. */
export type Release = {
  readonly version: string
  readonly on: string
  /** What it was compared with: the release before, or the version that it succeeds. */
  readonly against?: string
  readonly changes: readonly Change[]
}
/** The same of several operations. */
export type Change = Omit<Difference, 'operation'> & { readonly operations: readonly string[] }

export const releasesFile = 'docs/api/releases.json'
export const contractFile = (version: Version): string => `docs/api/${version}.json`

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'))

export const readReleases = (): readonly Release[] => read(releasesFile) as readonly Release[]

/** What is otherwise in the same way stands together. */
export function groupedChanges(differences: readonly Difference[]): readonly Change[] {
  const groups = Map.groupBy(differences, ({ where, what, breaks }) => JSON.stringify([where, what, breaks]))
  return [...groups.values()].map((group) => {
    const { operation: _operation, ...same } = group[0]!
    return { ...same, operations: group.map(({ operation }) => operation) }
  })
}

/**
 * A contract as it is kept: parameters that many operations take are written once, and of /v2 what /v1 has in the same
 * way is left out.
 */
type Kept = {
  readonly version: string
  readonly parameters: Json
  readonly paths: Json
  readonly schemas: Json
  /** Paths and schemas of /v1 that are none of /v2. */
  readonly without?: readonly string[]
}

export function readContract(version: Version): Contract {
  const kept = read(contractFile(version)) as Kept
  const own = { version: kept.version, paths: withParameters(kept), components: { schemas: kept.schemas } }
  if (version === 'v1') return own
  const first = asSecond(readContract('v1'))
  const without = new Set(kept.without)
  const stays = (all: Json): Json => Object.fromEntries(Object.entries(all).filter(([name]) => !without.has(name)))
  return {
    version: kept.version,
    paths: { ...stays(first.paths), ...own.paths },
    components: { schemas: { ...stays(first.components.schemas), ...kept.schemas } },
  }
}

/** The files of both contracts: a line for each path and schema, so that a difference shows as a line. */
export const contractTexts = (first: Contract, second: Contract): Readonly<Record<Version, string>> => ({
  v1: keptText(first),
  v2: keptText({ ...second, ...otherwise(asSecond(first), second) }),
})

function otherwise(first: Contract, second: Contract) {
  const others = (is: Json, was: Json): Json =>
    Object.fromEntries(
      Object.entries(is).filter(([name, value]) => JSON.stringify(was[name]) !== JSON.stringify(value)),
    )
  const gone = (is: Json, was: Json): readonly string[] => Object.keys(was).filter((name) => !(name in is))
  const [schemas, firstSchemas] = [second.components.schemas, first.components.schemas]
  return {
    paths: others(second.paths, first.paths),
    components: { schemas: others(schemas, firstSchemas) },
    without: [...gone(second.paths, first.paths), ...gone(schemas, firstSchemas)],
  }
}

/** What is deprecated in /v1 is not in /v2. */
const asSecond = (first: Contract): Contract =>
  JSON.parse(JSON.stringify(first).replaceAll('"/v1/', '"/v2/').replaceAll('"deprecated":true,', '')) as Contract

function keptText({
  version,
  paths,
  components,
  without,
}: Contract & { readonly without?: readonly string[] }): string {
  const parameters = new Map<string, string>()
  const named = Object.entries(paths).map(([path, item]) => {
    const operations = Object.entries(item as Json).map(([method, operation]) => [
      method,
      withNames(operation as Json, parameters),
    ])
    return [path, Object.fromEntries(operations) as Json]
  })
  const table = Object.fromEntries([...parameters].map(([text, name]) => [name, JSON.parse(text) as unknown]))
  const parts = [
    `"version": ${JSON.stringify(version)}`,
    ...(without ? [`"without": ${JSON.stringify(without)}`] : []),
    `"parameters": ${lines(table)}`,
    `"paths": ${lines(Object.fromEntries(named) as Json)}`,
    `"schemas": ${lines(components.schemas)}`,
  ]
  return `{\n${parts.join(',\n')}\n}\n`
}

/** Its parameters by the names that they are kept under; the first of a name has it, others are numbered. */
function withNames({ parameters = [], ...operation }: Json, table: Map<string, string>): Json {
  const names = (parameters as readonly Json[]).map((parameter) => {
    const text = JSON.stringify(parameter)
    const taken = [...table.values()].filter((name) => name.split('#')[0] === parameter['name']).length
    if (!table.has(text))
      table.set(text, taken === 0 ? String(parameter['name']) : `${String(parameter['name'])}#${taken}`)
    return table.get(text)!
  })
  return { ...operation, parameters: names }
}

const withParameters = ({ paths, parameters }: Kept): Json =>
  Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item as Json).map(([method, operation]) => {
          const { parameters: names, ...rest } = operation as Json
          return [method, { ...rest, parameters: (names as readonly string[]).map((name) => parameters[name]) }]
        }),
      ),
    ]),
  )

const lines = (of: Json): string =>
  `{\n${Object.entries(of)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(',\n')}\n}`

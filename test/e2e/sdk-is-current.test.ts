/** What is made from the API's description is current, the description is sound, and nothing that was published breaks. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { accessPage } from '../../scripts/access-page.ts'
import { apiChangelogPage, unreleased } from '../../scripts/api-changelog.ts'
import { contractOf } from '../../scripts/api-contract.ts'
import { describedProblems } from '../../scripts/problem-facts.ts'
import { contractTexts, readContract } from '../../scripts/published-api.ts'
import { generateSdk, generateSecondSdk } from '../../scripts/sdk-source.ts'
import { root } from '../../scripts/tool.ts'
import { describeWithGraphql } from '../../src/composition/describe.ts'
import { lintOpenApi } from '../support/lint-openapi.ts'

let api: Awaited<ReturnType<typeof describeWithGraphql>>
beforeAll(async () => {
  api = await describeWithGraphql()
})

const text = (file: string): string => readFileSync(join(root, file), 'utf8')

test('docs/access.md says who may; `npm run docs` makes it so', () => {
  expect(text('docs/access.md')).toBe(accessPage(api))
})

test('the client says what the server says, of both versions; `npm run sdk` makes it so', () => {
  expect(text('sdk/generated.ts')).toBe(generateSdk(api.first, describedProblems()))
  expect(text('sdk/generated-v2.ts')).toBe(generateSecondSdk(api.first, api.second))
})

test('the descriptions of the API pass the linter’s recommended rules', async () => {
  expect(await lintOpenApi(api.first)).toEqual([])
  expect(await lintOpenApi(api.second)).toEqual([])
})

test('nothing that was published of a version breaks; what must, waits for the next version', () => {
  const changes = unreleased({ v1: api.first, v2: api.second })
  for (const [version, differences] of Object.entries(changes))
    expect(
      differences.filter(({ breaks }) => breaks),
      `/${version}`,
    ).toEqual([])
  expect(Object.keys(readContract('v1').paths).length).toBeGreaterThan(100)
})

test('a contract that is kept forgets nothing that a client rests on', () => {
  const [first, second] = [contractOf(api.first), contractOf(api.second)]
  const { paths, components } = first
  expect(Object.keys(contractTexts(first, second))).toEqual(['v1', 'v2'])
  expect(JSON.stringify(paths)).not.toContain('"summary"')
  expect(components.schemas['Claim']).toHaveProperty('properties.description')
})

test('docs/api-changelog.md says what was and will be released; `npm run sdk` makes it so', () => {
  expect(text('docs/api-changelog.md')).toBe(apiChangelogPage({ v1: api.first, v2: api.second }))
})

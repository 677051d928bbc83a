/** The client and docs/access.md are made from the API's description; these tests say when they are not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { accessPage } from '../../scripts/access-page.ts'
import { describedProblems } from '../../scripts/problem-facts.ts'
import { generateSdk } from '../../scripts/sdk-source.ts'
import { root } from '../../scripts/tool.ts'
import { describeWithGraphql } from '../../src/composition/describe.ts'
import { lintOpenApi } from '../support/lint-openapi.ts'

let described: Awaited<ReturnType<typeof describeWithGraphql>>
beforeAll(async () => void (described = await describeWithGraphql()))

test('docs/access.md says who may; `npm run docs` makes it so', () => {
  expect(readFileSync(join(root, 'docs/access.md'), 'utf8')).toBe(accessPage(described))
})

test('sdk/generated.ts says what the server says; `npm run sdk` makes it so', () => {
  const { api } = described
  expect(readFileSync(join(root, 'sdk/generated.ts'), 'utf8')).toBe(generateSdk(api, describedProblems()))
})

test('the description of the API passes the linter’s recommended rules', async () => {
  expect(await lintOpenApi(described.api)).toEqual([])
})

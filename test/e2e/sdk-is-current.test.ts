/** The client is made from the API's description; this test says when it is not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describedProblems } from '../../scripts/problem-facts.ts'
import { generateSdk } from '../../scripts/sdk-source.ts'
import { root } from '../../scripts/tool.ts'
import { describeExchange } from '../../src/composition/describe.ts'
import { lintOpenApi } from '../support/lint-openapi.ts'

test('sdk/generated.ts says what the server says; `npm run sdk` makes it so', async () => {
  const api = await describeExchange()
  expect(readFileSync(join(root, 'sdk/generated.ts'), 'utf8')).toBe(generateSdk(api, describedProblems()))
})

test('the description of the API passes the linter’s recommended rules', async () => {
  expect(await lintOpenApi(await describeExchange())).toEqual([])
})

/** Writes what is made from the API's own descriptions: the client's types and table, and the changelog of the API. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeExchange } from '../src/composition/describe.ts'
import { apiChangelogPage } from './api-changelog.ts'
import { describedProblems } from './problem-facts.ts'
import { generateSdk, generateSecondSdk } from './sdk-source.ts'
import { root } from './tool.ts'

const { first, second } = await describeExchange()
writeFileSync(join(root, 'sdk/generated.ts'), generateSdk(first, describedProblems()))
writeFileSync(join(root, 'sdk/generated-v2.ts'), generateSecondSdk(first, second))
writeFileSync(join(root, 'docs/api-changelog.md'), apiChangelogPage({ v1: first, v2: second }))

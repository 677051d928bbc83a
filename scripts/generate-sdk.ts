/** Writes sdk/generated.ts from the API's own description, so that the client can never say what the server does not. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeExchange } from '../src/composition/describe.ts'
import { describedProblems } from './problem-facts.ts'
import { generateSdk } from './sdk-source.ts'
import { root } from './tool.ts'

writeFileSync(join(root, 'sdk/generated.ts'), generateSdk(await describeExchange(), describedProblems()))

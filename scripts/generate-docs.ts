/** Writes the documents that are made from the program itself. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationPage } from './configuration-page.ts'
import { root } from './tool.ts'

writeFileSync(join(root, 'docs/configuration.md'), configurationPage())

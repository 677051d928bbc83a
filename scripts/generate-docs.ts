/** Writes the documents, and parts of documents, that are made from the program itself. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationPage } from './configuration-page.ts'
import { withContainerGraph } from './container-graph.ts'
import { root } from './tool.ts'

const architecture = join(root, 'ARCHITECTURE.md')

writeFileSync(join(root, 'docs/configuration.md'), configurationPage())
writeFileSync(architecture, withContainerGraph(readFileSync(architecture, 'utf8')))

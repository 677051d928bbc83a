/** Writes the documents, and parts of documents, that are made from the program itself. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeWithGraphql } from '../src/composition/describe.ts'
import { accessPage } from './access-page.ts'
import { attacksPage } from './attacks-page.ts'
import { frontDoorPage } from './front-door-page.ts'
import { asyncApiPage } from './asyncapi-page.ts'
import { configurationPage } from './configuration-page.ts'
import { keptStatesFile, keptStatesText } from './kept-states.ts'
import { withContainerGraph } from './container-graph.ts'
import { withPathTable } from './path-table.ts'
import { root } from './tool.ts'
import { transitionsPage } from './transitions-page.ts'

const architecture = join(root, 'ARCHITECTURE.md')
const production = join(root, 'docs/production.md')

writeFileSync(join(root, 'docs/configuration.md'), configurationPage())
writeFileSync(join(root, 'docs/attacks.md'), attacksPage())
writeFileSync(join(root, 'docs/access.md'), accessPage(await describeWithGraphql()))
writeFileSync(join(root, 'docs/front-door.md'), frontDoorPage())
writeFileSync(join(root, 'docs/asyncapi.json'), asyncApiPage())
writeFileSync(join(root, 'docs/transitions.md'), transitionsPage())
writeFileSync(join(root, keptStatesFile), keptStatesText())
writeFileSync(architecture, withContainerGraph(readFileSync(architecture, 'utf8')))
writeFileSync(production, withPathTable(readFileSync(production, 'utf8')))

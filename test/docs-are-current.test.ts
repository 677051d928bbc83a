/** Documents that are made from the program say what the program does; this test says when they do not. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { frontDoorPage } from '../scripts/front-door-page.ts'
import { asyncApiPage } from '../scripts/asyncapi-page.ts'
import { attacksPage } from '../scripts/attacks-page.ts'
import { withContainerGraph } from '../scripts/container-graph.ts'
import { withPathTable } from '../scripts/path-table.ts'
import { configurationPage } from '../scripts/configuration-page.ts'
import { transitionsPage } from '../scripts/transitions-page.ts'
import { settings } from '../src/config/config.ts'
import { attackClasses } from './support/attack-classes.ts'

test('docs/configuration.md is what scripts/generate-docs.ts writes', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(configurationPage())
})

test('docs/front-door.md is what scripts/generate-docs.ts writes', () => {
  expect(readFileSync('docs/front-door.md', 'utf8')).toBe(frontDoorPage())
})

test('docs/attacks.md names for each class of attack tests that there are', () => {
  expect(readFileSync('docs/attacks.md', 'utf8')).toBe(attacksPage())
  const texts = new Map<string, string>()
  for (const [file, name] of attackClasses.flatMap(({ shownBy }) => shownBy)) {
    const text = texts.get(file) ?? readFileSync(file, 'utf8')
    texts.set(file, text)
    expect(text.includes(`('${name}`), `${file}: ${name}`).toBe(true)
  }
})

test('docs/asyncapi.json describes the messages that are checked', () => {
  expect(readFileSync('docs/asyncapi.json', 'utf8')).toBe(asyncApiPage())
})

test('docs/transitions.md says what each machine takes in each state', () => {
  expect(readFileSync('docs/transitions.md', 'utf8')).toBe(transitionsPage())
})

test('ARCHITECTURE.md shows the graph that `npm run docs` draws', () => {
  const page = readFileSync('ARCHITECTURE.md', 'utf8')
  expect(page).toBe(withContainerGraph(page))
})

test('docs/production.md has the table of paths that processes are routed by', () => {
  const page = readFileSync('docs/production.md', 'utf8')
  expect(page).toBe(withPathTable(page))
})

test('every setting and its variable stand in it', () => {
  const page = configurationPage()
  for (const { environment, describe } of Object.values(settings)) {
    expect(page).toContain(environment)
    expect(page).toContain(describe)
  }
})

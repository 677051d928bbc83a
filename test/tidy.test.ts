/** Holds what a linter cannot: that files are named, opened and linked as STYLE.md says. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { TEST_FILE } from './support/layers.ts'
import { type TextFile, textFiles } from './support/text-files.ts'

const NAMES_WHAT_IT_FORBIDS = new Set(['test/tidy.test.ts', 'scripts/lint-rules.test.ts'])

const isTypeScript = (path: string): boolean => path.endsWith('.ts') && path !== 'sdk/generated.ts'
const sources = textFiles((path) => isTypeScript(path) && /^(src|sdk|test|bench|scripts)\//.test(path))
const tests = sources.filter(({ path }) => TEST_FILE.test(path))
const pages = textFiles((path) => path.endsWith('.md'))

const breakers = (files: readonly TextFile[], breaks: (file: TextFile) => boolean): readonly string[] =>
  files.filter(breaks).map(({ path }) => path)

test('the files are found at all', () => {
  expect(sources.length).toBeGreaterThan(20)
  expect(tests.length).toBeGreaterThan(2)
  expect(pages.map(({ path }) => path)).toContain('STYLE.md')
})

test('every file but a test opens with a sentence that says why it exists', () => {
  const opening = /^(#!.*\n)?\/\*\*\s+(\* )?[^@\s].{15}/
  expect(breakers(sources, ({ path, text }) => !/[.]test[.]ts$/.test(path) && !opening.test(text))).toEqual([])
})

test('files are named for what they hold, in kebab-case', () => {
  const vague = /(^|[-/])(utils?|helpers?|managers?|misc|common|advanced|stuff|impl)([-./]|$)/
  expect(breakers(sources, ({ path }) => vague.test(path))).toEqual([])
})

test('no suite runs a part of itself only, or skips for good', () => {
  const focused = /\b(test|it|describe|suite)\.(only|skip|todo)\b/
  expect(breakers(tests, ({ path, text }) => !NAMES_WHAT_IT_FORBIDS.has(path) && focused.test(text))).toEqual([])
})

test('no wildcard exports, no silenced compiler, no swallowed error', () => {
  const shortcuts = /^export \* from|@ts-ignore|@ts-nocheck|catch\s*(\([^)]*\))?\s*\{\s*\}/m
  expect(breakers(sources, ({ path, text }) => !NAMES_WHAT_IT_FORBIDS.has(path) && shortcuts.test(text))).toEqual([])
})

test('what is served hashes passwords at full strength: only a test asks for less', () => {
  const served = sources.filter(({ path }) => path.startsWith('src/') && !TEST_FILE.test(path))
  const chosen = /(?<!function )\bcreateArgon2PasswordHasher\([^)]/
  expect(breakers(served, ({ text }) => text.includes('createArgon2PasswordHasher()'))).toHaveLength(1)
  expect(breakers(served, ({ text }) => chosen.test(text))).toEqual([])
})

test('nothing names the machine it was written on, or the registry it was installed from', () => {
  const machines = /(^|[\s"'`(=:])\/(work|tmp|root|home\/\w+|Users\/\w+)\/|registry\.npmjs|npmmirror|artifactory/m
  const served = textFiles((path) =>
    /^(src|sdk|docs|bench|scripts|reference|deploy|[.]ci)\/|^[^/]+[.](md|json|ts)$/.test(path),
  )
  expect(breakers(served, ({ text }) => machines.test(text))).toEqual([])
})

test('every relative link in the documents leads to a file', () => {
  const dead = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)]*)?\)/g)]
      .map(([, target = '']) => join(dirname(path), target))
      .filter((target) => !existsSync(target))
      .map((target) => `${path} → ${target}`),
  )
  expect(dead).toEqual([])
})

test('the documents that a newcomer looks for are there', () => {
  const expected = ['STYLE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/decisions/README.md']
  expect(expected.filter((path) => !existsSync(path))).toEqual([])
})

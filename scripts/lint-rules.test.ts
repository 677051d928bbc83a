/** Proves that the linter is armed: a rule that is misspelt, or switched off by an override, would be silent. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root, runTool } from './tool.ts'

const BAD: Readonly<Record<string, string>> = {
  'eslint(eqeqeq)': 'export const same = (x: unknown) => x == 1',
  'eslint(no-console)': 'console.log(1)',
  'eslint(no-empty)': 'export function swallow() { try { swallow() } catch {} }',
  'eslint(no-restricted-properties)': 'export const now = Date.now()',
  'eslint(no-restricted-globals)': 'export const get = fetch',
  'eslint(max-lines)': `export const long = 1\n${'// On and on.\n'.repeat(250)}`,
  'house(no-clock)': 'export const at = new Date()',
  'house(own-lines)': `export function long() {\n${'  long()\n'.repeat(50)}}`,
  'house(no-export-all)': "export * from './other.ts'",
  'import(no-default-export)': 'export default 1',
  'node(no-process-env)': 'export const { HOME } = process.env',
  'typescript(no-explicit-any)': 'export const pass = (x: any) => x',
  'typescript(ban-ts-comment)': '// @ts-ignore\nexport const silenced = 1',
}

const GOOD = `/** Forty closures of two lines: long to scroll, but no function in it is long to read. */
export function createMany() {
${'  const one = () => {\n    one()\n  }\n'.repeat(20)}}
`

let folder = ''
let caught: readonly { code: string; filename: string }[] = []
const nameOf = (rule: string): string => `${rule.replace(/\W+/g, '-')}.ts`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lint-'))
  mkdirSync(join(folder, 'src/kernel'), { recursive: true })
  const config = readFileSync(`${root}.oxlintrc.json`, 'utf8').replaceAll('./scripts/', `${root}scripts/`)
  writeFileSync(join(folder, '.oxlintrc.json'), config)
  for (const [rule, source] of Object.entries(BAD)) writeFileSync(join(folder, 'src/kernel', nameOf(rule)), source)
  writeFileSync(join(folder, 'src/kernel/good.ts'), GOOD)
  const args = ['-c', join(folder, '.oxlintrc.json'), '-f', 'json', folder]
  const { output } = await runTool('oxlint', 'oxlint', args, { output: 'kept', timeoutMs: 30_000 })
  caught = (JSON.parse(output) as { diagnostics: typeof caught }).diagnostics
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(Object.keys(BAD))('%s is caught where it is broken', (rule) => {
  const codes = caught.filter(({ filename }) => filename.endsWith(`/${nameOf(rule)}`)).map(({ code }) => code)
  expect(codes).toContain(rule)
})

test('a function is measured without the functions inside it', () => {
  expect(caught.filter(({ filename, code }) => filename.endsWith('/good.ts') && code === 'house(own-lines)')).toEqual(
    [],
  )
})

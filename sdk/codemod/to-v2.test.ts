/** The codemod on whole projects: what it writes, what it leaves, what it says; and that what it wrote passes the types of /v2. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rewriteProject, type Rewritten } from './to-v2.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const text = (name: string): string => readFileSync(join(fixtures, name), 'utf8')
const sdk = resolve(import.meta.dirname, '..')

let folder: string
let rewritten: readonly Rewritten[]
const config = (): string => join(folder, 'tsconfig.json')

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'codemod-'))
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: 'es2024',
    module: 'nodenext',
    allowImportingTsExtensions: true,
    lib: ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable'],
    types: [],
    paths: { '@foodxchange/client': [join(sdk, 'index.ts')], '@foodxchange/client/v2': [join(sdk, 'v2.ts')] },
  }
  writeFileSync(config(), JSON.stringify({ compilerOptions, files: ['reads.ts', 'writes.ts'] }))
  for (const name of ['reads', 'writes']) writeFileSync(join(folder, `${name}.ts`), text(`${name}.before.txt`))
  rewritten = rewriteProject(config())
})
afterAll(() => rmSync(folder, { recursive: true }))

const fileOf = (name: string): Rewritten => rewritten.find(({ file }) => file.endsWith(`/${name}.ts`))!

test('prices and lines that are read are read where /v2 has them; what is somebody’s own is left alone', () => {
  expect(fileOf('reads').after).toBe(text('reads.after.txt'))
  expect(fileOf('reads').notes).toEqual([])
})

test('a quote’s currency goes into its prices; where nobody says one, somebody is asked to look', () => {
  expect(fileOf('writes').after).toBe(text('writes.after.txt'))
  const { notes, before } = fileOf('writes')
  expect(notes.map(({ at, says }) => `${before.slice(0, at).split('\n').length}: ${says}`)).toEqual([
    "19: Operations.confirmOrder.body.deliveries.unitPrice: send `{ value: '12.4', currency: … }`",
  ])
})

test('the client itself is not rewritten, and nothing is written unless told', () => {
  expect(rewritten).toHaveLength(2)
  expect(readFileSync(join(folder, 'reads.ts'), 'utf8')).toBe(text('reads.before.txt'))
})

test('what was written passes the types of /v2, and what somebody has to look at does not', () => {
  for (const { file, after } of rewritten) writeFileSync(file, after)
  const compiler = resolve(sdk, '../node_modules/typescript/bin/tsc')
  let said = ''
  try {
    execFileSync(process.execPath, [compiler, '-p', config()], { encoding: 'utf8' })
  } catch (error) {
    said = (error as { readonly stdout: string }).stdout
  }
  expect(said.split('\n').filter((line) => line.includes('error'))).toEqual([
    expect.stringMatching(/^(.*\/)?writes\.ts\(18,\d+\): error TS2322/),
  ])
})

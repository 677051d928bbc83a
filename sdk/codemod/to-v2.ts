#!/usr/bin/env node
/**
 * Brings a project from `@foodxchange/client` to `@foodxchange/client/v2`: shows what it would write, and writes it when
 * told to. Needs the project's own TypeScript, 7 or later.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { API } from 'typescript/unstable/sync'
import { findEdits, withEdits, type Edit, type Note } from './find-edits.ts'

export type Rewritten = {
  readonly file: string
  readonly before: string
  readonly after: string
  readonly edits: readonly Edit[]
  readonly notes: readonly Note[]
}

/** Every file of a project that is to be written otherwise, or looked at. Writes nothing. */
export function rewriteProject(configFile: string): readonly Rewritten[] {
  const api = new API()
  try {
    const snapshot = api.updateSnapshot({ openProjects: [configFile] })
    const project = snapshot.getProject(configFile)
    if (!project) throw new Error(`There is no project at ${configFile}.`)
    const { program, checker } = project
    return program.getSourceFileNames().flatMap((name) => {
      const file = program.getSourceFile(name)
      if (!file || file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file)) return []
      // Not one word of the client: its types are not spoken of either.
      if (/\/sdk\/(generated|generated-v2)\.ts$/.test(name)) return []
      const { edits, notes } = findEdits(file, checker)
      if (edits.length === 0 && notes.length === 0) return []
      const before = readFileSync(name, 'utf8')
      return [{ file: name, before, after: withEdits(before, edits), edits, notes }]
    })
  } finally {
    api.close()
  }
}

const help = `foodxchange-to-v2 [--project tsconfig.json] [--write]

Rewrites a TypeScript project for /v2 of the API. Without --write it shows what it would do.
Install the new client before: the types of both versions are in it.
`

function main(): number {
  const { values } = parseArgs({
    options: {
      project: { type: 'string', default: 'tsconfig.json' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  if (values.help) {
    say(help)
    return 0
  }
  const found = rewriteProject(resolve(values.project))
  for (const { file, before, after, edits, notes } of found) {
    say(relative('.', file))
    for (const { line, was, is } of editedLines(before, edits)) say(`  ${line} - ${was}\n  ${line} + ${is}`)
    for (const { at, says } of notes) say(`  ${before.slice(0, at).split('\n').length} ! ${says}`)
    if (values.write && after !== before) writeFileSync(file, after)
  }
  const notes = found.reduce((sum, each) => sum + each.notes.length, 0)
  const changed = found.filter(({ before, after }) => before !== after).length
  say(`${changed} files ${values.write ? 'written' : 'to be written (--write)'}, ${notes} places to look at.`)
  return 0
}

/** Each line that an edit begins on, as it was and as it is to be; what goes on into the next is cut off. */
function editedLines(text: string, edits: readonly Edit[]) {
  let begin = 0
  return text.split('\n').flatMap((was, at) => {
    const [from, to] = [begin, begin + was.length]
    begin = to + 1
    const own = edits
      .filter(({ start }) => start >= from && start <= to)
      .map((edit) => ({ ...edit, start: edit.start - from, end: Math.min(edit.end, to) - from }))
    return own.length === 0 ? [] : [{ line: at + 1, was: was.trim(), is: withEdits(was, own).trim() }]
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main()

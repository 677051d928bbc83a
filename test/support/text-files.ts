/** Finds the project's own text files, so that tests can hold them against the house's habits. */
import { globSync, readFileSync } from 'node:fs'

export type TextFile = { readonly path: string; readonly text: string }

const FOLDERS = '{src,sdk,test,bench,scripts,docs,reference,deploy,console,.ci}/**'
const KINDS = '*.{ts,tsx,mjs,md,json,csv,yaml,yml}'

/** All of them, read whole, but for packages and what is built; paths from the root with forward slashes, sorted. */
export function textFiles(matches: (path: string) => boolean): readonly TextFile[] {
  return globSync([`${FOLDERS}/${KINDS}`, KINDS, '.ci/run'])
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path) && matches(path))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
}

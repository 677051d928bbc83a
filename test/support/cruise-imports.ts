/** Runs dependency-cruiser with the import table over a tree of sources, here or in a fixture. */
import { globSync } from 'node:fs'
import { resolve } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { importRules } from './import-rules.ts'
import './swc-using.ts'

/** As Node resolves: by `exports`, which many packages have in place of a main file. */
export const RESOLVE_AS_NODE = { exportsFields: ['exports'], conditionNames: ['node', 'import', 'default', 'types'] }

export const BAD_IMPORTS = 'test/support/bad-imports'

export type CruisedImports = {
  /** How many of our own files were read, those of packages not counted. */
  readonly filesRead: number
  /** `rule: from → to`, one a broken rule. */
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[]
}

/** The TypeScript files below these folders, as paths from the base with forward slashes. */
export const sourceFiles = (baseDir: string, folders: readonly string[]): readonly string[] =>
  globSync(
    folders.map((folder) => `${folder}/**/*.ts`),
    { cwd: baseDir },
  )
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path) && !path.startsWith(BAD_IMPORTS))

/** Reads the imports of all files below `baseDir`'s folders and holds them against the table. */
export async function cruiseImports(baseDir: string, folders: readonly string[]): Promise<CruisedImports> {
  const files = sourceFiles(baseDir, folders)
  const { output } = await cruise([...files], {
    // A relative base would not find packages in the folders above it.
    baseDir: resolve(baseDir),
    validate: true,
    ruleSet: { forbidden: [...importRules(files)] },
    // With TypeScript 7 the cruiser finds no compiler it can use and reads nothing at all, unless told of this parser.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    // The client's package is part of this one, whose tools its tests and its build use.
    combinedDependencies: true,
    enhancedResolveOptions: RESOLVE_AS_NODE,
  })
  const { modules, summary } = output as ICruiseResult
  return {
    filesRead: modules.filter((module) => files.includes(module.source)).length,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  }
}

/** Halves the time to the first answer, most of which is the loading of a thousand small files. */
import { enableCompileCache, registerHooks, type ResolveFnOutput } from 'node:module'

const formats: readonly (readonly [ending: string, format: string])[] = [
  ['.ts', 'module-typescript'],
  ['.mjs', 'module'],
]
const formatOf = (name: string): string | undefined => formats.find(([ending]) => name.endsWith(ending))?.[1]

/** Call before the first `import()` of what is to be quick. */
export function loadQuickly(): void {
  // Compiled code is kept between starts.
  enableCompileCache()
  /** Where packages lie that our own files name: the same for all of these, so it is looked for once. */
  const packages = new Map<string, ResolveFnOutput>()
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL } = context
      if (!parentURL || !formatOf(parentURL)) return next(specifier, context)
      if (!specifier.startsWith('.')) {
        if (!parentURL.endsWith('.ts')) return next(specifier, context)
        const known = packages.get(specifier)
        if (known) return known
        const found = { ...next(specifier, context), shortCircuit: true }
        packages.set(specifier, found)
        return found
      }
      // A module that names its neighbour to the letter needs no looking for it: no real path, no package's say on formats.
      const format = formatOf(specifier)
      if (format === undefined) return next(specifier, context)
      return { url: neighbour(specifier, parentURL), format, shortCircuit: true }
    },
  })
}

/** As `new URL(specifier, parentURL)`, for paths that are spelt to the letter. */
function neighbour(specifier: string, parentURL: string): string {
  let end = parentURL.lastIndexOf('/')
  let path = specifier
  for (;;) {
    if (path.startsWith('./')) path = path.slice(2)
    else if (path.startsWith('../')) {
      path = path.slice(3)
      end = parentURL.lastIndexOf('/', end - 1)
    } else return `${parentURL.slice(0, end + 1)}${path}`
  }
}

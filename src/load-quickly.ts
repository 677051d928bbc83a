/** Halves the time to the first answer, most of which is the loading of a thousand small files. */
import { enableCompileCache, registerHooks } from 'node:module'

const formats: readonly (readonly [ending: string, format: string])[] = [
  ['.ts', 'module-typescript'],
  ['.mjs', 'module'],
]
const formatOf = (name: string): string | undefined => formats.find(([ending]) => name.endsWith(ending))?.[1]

/** Call before the first `import()` of what is to be quick. */
export function loadQuickly(): void {
  // Compiled code is kept between starts.
  enableCompileCache()
  // A module that names its neighbour to the letter needs no looking for it: no real path, no package's say on formats.
  registerHooks({
    resolve(specifier, context, next) {
      const format = specifier.startsWith('.') ? formatOf(specifier) : undefined
      if (format === undefined || !context.parentURL || !formatOf(context.parentURL)) return next(specifier, context)
      return { url: new URL(specifier, context.parentURL).href, format, shortCircuit: true }
    },
  })
}

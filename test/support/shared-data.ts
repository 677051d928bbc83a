/** Real data lives beside the repository, never in it: tests that want it look here, and skip where it is absent. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const root = process.env['FX_SHARED_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data')

/** The full path of a file under the shared data, such as 'trade/x.json'; undefined, and one warning, when absent. */
export const sharedData = (path: string): string | undefined => {
  const full = resolve(root, path)
  if (existsSync(full)) return full
  console.warn(`skipped: no ${path} in ${root} (set FX_SHARED_DATA to the folder that holds it)`)
  return undefined
}

/** The engine of embedded analytics, for the command line: where it is, whether it is there, putting it there. */
import { engineFolder, engineModule, engineVersion } from '../infrastructure/analytics/chdb/engine-folder.ts'
import { sizeOf } from '../infrastructure/analytics/chdb/install-engine.ts'

export { EngineNotInstalled, installEngine } from '../infrastructure/analytics/chdb/install-engine.ts'

export type EngineState = {
  readonly version: string
  readonly folder: string
  readonly installed: boolean
  readonly sizeBytes: number
}

export async function engineState(cacheHome: string): Promise<EngineState> {
  const folder = engineFolder(cacheHome)
  const installed = engineModule(folder) !== undefined
  return { version: engineVersion, folder, installed, sizeBytes: installed ? await sizeOf(folder) : 0 }
}

/** Brings Schemathesis, which makes requests out of an OpenAPI description, into the cache folder: once for each list of versions. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, installOnce } from '../servers/cache-folder.ts'
import { runOrExplain } from '../servers/run-command.ts'

const PYTHON = 'python3'
const INSTALL_TIMEOUT_MS = 10 * 60_000
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt')
const CONFIG = join(import.meta.dirname, 'schemathesis.toml')

export type Schemathesis = {
  readonly command: string
  /** Before those of a run. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** Rejects with `Trouble`, which names the remedy, where there is no Python 3.10 or the registry does not answer. */
export async function installSchemathesis(): Promise<Schemathesis> {
  const versions = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12)
  const packages = await installOnce(cacheFolder(process.env), `schemathesis-${versions}`, async (unfinished) => {
    const where = ['--no-deps', '--target', unfinished, '-r', REQUIREMENTS]
    await runOrExplain(PYTHON, ['-m', 'pip', 'install', '-q', '--no-warn-script-location', ...where], {
      timeoutMs: INSTALL_TIMEOUT_MS,
      remedy: 'It needs Python 3.10 or later with pip, and PyPI or a mirror of it.',
      environment: { PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    })
  })
  return {
    command: PYTHON,
    args: ['-m', 'schemathesis.cli', '--config-file', CONFIG],
    environment: { PYTHONPATH: packages },
  }
}

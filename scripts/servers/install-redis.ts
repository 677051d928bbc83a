/** Finds Redis on the machine, or unpacks the distribution's packages into the cache folder, without being root. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installOnce } from './cache-folder.ts'
import { unpackDebianPackages } from './package-clients.ts'
import { isAbsent, runCommand } from './run-command.ts'
import type { Say } from './server.ts'
import { OTHER_WAY, Trouble } from './trouble.ts'

/** From 7 on the nodes of a cluster may choose the port they gossip on. */
const MAJOR_MIN = 7
const VERSION_TIMEOUT_MS = 5_000

/** redis-tools has the binary and redis-cli, redis-server its name; then the libraries that few other packages need. */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1']
const REMEDY = `Install Redis ${MAJOR_MIN} or newer, which needs root (Debian: apt-get install redis-server); or ${OTHER_WAY}.`

/** The folder of an installation that is the machine's own. */
const ON_PATH = ''

export async function installRedis(cache: string, say: Say): Promise<string> {
  if ((await majorVersion(ON_PATH)) >= MAJOR_MIN) return ON_PATH
  return await installOnce(cache, `redis-${MAJOR_MIN}`, async (unfinished) => {
    say('not on this machine: fetching 1.4 MB of packages, once')
    await unpackDebianPackages(PACKAGES, unfinished, REMEDY)
    const major = await majorVersion(unfinished)
    if (major >= MAJOR_MIN) return
    const what =
      major === 0 ? 'What was unpacked without root does not run' : `This distribution’s Redis ${major} is too old`
    throw new Trouble(`${what}.`, REMEDY)
  })
}

export const redisBinary = (folder: string, name: string): string =>
  folder === ON_PATH ? name : join(folder, 'usr', 'bin', name)

/** Where the unpacked binaries find the libraries that were unpacked with them. */
export function redisEnvironment(folder: string): Readonly<Record<string, string>> {
  if (folder === ON_PATH) return {}
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const libraries = ['usr/lib', 'lib'].map((path) => join(folder, path, triplet)).filter((path) => existsSync(path))
  return { LD_LIBRARY_PATH: libraries.join(':') }
}

/** 0 where there is none, or none that runs. */
async function majorVersion(folder: string): Promise<number> {
  const options = { timeoutMs: VERSION_TIMEOUT_MS, environment: redisEnvironment(folder) }
  const run = await runCommand(redisBinary(folder, 'redis-server'), ['--version'], options).catch((error: unknown) => {
    if (isAbsent(error)) return undefined
    throw error
  })
  return run?.exitCode === 0 ? Number(/v=(\d+)\./.exec(run.output)?.[1] ?? 0) : 0
}

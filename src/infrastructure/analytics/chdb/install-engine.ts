/** Installs the engine of embedded analytics: by npm, to the hashes in `engine/`, tried out, whole or not at all. */
import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setInterval } from 'node:timers/promises'
import { engineFolder, engineModule } from './engine-folder.ts'

/** Says why it cannot be installed, and what helps. */
export class EngineNotInstalled extends Error {
  override name = 'EngineNotInstalled'
  readonly remedy: string
  constructor(message: string, remedy: string) {
    super(message)
    this.remedy = remedy
  }
}

export type InstallOptions = {
  readonly signal: AbortSignal
  /** Told now and then how many bytes of how many are there. */
  readonly progress: (doneBytes: number, totalBytes: number) => void
}

const otherWay = 'Name a ClickHouse server instead: CLICKHOUSE_URL.'
const installTimeoutMs = 15 * 60_000
const tryOutTimeoutMs = 60_000
const lookEveryMs = 500
/** Unpacked, version 3.4.0; only for the bar. */
const totalBytes = 571_000_000
const unfinished = '.unfinished-'

/** Gives the folder, which is left as it is where the engine is in it already. Throws `EngineNotInstalled`. */
export async function installEngine(cacheHome: string, { signal, progress }: InstallOptions): Promise<string> {
  const folder = engineFolder(cacheHome)
  if (engineModule(folder) !== undefined) return folder
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new EngineNotInstalled(
      `The engine is held to hashes for Linux on x64; this is ${process.platform} on ${process.arch}.`,
      otherWay,
    )
  await mkdir(dirname(folder), { recursive: true })
  const work = await mkdtemp(join(dirname(folder), `${unfinished}${basename(folder)}-`))
  const stopped = new AbortController()
  let watching: Promise<void> | undefined
  try {
    for (const name of ['package.json', 'package-lock.json'])
      await copyFile(join(import.meta.dirname, 'engine', name), join(work, name))
    watching = watchSize(work, progress, stopped.signal)
    await run('npm', ['ci', '--prefix', work, '--ignore-scripts', '--no-audit', '--no-fund'], work, {
      signal,
      timeoutMs: installTimeoutMs,
    })
    await tryOut(work, signal)
    await rename(work, folder)
    progress(totalBytes, totalBytes)
  } catch (error) {
    // Another command may have installed the same meanwhile; theirs is as good.
    if (engineModule(folder) === undefined) throw error
  } finally {
    stopped.abort()
    await watching
    await rm(work, { recursive: true, force: true })
  }
  return folder
}

/** Asks it something in a process of its own: what a C library cannot load here would end this one. */
async function tryOut(work: string, signal: AbortSignal): Promise<void> {
  const script = `const { createChdbConnection } = require(${JSON.stringify(engineModule(work) ?? work)})
    const engine = createChdbConnection({ path: ':memory:' })
    engine.query({ query: 'SELECT 1' }).then(() => engine.close())`
  await run(process.execPath, ['--eval', script], work, { signal, timeoutMs: tryOutTimeoutMs })
}

type RunOptions = { readonly signal: AbortSignal; readonly timeoutMs: number }

async function run(command: string, args: readonly string[], cwd: string, { signal, timeoutMs }: RunOptions) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], signal, timeout: timeoutMs })
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)))
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.on('error', reject)
  child.on('close', resolve)
  const exitCode = await promise.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new EngineNotInstalled(`${command} is not found.`, `It is needed. ${otherWay}`)
    throw error
  })
  if (exitCode === 0) return
  throw new EngineNotInstalled(
    `${basename(command)} ended with ${exitCode ?? 'no answer in time'}: ${said.trim()}`,
    `Nothing was installed. It takes a package registry that carries chdb, its hashes, glibc and 600 MB of disk. ${otherWay}`,
  )
}

async function watchSize(folder: string, progress: InstallOptions['progress'], signal: AbortSignal): Promise<void> {
  try {
    for await (const _tick of setInterval(lookEveryMs, undefined, { signal })) {
      progress(Math.min(await sizeOf(folder), totalBytes - 1), totalBytes)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** Bytes of all files below a folder. What vanishes while it counts, as npm's own work does, counts nothing. */
export async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(nothingIfGone)
  const sizes = await Promise.all(
    (entries ?? []).map(async (entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return sizeOf(path)
      return entry.isFile() ? ((await stat(path).catch(nothingIfGone))?.size ?? 0) : 0
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

function nothingIfGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}

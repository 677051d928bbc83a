/** An Envoy by a configuration of deploy/envoy: nothing is changed in it but where things are. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '../../bench/harness/free-port.ts'
import { cacheFolder } from '../../scripts/servers/cache-folder.ts'
import { installEnvoy } from '../../scripts/servers/install-envoy.ts'
import { root } from '../../scripts/tool.ts'
import { eventually } from './eventually.ts'
import { writePair } from './start-encrypted-servers.ts'
import type { Pair } from './make-certificates.ts'

export type EnvoyName = 'ingress' | 'egress'

export type EnvoySettings = {
  /** The test's own, removed by it. */
  readonly folder: string
  /** PEM of the authority that the others are signed by. */
  readonly ca: string
  readonly own: Pair
  /** Whither: `127.0.0.1:3000`. */
  readonly target: string
}

export type OpenEnvoy = { readonly port: number; [Symbol.asyncDispose](): Promise<void> }

/** Where its files are, and what it is to listen to. Gives the configuration's path. */
export async function writeEnvoyFiles(name: EnvoyName, { folder, ca, own, target }: EnvoySettings) {
  const place = join(folder, name)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'ca.pem'), ca)
  writePair(place, 'own', own)
  const port = await freePort()
  const [host = '', targetPort = ''] = target.split(':')
  const changes: readonly (readonly [RegExp, string])[] = [
    [/\/etc\/envoy/g, place],
    [/address: 0\.0\.0\.0, port_value: 8443/, `address: 127.0.0.1, port_value: ${port}`],
    [/address: 127\.0\.0\.1, port_value: 15001/, `address: 127.0.0.1, port_value: ${port}`],
    [/address: 127\.0\.0\.1, port_value: 3000/, `address: ${host}, port_value: ${targetPort}`],
    [/address: exchange\.internal, port_value: 8443/, `address: ${host}, port_value: ${targetPort}`],
  ]
  for (const file of [`${name}.yaml`, 'own.yaml']) {
    const text = readFileSync(join(root, 'deploy/envoy', file), 'utf8')
    writeFileSync(
      join(place, file),
      changes.reduce((written, [there, here]) => written.replace(there, here), text),
    )
  }
  return { configuration: join(place, `${name}.yaml`), port }
}

/** What Envoy says of a configuration; '' where it takes it. */
export async function faultsOf(configuration: string): Promise<string> {
  const envoy = await installEnvoy(cacheFolder(process.env), () => undefined)
  const args = ['--mode', 'validate', '-c', configuration, '--log-level', 'warning']
  const { status, stdout, stderr } = spawnSync(envoy, args, { encoding: 'utf8', timeout: 20_000 })
  return status === 0 ? '' : stdout + stderr
}

export async function openEnvoy(name: EnvoyName, settings: EnvoySettings): Promise<OpenEnvoy> {
  const envoy = await installEnvoy(cacheFolder(process.env), () => undefined)
  const { configuration, port } = await writeEnvoyFiles(name, settings)
  const quiet = ['--log-level', 'warning', '--concurrency', '1', '--disable-hot-restart']
  const child = spawn(envoy, ['-c', configuration, ...quiet], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  const isOpen = async (): Promise<true> => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.destroy()
    return true
  }
  await eventually(isOpen).catch((error: unknown) => {
    throw new Error(`Envoy did not open: ${output}`, { cause: error })
  })
  return {
    port,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

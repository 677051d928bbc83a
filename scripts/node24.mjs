/**
 * Runs a script on the Node 24 that `npm ci` brought, whatever Node the machine itself has.
 *
 * npm 11 links that Node into node_modules/.bin, and npm scripts find it there. npm 10 (which comes with Node 20 and 22)
 * installs the same package and then deletes the link: the packages for the other platforms, skipped as they should be,
 * name a link of the same path. So every npm script starts here, in plain JavaScript that Node 20 can read.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NODE_MAJOR = 24

const modules = fileURLToPath(new URL('../node_modules/', import.meta.url))

function node24() {
  if (Number.parseInt(process.versions.node, 10) === NODE_MAJOR) return process.execPath
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  const brought = [`node-${platform}`, `node-bin-${platform}`].map((name) => `${modules}${name}/${binary}`)
  const found = brought.find((path) => existsSync(path))
  if (found) return found
  if (Number.parseInt(process.versions.node, 10) > NODE_MAJOR) return process.execPath
  console.error(
    `This project runs on Node ${NODE_MAJOR}. Here is ${process.version}, and npm brought none for ${platform}.\n` +
      `Run "npm ci" first; on a platform without a ready-made Node ${NODE_MAJOR}, install it yourself.`,
  )
  process.exit(1)
}

const node = node24()
const args = process.argv.slice(2)
// What the script starts in its turn (tests start servers, benches start both sides) gets the same Node.
// Known from the first file on, the compile cache spares every later start the TypeScript compiler: 20 MB and 0.3 s.
// One heap for all threads: glibc's heap a thread holds 30 MB that nobody uses, and nothing here waits for the one.
const env = {
  MALLOC_ARENA_MAX: '1',
  NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
  ...process.env,
  PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
}

if (process.execve && process.platform !== 'win32') process.execve(node, [node, ...args], env)

const child = spawn(node, args, { stdio: 'inherit', env })
process.on('SIGTERM', () => child.kill('SIGTERM'))
// A terminal sends these to the child as well: passing them on would make one Ctrl-C look like an impatient second.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
child.on('error', (error) => {
  console.error(`${node} does not start: ${error.message}`)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))

/** Runs the program to its end, for starts that are refused. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../../scripts/tool.ts'

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

const timeoutMs = 60_000

export async function runMain(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['src/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

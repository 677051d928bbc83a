/** Starts an installed command-line tool on this very Node, which `npx` would leave to whatever the machine has. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type ToolRun = { readonly exitCode: number; readonly output: string; readonly seconds: number }

export type ToolOptions = {
  /** Whether its output goes to the terminal as it comes, or is kept for later. */
  readonly output: 'shown' | 'kept'
  readonly timeoutMs: number
  /** Beside the variables of this process. */
  readonly environment?: Readonly<Record<string, string>>
  /** Ends it before its time, as the limit does. */
  readonly signal?: AbortSignal
}

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs the tool of a package (`oxlint`, `typescript` → its `tsc`) in the project's root. Never rejects. */
export async function runTool(
  packageName: string,
  command: string,
  args: readonly string[],
  options: ToolOptions,
): Promise<ToolRun> {
  const started = performance.now()
  const child = spawn(process.execPath, [binary(packageName, command), ...args], {
    cwd: root,
    stdio: options.output === 'shown' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
    env: { ...process.env, ...options.environment },
    ...(options.signal && { signal: options.signal }),
  })
  const chunks: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const { promise, resolve } = Promise.withResolvers<number>()
  child.on('error', () => resolve(1))
  child.on('close', (code) => resolve(code ?? 1))
  const exitCode = await promise
  return { exitCode, output: Buffer.concat(chunks).toString(), seconds: (performance.now() - started) / 1000 }
}

function binary(packageName: string, command: string): string {
  const folder = `${root}node_modules/${packageName}/`
  const { bin } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { bin: Record<string, string> }
  return folder + bin[command]
}

/** Runs `fx` as a person would type it, in a process of its own with a configuration folder of its own. */
import { spawn } from 'node:child_process'
import { root } from '../../scripts/tool.ts'

export type FxRun = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }

export type FxOptions = {
  readonly environment: Readonly<Record<string, string>>
  /** What comes on standard input. */
  readonly input?: string
  /** Called with all that was told so far, and how to press Ctrl-C. */
  readonly watch?: (stderr: string, interrupt: () => void) => void
}

const timeoutMs = 60_000

/** Nothing that would sign it in; the cache of compiled code, without which each run would load a compiler first. */
const inherited = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'NODE_COMPILE_CACHE'].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** Resolves when it has ended, whatever came of it. */
export async function runFx(args: readonly string[], { environment, input = '', watch }: FxOptions): Promise<FxRun> {
  const child = spawn(process.execPath, ['src/cli/fx.ts', ...args], {
    cwd: root,
    env: { ...inherited(), ...environment },
    timeout: timeoutMs,
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString()
    watch?.(stderr, () => child.kill('SIGINT'))
  })
  child.stdin.end(input)
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.on('error', reject)
  child.on('close', resolve)
  return { exitCode: await promise, stdout, stderr }
}

/** Runs `fx` until it has told a word, and kills it (SIGKILL) so much later. */
export async function killFx(args: readonly string[], word: string, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, ['src/cli/fx.ts', ...args], {
    cwd: root,
    env: inherited(),
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: timeoutMs,
  })
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  child.once('close', () => end())
  let told = ''
  child.stderr.on('data', (text: Buffer) => {
    const before = told
    told += text.toString()
    if (told.includes(word) && !before.includes(word)) setTimeout(() => child.kill('SIGKILL'), afterMs)
  })
  await ended
  if (child.signalCode !== 'SIGKILL') throw new Error(`It ended before it was killed:\n${told}`)
}

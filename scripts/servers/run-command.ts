/** Runs a command to its end: the package clients that install servers, and the servers' own tools. */
import { spawn } from 'node:child_process'
import { Trouble } from './trouble.ts'

export type CommandRun = {
  readonly exitCode: number
  /** Its standard output; `all` has the errors too, as they came. */
  readonly output: string
  readonly all: string
}

export type CommandOptions = {
  readonly timeoutMs: number
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** A line of a server's tool is short; what exceeds this is noise of a package client. */
const OUTPUT_BYTES_MAX = 1_048_576

/** Rejects only when the command cannot be started, with the code ENOENT where there is none. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandRun> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
    env: { ...process.env, ...options.environment },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  let output = ''
  let all = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-OUTPUT_BYTES_MAX)
    all = (all + text).slice(-OUTPUT_BYTES_MAX)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all = (all + text).slice(-OUTPUT_BYTES_MAX)
  })
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.on('error', reject)
  child.on('close', (code) => resolve(code ?? 1))
  return { exitCode: await promise, output, all }
}

/** The same for a command that must be there and must succeed; returns its output. */
export async function runOrExplain(
  command: string,
  args: readonly string[],
  options: CommandOptions & { readonly remedy: string },
): Promise<string> {
  const run = await runCommand(command, args, options).catch((error: unknown) => {
    if (isAbsent(error)) throw new Trouble(`${command} is not installed here, or not found.`, options.remedy)
    throw error
  })
  if (run.exitCode === 0) return run.output
  const said = run.all.trim().split('\n').slice(-8).join('\n')
  throw new Trouble(`${[command, ...args].join(' ')} failed:\n${said}`, options.remedy)
}

/** Also where a folder of the PATH may not be looked into: the system says EACCES if it finds the command nowhere else. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES')

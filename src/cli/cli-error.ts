/** What ends a command early: one sentence on what is wrong, one on what to do, and the code the process ends with. */
import { ProblemError } from '../../sdk/index.ts'

export const exitCodes = {
  done: 0,
  /** The exchange refused, or the work failed. */
  failed: 1,
  /** The command line is not one that `fx` takes. */
  usage: 2,
  /** Rows of an import were refused, and `--strict` was given. */
  rowsRefused: 3,
  /** Nothing answers where the exchange should be. */
  unreachable: 4,
  /** Ctrl-C. */
  interrupted: 130,
} as const

export class CliError extends Error {
  override name = 'CliError'
  readonly exitCode: number
  readonly remedy: string | undefined
  constructor(message: string, remedy?: string, exitCode: number = exitCodes.failed) {
    super(message)
    this.remedy = remedy
    this.exitCode = exitCode
  }
}

/** An error of any kind as what is printed and the exit code. */
export function explain(error: unknown, url: string): { readonly text: string; readonly exitCode: number } {
  if (error instanceof CliError)
    return { text: [error.message, error.remedy].filter(Boolean).join('\n'), exitCode: error.exitCode }
  if (error instanceof ProblemError) return { text: explainProblem(error, url), exitCode: exitCodes.failed }
  if (isUnreachable(error))
    return {
      text: `Nothing answers at ${url}.\nStart the exchange with "npm start", or name another one with --url or FX_URL.`,
      exitCode: exitCodes.unreachable,
    }
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { text: `${url} did not answer in time.\nTry again; the log of the exchange may say why.`, exitCode: 1 }
  return { text: error instanceof Error ? (error.stack ?? error.message) : String(error), exitCode: exitCodes.failed }
}

function explainProblem({ problem, status }: ProblemError, url: string): string {
  if (!problem) return `${url} answered ${status}, but not as an exchange does.\nIs something else in front of it?`
  const fields = (problem.errors ?? []).slice(0, 20).map(({ pointer, detail }) => `  ${pointer || '/'}  ${detail}`)
  return [`${problem.detail} (${problem.code})`, ...fields, `What to do: ${url}/problems/${problem.code}`].join('\n')
}

/** Whatever keeps `fetch` from an answer, it says so with this; the reason behind it helps nobody who typed an address. */
const isUnreachable = (error: unknown): boolean => error instanceof TypeError && error.message === 'fetch failed'

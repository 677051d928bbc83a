/** The terminal, environment and signals as commands meet them, so that no command reaches for the process itself. */
import type { ReadStream, WriteStream } from 'node:tty'

export type Shell = {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** For what was asked for; a pipe may take it. */
  readonly print: (text: string) => void
  /** For what is said beside it: progress, hints, questions. */
  readonly tell: (text: string) => void
  readonly stdout: NodeJS.WritableStream
  /** Whether somebody watches what is told. */
  readonly watched: boolean
  /** Columns of that terminal. */
  readonly columns: number
  /** Replaces the line that is being told; only where it is watched. */
  readonly retell: (text: string) => void
  /** All of standard input as text, at most 1 MiB. */
  readonly readInput: () => Promise<string>
  /** Asks without showing what is typed. Undefined where nobody can be asked. */
  readonly askHidden: (question: string) => Promise<string | undefined>
  /** Aborts on the first Ctrl-C; the second ends the process. */
  readonly interrupted: AbortSignal
  readonly now: () => number
}

const inputCharactersMax = 1_048_576

type Streams = { readonly stdin: ReadStream; readonly stdout: WriteStream; readonly stderr: WriteStream }

/** The shell over a process's own streams. */
export function createShell({ stdin, stdout, stderr }: Streams, environment: Shell['environment']): Shell {
  const interruption = new AbortController()
  process.on('SIGINT', () => {
    if (interruption.signal.aborted) process.exit(130)
    interruption.abort()
  })
  return {
    environment,
    stdout,
    print: (text) => void stdout.write(text),
    tell: (text) => void stderr.write(text),
    watched: stderr.isTTY === true,
    columns: stderr.columns ?? 80,
    retell: (text) => void stderr.write(`\r\u001B[2K${text}`),
    interrupted: interruption.signal,
    now: Date.now,
    async readInput() {
      let text = ''
      stdin.setEncoding('utf8')
      for await (const chunk of stdin) {
        text += String(chunk)
        if (text.length > inputCharactersMax) throw new RangeError('Standard input holds more than 1 MiB.')
      }
      return text
    },
    askHidden: (question) => (stdin.isTTY ? askHidden({ stdin, stderr }, question) : Promise.resolve(undefined)),
  }
}

/** In raw mode the terminal shows nothing of what is typed, and keys come one by one. */
function askHidden({ stdin, stderr }: Omit<Streams, 'stdout'>, question: string): Promise<string> {
  stderr.write(question)
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.resume()
  return new Promise((resolve) => {
    let typed = ''
    const finish = (): void => {
      stdin.off('data', take)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
    }
    const take = (keys: string): void => {
      for (const key of keys) {
        if (key === '\r' || key === '\n' || key === '\u0004') {
          finish()
          return resolve(typed)
        }
        if (key === '\u0003') {
          finish()
          process.exit(130)
        }
        if (key === '\u007F' || key === '\b') typed = typed.slice(0, -1)
        else if (key >= ' ') typed += key
      }
    }
    stdin.on('data', take)
  })
}

/** Runs `fx` in the test's own process, before a terminal of its own: all that it does and says, but for the start of a process. */
import { Writable } from 'node:stream'
import { run } from '../../src/cli/run.ts'
import type { FxOptions, FxRun } from './run-fx.ts'

/** Resolves when it has ended, whatever came of it. */
export async function runFxHere(
  args: readonly string[],
  { environment, input = '' }: Omit<FxOptions, 'watch'>,
): Promise<FxRun> {
  let [told, printed] = ['', '']
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      printed += chunk.toString()
      done()
    },
  })
  const exitCode = await run(args, environment, {
    environment,
    stdout,
    print: (text) => void stdout.write(text),
    tell: (text) => void (told += text),
    watched: false,
    columns: 80,
    retell: () => undefined,
    readInput: async () => input,
    askHidden: async () => undefined,
    interrupted: new AbortController().signal,
    now: Date.now,
  })
  return { exitCode, stdout: printed, stderr: told }
}

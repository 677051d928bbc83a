/** Writes down what each client asks and is told: `ok`, certainly not done, or nobody knows. */
import { ProblemError } from '../../../sdk/index.ts'
import { createHistoryWriter, type HistoryWriter } from '../checker/write-history.ts'

export type Recorder = HistoryWriter & {
  /** A client that does one thing at a time. Once nobody knows what became of a call, it goes on under another number. */
  client(): RecordedClient
  /** Milliseconds of the history's clock. */
  nowMs(): number
  /** An idempotency key that was never given before. */
  newKey(): string
  /** Nothing is asked until the exchange is back: what it was asked before is what nobody knows of. */
  hold(back: Promise<void>): void
  /** Answers that no client should ever get: 5xx but for 503 and 504. */
  readonly surprises: readonly string[]
}

export type RecordedClient = Pick<Recorder, 'newKey'> & {
  /** Gives what was told; undefined where it was refused or nobody knows. `reads` change nothing: unanswered, they have failed. */
  call<T>(f: string, asked: unknown, work: () => Promise<T>, kind?: 'reads' | 'writes'): Promise<T | undefined>
}

/** @param monotonicMs  the history's clock; @param newKey  makes idempotency keys */
export function createRecorder(
  monotonicMs: () => number = () => performance.now(),
  newKey: () => string = () => crypto.randomUUID(),
): Recorder {
  const startedMs = monotonicMs()
  const nowMs = (): number => monotonicMs() - startedMs
  const history = createHistoryWriter(nowMs)
  const surprises: string[] = []
  let processes = 0
  let ready = Promise.resolve()
  return {
    ...history,
    nowMs,
    newKey,
    surprises,
    hold(back) {
      ready = back
    },
    client() {
      let process = processes++
      return {
        newKey,
        async call(f, asked, work, kind = 'writes') {
          await ready
          history.write(process, 'invoke', f, asked)
          try {
            const told = await work()
            history.write(process, 'ok', f, told)
            return told
          } catch (error) {
            const { isCertain, says } = judge(error)
            if (error instanceof ProblemError && error.status >= 500 && error.status !== 503 && error.status !== 504)
              surprises.push(`${f} ${JSON.stringify(asked)}: ${error.message}`)
            if (isCertain || kind === 'reads') history.write(process, 'fail', f, asked, says)
            else {
              history.write(process, 'info', f, asked, says)
              process = processes++
            }
            return undefined
          }
        },
      }
    },
  }
}

/** A refusal is certain. That a server is unavailable, or has said nothing, leaves open what it has done. */
function judge(error: unknown): { readonly isCertain: boolean; readonly says: string } {
  if (error instanceof ProblemError) {
    const { status, code = `http ${status}` } = error
    return { isCertain: status < 500, says: status === 412 ? 'refused' : [code, ...stoodAt(error)].join(' ') }
  }
  // `fetch` throws a TypeError where a connection ends, and a DOMException at its time limit; anything else is ours.
  if (error instanceof TypeError || error instanceof DOMException) {
    const { cause } = error as { cause?: { code?: string } }
    return { isCertain: false, says: cause?.code ?? error.name }
  }
  throw error
}

/** The status that a refusal was because of, where it names one. */
function stoodAt({ problem }: ProblemError): readonly string[] {
  const status = problem?.facts?.['status']
  return typeof status === 'string' ? [status] : []
}

/** What was asked, or undefined where the exchange is away; a refusal is an error of whoever asked. */
export const unlessAway = <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error: unknown) => {
    if (judge(error).isCertain) throw error
    return undefined
  })

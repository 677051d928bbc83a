/** What clients asked of a system and what they were told, in the order in which it happened: Jepsen's histories, one JSON object a line. */

/**
 * `invoke` begins a call; it ends as `ok` (done), `fail` (certainly not done) or `info` (nobody knows: it may take
 * effect at any later time, or never). Jepsen's own names, so that its tools read our files and we read theirs.
 */
export type OperationType = 'invoke' | 'ok' | 'fail' | 'info'

export type Operation = {
  /** Counts the lines of the history, without a gap. */
  readonly index: number
  /** Nanoseconds of a monotonic clock since the history began. */
  readonly time: number
  /** Does one thing at a time, and nothing more after an `info`. `nemesis` breaks things. */
  readonly process: number | 'nemesis'
  readonly type: OperationType
  /** The function called. */
  readonly f: string
  readonly value: unknown
  readonly error?: string
}

/** A call from its beginning to its end. */
export type Call = {
  readonly f: string
  readonly process: number
  /** Index of its `invoke`. */
  readonly begun: number
  /** Index of its end; `Infinity` for what may still take effect. */
  readonly ended: number
  readonly begunAtMs: number
  readonly endedAtMs: number
  readonly outcome: 'ok' | 'fail' | 'info'
  /** The value of its `invoke`. */
  readonly asked: unknown
  /** The value of its end. */
  readonly told: unknown
  readonly error?: string
}

const perMs = 1_000_000

/**
 * Pairs each `invoke` with its end, in the order of the invokes; what never ended is `info`. The nemesis' lines are left
 * out. Throws `TypeError` for what is no history: an end without a beginning, two calls of a process at once, a process
 * that goes on after an `info`.
 */
export function callsOf(history: readonly Operation[]): readonly Call[] {
  const calls: Call[] = []
  const open = new Map<number, { at: number; begun: Operation }>()
  const lost = new Set<number>()
  for (const operation of history) {
    const { process } = operation
    if (process === 'nemesis') continue
    const pending = open.get(process)
    if (operation.type === 'invoke') {
      if (pending || lost.has(process)) throw wrong(operation, 'its process has not ended its last call')
      open.set(process, { at: calls.length, begun: operation })
      calls.push(unended(operation, process))
      continue
    }
    if (!pending || pending.begun.f !== operation.f) throw wrong(operation, 'nothing of the kind had begun')
    open.delete(process)
    if (operation.type === 'info') lost.add(process)
    calls[pending.at] = endedBy(calls[pending.at]!, operation)
  }
  return calls
}

const unended = ({ f, index, time, value }: Operation, process: number): Call => ({
  f,
  process,
  begun: index,
  ended: Infinity,
  begunAtMs: time / perMs,
  endedAtMs: Infinity,
  outcome: 'info',
  asked: value,
  told: undefined,
})

function endedBy(call: Call, { type, index, time, value, error }: Operation): Call {
  const outcome = type as Call['outcome']
  return {
    ...call,
    outcome,
    ended: outcome === 'info' ? Infinity : index,
    endedAtMs: outcome === 'info' ? Infinity : time / perMs,
    told: value,
    ...(error !== undefined && { error }),
  }
}

const wrong = ({ index, type, f, process }: Operation, why: string): TypeError =>
  new TypeError(`Line ${index} (${type} ${f} by process ${process}) is not of a history: ${why}.`)

/** As it is written to a file: NDJSON. */
export const printHistory = (history: readonly Operation[]): string =>
  history.map((operation) => `${JSON.stringify(operation)}\n`).join('')

/** Reads what `printHistory` wrote. Throws `SyntaxError` or `TypeError`, naming the line. */
export function parseHistory(text: string): readonly Operation[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, number) => {
      const parsed = JSON.parse(line) as Operation
      if (!['invoke', 'ok', 'fail', 'info'].includes(parsed.type) || typeof parsed.f !== 'string')
        throw new TypeError(`Line ${number + 1} is no operation: ${line.slice(0, 200)}`)
      return parsed
    })
}

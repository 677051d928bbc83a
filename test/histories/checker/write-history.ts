/** Writes histories down as they happen, and by hand for tests: indexes, times and pairs are kept right. */
import type { Operation, OperationType } from './history.ts'

export type HistoryWriter = {
  readonly operations: readonly Operation[]
  /** Adds a line; gives it. */
  write(process: Operation['process'], type: OperationType, f: string, value: unknown, error?: string): Operation
}

/** @param nowMs  a monotonic clock; the count of lines where none is given. */
export function createHistoryWriter(nowMs?: () => number): HistoryWriter {
  const operations: Operation[] = []
  const startedMs = nowMs?.() ?? 0
  return {
    operations,
    write(process, type, f, value, error) {
      const index = operations.length
      const time = Math.round(((nowMs?.() ?? index) - startedMs) * 1_000_000)
      const operation = { index, time, process, type, f, value, ...(error !== undefined && { error }) }
      operations.push(operation)
      return operation
    },
  }
}

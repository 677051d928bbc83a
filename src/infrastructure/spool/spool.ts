/** The port for large files on their way: uploads that wait for a job, reports that a job writes and somebody fetches. */
import type { Rejection } from '../../kernel/rejection.ts'

export type SpoolReading = {
  /** In bytes. */
  readonly size: number
  /** Taken from the file so far, which runs a little ahead of what its reader has seen. */
  readonly bytesRead: () => number
  /** From the first byte; ending early lets go of the file. */
  readonly bytes: AsyncIterable<Uint8Array>
}

export type SpoolWriting = {
  /** Adds bytes and gives the file's length. */
  readonly write: (bytes: Uint8Array) => Promise<number>
  /** Durable when it resolves. */
  readonly close: () => Promise<void>
}

/** Files by name: lower-case letters, digits, dots, dashes, underscores, at most 120 of them. */
export type Spool = {
  /**
   * Keeps a stream whole under a new name, durably, and gives its bytes; nothing of it stays otherwise.
   * Refuses with `spool/too-large` above `bytesMax`, `spool/no-room` (passing), `spool/cut-off`.
   */
  readonly receive: (name: string, stream: AsyncIterable<Uint8Array>, bytesMax: number) => Promise<number>
  /** Undefined where there is no such file. */
  readonly read: (name: string) => Promise<SpoolReading | undefined>
  /** Opens a file to go on at a length that an earlier writer had reached, and drops what stands behind; 0 begins anew. */
  readonly write: (name: string, length: number) => Promise<SpoolWriting>
  readonly remove: (name: string) => Promise<void>
  /** Of the files after `after` ('': all), in order, at most `limit`. */
  readonly names: (range: { after: string; limit: number }) => Promise<readonly string[]>
  /** Removes the files that were last written before an instant, given in milliseconds since 1970. */
  readonly removeOlderThan: (unixMs: number) => Promise<void>
}

/** Refuses names that could lead elsewhere. */
export function assertSpoolName(name: string): void {
  if (!/^[a-z0-9][a-z0-9._-]{0,119}$/.test(name)) throw new RangeError(`"${name}" cannot be the name of a file.`)
}

export const tooLarge = (bytesMax: number): Rejection => ({
  kind: 'invalid',
  code: 'spool/too-large',
  detail: `The file holds more than ${bytesMax} bytes; split it.`,
})
export const noRoom: Rejection = {
  kind: 'unavailable',
  code: 'spool/no-room',
  detail: 'There is no room for the file now. Send it again when others are done.',
  facts: { retryAfterSeconds: 60 },
}
export const cutOff: Rejection = { kind: 'malformed', code: 'spool/cut-off', detail: 'The file did not arrive whole.' }

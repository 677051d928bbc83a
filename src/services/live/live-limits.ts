/** How much one live connection may ask of a process. */
export const liveLimits = {
  messageMaxBytes: 65_536,
  messagesPerSecond: 50,
  /** Sent and not taken by the client: no more is given to it until it takes some. */
  bufferedMaxBytes: 1_048_576,
  bufferedPauseBytes: 262_144,
  /** Who takes nothing for so long is closed. */
  stalledMs: 5_000,
  pingEveryMs: 25_000,
  /** For whoever signs in over the connection itself. */
  admissionMs: 5_000,
  /** Of the closing handshake, when the process ends. */
  closeMs: 1_000,
} as const

/** Messages within a second, counted without a timer: what came before is forgotten evenly. */
export type MessageRate = { level: number; atMs: number }

/** Whether one more message is within the rate. */
export function takeMessage(rate: MessageRate, nowMs: number, perSecond: number): boolean {
  rate.level = Math.max(0, rate.level - ((nowMs - rate.atMs) * perSecond) / 1_000) + 1
  rate.atMs = nowMs
  return rate.level <= perSecond
}

/** The seal makes a commit that was forged behind the exchange's back visible: a keyed digest over all of it but its position. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Commit, CommitToAppend } from './commit-log.ts'

export type Sealer = {
  seal(commit: CommitToAppend): string
  /** @param text  its sealed text, where that is at hand */
  verify(commit: Commit, text?: string): boolean
  /** Of what is kept beside the log, and is believed as the log is: its first part says what it is. */
  sealParts(parts: readonly string[]): string
  verifyParts(parts: readonly string[], seal: string): boolean
}

/** All that a commit says but its position, as one text: every part is preceded by its length, so that no two have the same. */
export function sealedText(commit: CommitToAppend | Commit): string {
  let text = ''
  const add = (part: string): void => void (text += `${part.length}:${part};`)
  for (const part of [commit.id, commit.at, commit.actor.kind, commit.actor.id, commit.cause.kind, commit.cause.id])
    add(part)
  add(commit.organisations.join(','))
  for (const { stream, version, events } of commit.extensions) {
    add(`${stream}@${version}#${events.length}`)
    for (const { type, schemaVersion, body } of events) {
      add(`${type}#${schemaVersion}`)
      add(body)
    }
  }
  return text
}

/** @param key  at least 32 bytes, kept outside the store */
export function createSealer(key: Uint8Array): Sealer {
  if (key.byteLength < 32) throw new RangeError('A sealing key has at least 32 bytes.')
  // A key object: with the bytes themselves every digest takes eight times as long.
  const secret = createSecretKey(key)
  // In one piece: each update of its own costs as much as hashing a thousand characters.
  const sealOf = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url')
  // Begins with a word where a commit has the length of its id: neither's text is ever the other's.
  const sealParts = (parts: readonly string[]): string =>
    sealOf(`parts;${parts.map((part) => `${part.length}:${part};`).join('')}`)
  return {
    seal: (commit) => sealOf(sealedText(commit)),
    verify: (commit, text = sealedText(commit)) => isSame(sealOf(text), commit.seal),
    sealParts,
    verifyParts: (parts, found) => isSame(sealParts(parts), found),
  }
}

function isSame(expected: string, found: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(found)]
  return one.length === other.length && timingSafeEqual(one, other)
}

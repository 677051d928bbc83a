/** A stream's history as one digest, the same on every store: what shows that a copy is one. */
import { createHash } from 'node:crypto'
import type { Commit, Extension } from './commit-log.ts'

/**
 * The digest of a stream one version longer: over the digest before it, and over all that a commit says of that
 * version but where it stands in the log, which differs between stores. SHA-256.
 * @param before  undefined where it is the stream's first version
 */
export function nextStreamHash(before: Uint8Array | undefined, commit: Commit, extension: Extension): Buffer {
  let text = ''
  // Every part is preceded by its length, so that no two histories have the same text.
  const add = (part: string): void => void (text += `${part.length}:${part};`)
  const { id, at, actor, cause, organisations, seal } = commit
  for (const part of [id, at, actor.kind, actor.id, cause.kind, cause.id, organisations.join(','), seal]) add(part)
  add(`${extension.stream}@${extension.version}#${extension.events.length}`)
  for (const { type, schemaVersion, body } of extension.events) {
    add(`${type}#${schemaVersion}`)
    add(body)
  }
  return createHash('sha256')
    .update(before ?? '')
    .update(text)
    .digest()
}

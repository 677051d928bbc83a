/** A version's events as one text: their bodies are JSON already, and quoting them once more is a third of a commit's text. */
import type { Recorded } from './commit-log.ts'

// JSON has these characters escaped, and no event's type has any.
const BETWEEN_EVENTS = '\u001e'
const BETWEEN_PARTS = '\u001f'

/** Events in order; what a separator could be mistaken in is written as JSON, as everything was once. */
export function encodeEvents(events: readonly Recorded[]): string {
  let text = ''
  for (const { type, schemaVersion, body } of events) {
    if (hasSeparator(body) || hasSeparator(type) || type.startsWith('[')) return JSON.stringify(events)
    if (text !== '') text += BETWEEN_EVENTS
    text += type + BETWEEN_PARTS + schemaVersion + BETWEEN_PARTS + body
  }
  return text
}

/** What `encodeEvents` made, in this release or an earlier one. */
export const decodeEvents = (text: string): readonly Recorded[] =>
  text.startsWith('[') ? (JSON.parse(text) as readonly Recorded[]) : text.split(BETWEEN_EVENTS).map(decodeEvent)

function decodeEvent(text: string): Recorded {
  const typeEnd = text.indexOf(BETWEEN_PARTS)
  const versionEnd = text.indexOf(BETWEEN_PARTS, typeEnd + 1)
  const schemaVersion = Number(text.slice(typeEnd + 1, versionEnd))
  return { type: text.slice(0, typeEnd), schemaVersion, body: text.slice(versionEnd + 1) }
}

const hasSeparator = (text: string): boolean => text.includes(BETWEEN_EVENTS) || text.includes(BETWEEN_PARTS)

/** Dead letters are read by operators: they show what a message was, and none of the values that might be personal. */

const textsKept = /^([a-z]{3}_[0-9a-f]{32}|\d{4}-\d\d-\d\d(T[\d:.]+Z)?|[a-z-]+\/[a-z-]+)$/
const payloadMax = 4_096
const reasonMax = 300
const depthMax = 32

/** A body as JSON in which ids, times and types remain and every other text is replaced by its length. */
export const redactedPayload = (body: unknown): string => {
  const redact = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return textsKept.test(value) ? value : `(${value.length} characters)`
    if (typeof value !== 'object' || value === null) return value
    if (depth === depthMax) return '(nested)'
    if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redact(item, depth + 1)]))
  }
  return JSON.stringify(redact(body, 0)).slice(0, payloadMax)
}

/** An error's name and message; quoted parts, addresses and long numbers may be somebody's and are left out. */
export const redactedReason = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : 'Something that is no error was thrown.'
  return text
    .slice(0, 4 * reasonMax)
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"')
    .replaceAll(/\S+@\S+/g, '…')
    .replaceAll(/\+?\d[\d ()/.-]{5,}\d/g, '…')
    .slice(0, reasonMax)
}

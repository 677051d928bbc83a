/**
 * GraphQL's own messages quote what was sent: a password in the wrong variable, a note where a number belongs. A refusal
 * names the place and what is wrong with it; what stood there is its sender's, and would be kept by whoever keeps errors.
 */
import type { GraphQLError } from 'graphql'

/** What graphql 16 writes around a value, and what is left of it. Names are of the schema or the document, and stay. */
const quoting: readonly (readonly [RegExp, string])[] = [
  [/( cannot represent [^:"{[]*?): .*$/s, '$1.'],
  [/^(Expected value of type "[^"]*"), found .*$/s, '$1.'],
  [/^Value ".*" does not exist in /s, 'The value does not exist in '],
  [/^(Syntax Error: .*?\b(?:Name|String|BlockString|Int|Float|Comment)) ".*$/s, '$1.'],
]

/** The message of an error that GraphQL made of a document or its variables, without any value that was sent. */
export function withoutValues({ message, originalError }: Pick<GraphQLError, 'message' | 'originalError'>): string {
  const variable = /^Variable "\$\w+" got invalid value /.exec(message)?.[0]
  if (variable === undefined) return unquoted(message)
  // `Variable "$a" got invalid value VALUE at "a.b"; REASON`, where the value may hold any of these words.
  const reason = originalError?.message ?? ''
  const before = message.slice(0, message.length - reason.length - '; '.length)
  const place = / at "[^"]*"$/.exec(before)?.[0] ?? ''
  return `${variable.trimEnd()}${place}; ${unquoted(reason)}`
}

const unquoted = (message: string): string =>
  quoting.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), message)

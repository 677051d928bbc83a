/**
 * Reads a JSON body without believing it: bounded in depth, without names that poison prototypes or stand twice,
 * well-formed Unicode only.
 */
import { isUtf8 } from 'node:buffer'
import { Rejected, type FieldError } from '../../kernel/rejection.ts'
import { countMembers, findRepeatedMember } from './repeated-member.ts'

export const depthMax = 32

/** Text whose JSON could hide what the walk looks for; all other bodies are spared the walk. */
const suspicious = /\\u|__proto__|constructor|prototype|[\ud800-\udfff]/

/** The text of a body; throws `Rejected` (malformed) for bytes that are no UTF-8, which would be kept as other letters. */
export function decodeBody(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw malformed('The body is not UTF-8.')
  return bytes.toString()
}

/** Parses a body; throws `Rejected` (malformed) naming the place. */
export function parseJson(text: string): unknown {
  if (text.length === 0) throw malformed('The body is empty. Send a JSON value.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw malformed(`The body is not JSON: ${(error as Error).message.slice(0, 200)}`)
  }
  const { nestsDeeply, members } = survey(text)
  if (nestsDeeply || suspicious.test(text)) walk(value, '', 1)
  // A member that stands twice is in the text, and no more in the value.
  if (members !== countMembers(value)) refuseRepeated(text)
  return value
}

/**
 * Whether JSON that was parsed already nests too deeply, else how many members it has; texts are passed over, for their
 * brackets close nothing.
 */
function survey(text: string): { readonly nestsDeeply: boolean; readonly members: number } {
  let [depth, members] = [0, 0]
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 0x22) index = endOfText(text, index)
    else if (code === 0x7b || code === 0x5b) {
      depth += 1
      if (depth > depthMax) return { nestsDeeply: true, members }
    } else if (code === 0x7d || code === 0x5d) depth -= 1
    else if (code === 0x3a) members += 1
  }
  return { nestsDeeply: false, members }
}

function refuseRepeated(text: string): void {
  const place = findRepeatedMember(text)
  if (!place) return
  const pointer = place.map((step) => `/${escapePointer(String(step))}`).join('')
  throw malformed('A member stands twice: of two values, it is open which counts.', pointer)
}

/** Where the JSON text ends that begins at this quote: at the next one that no odd number of backslashes stands before. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === 0x5c) escapes += 1
    if (escapes % 2 === 0) return end
  }
}

function walk(value: unknown, pointer: string, depth: number): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw malformed('A text holds half of a surrogate pair.', pointer)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth > depthMax) throw malformed(`The body nests deeper than ${depthMax} levels.`, pointer)
  for (const key of Object.keys(value)) {
    const at = `${pointer}/${escapePointer(key)}`
    if (key === '__proto__' || key === 'constructor' || key === 'prototype')
      throw malformed(`A member may not be called "${key}".`, at)
    if (!key.isWellFormed()) throw malformed('A member name holds half of a surrogate pair.', pointer)
    walk((value as Record<string, unknown>)[key], at, depth + 1)
  }
}

/** One step of a JSON pointer (RFC 6901 §3). */
export const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

const malformed = (detail: string, pointer?: string): Rejected => {
  const errors: FieldError[] = [{ pointer: pointer ?? '', detail }]
  return new Rejected({ kind: 'malformed', code: 'gateway/malformed-body', detail, errors })
}

/**
 * Calls of a released client as they were written down at its release: what it was asked, what it sent, and what the
 * exchange of that day answered. What one reply gives, an id or an ETag, later calls name in braces.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/tool.ts'
import type { Shape } from './reply-shape.ts'

export type Json = Readonly<Record<string, unknown>>

/** One call as somebody writes it; the rest is recorded. */
export type AskedCall = {
  /** Who calls: under this name stand a token, and the organisation acted for. */
  readonly as: string
  /** The operation. */
  readonly call: string
  /** What the client’s function is given. */
  readonly input: Json
  /** What of the reply later calls name, by JSON pointer; under which name its ETag. */
  readonly keep?: Readonly<Record<string, string>>
  readonly etag?: string
  /** Asked again until the reply has this, `*` for anything, by pointer: lists follow the log, and jobs take their time. */
  readonly until?: Json
  /** The code of the problem that is wanted. */
  readonly code?: string
}

export type RecordedCall = AskedCall & {
  /** Its path with the query, as it was sent. */
  readonly request: {
    readonly method: string
    readonly path: string
    readonly body?: string
    readonly ifMatch?: string
  }
  readonly status: number
  readonly shape: Shape
}

const folder = join(root, 'test/released')
/** The releases that were kept, as `1.0.0`. */
export const releases = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => /^\d+[.]\d+[.]\d+$/.test(name))
    .toSorted()
export const clientFile = (release: string): string => join(folder, release, 'client.mjs')
export const callsFile = (release: string): string => join(folder, release, 'calls.ndjson')

export const readCalls = <Call extends AskedCall = RecordedCall>(release: string): readonly Call[] =>
  readFileSync(callsFile(release), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Call)

/** What calls name in braces, by name. */
export type Known = Map<string, string>

/** With what is known in place of names; a day so many from today is `{day+30}`, a moment so many minutes from now `{minute+60}`. */
export function filled<Value>(value: Value, known: Known): Value {
  return mapTexts(value, (text) => text.replaceAll(/\{([\w:+-]+)\}/g, (all, name: string) => meant(name, known) ?? all))
}

function meant(name: string, known: Known): string | undefined {
  const [, unit, count] = /^(day|minute)([+-]\d+)$/.exec(name) ?? []
  if (unit === undefined) return known.get(name)
  const at = new Date(Date.now() + Number(count) * (unit === 'day' ? 86_400_000 : 60_000)).toISOString()
  return unit === 'day' ? at.slice(0, 10) : at
}

/** @param change  of every text in a JSON value */
export function mapTexts<Value>(value: Value, change: (text: string) => string): Value {
  const map = (each: unknown): unknown => {
    if (typeof each === 'string') return change(each)
    if (Array.isArray(each)) return each.map(map)
    if (typeof each !== 'object' || each === null) return each
    return Object.fromEntries(Object.entries(each).map(([name, item]) => [name, map(item)]))
  }
  // A text becomes a text, and all else what it was.
  return map(value) as Value
}

/** What stands at a JSON pointer of a reply. */
export const at = (data: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce((value: unknown, name) => (value as Json | undefined)?.[name], data)

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Rejected } from '../../kernel/rejection.ts'
import { decodeBody, depthMax, escapePointer, parseJson } from './parse-json.ts'

/** Where the refusal points at, with its code; 'taken' when there is none. */
const refusal = (attempt: () => unknown): string => {
  try {
    attempt()
    return 'taken'
  } catch (error) {
    if (!(error instanceof Rejected)) throw error
    return `${error.rejection.code} ${error.rejection.errors?.[0]?.pointer}`
  }
}
const parse = (text: string): string => refusal(() => parseJson(text))
const at = (pointer: string): string => `gateway/malformed-body ${pointer}`
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

test('well-formed JSON comes back as it was sent', () => {
  expect(parseJson('{"a":[1,"é",null,{"b":"\\u00e9 😀"}]}')).toEqual({ a: [1, 'é', null, { b: 'é 😀' }] })
  expect(parseJson('"text"')).toBe('text')
})

test('what is no JSON, or nothing, is refused and its beginning not told back at length', () => {
  for (const text of ['', '{', '{"a":1,}', 'undefined', '1 2', `{"a":${'x'.repeat(5_000)}}`])
    expect(parse(text)).toBe(at(''))
})

test('bytes that are no UTF-8 are refused, not read as other letters', () => {
  expect(decodeBody(Buffer.from('"é😀"'))).toBe('"é😀"')
  expect(refusal(() => decodeBody(Buffer.from([0x22, 0xe9, 0x22])))).toBe(at(''))
})

test('32 levels are taken, 33 are not, whatever brackets stand in texts beside them', () => {
  expect(parse(nested(depthMax))).toBe('taken')
  expect(parse(nested(depthMax + 1))).toBe(at('/0'.repeat(depthMax)))
  const closers = JSON.stringify(']'.repeat(200))
  expect(parse(`[${closers},${nested(depthMax)}]`)).toMatch(/^gateway/)
  expect(parse(`[${JSON.stringify(`\\"${'}'.repeat(200)}\\\\`)},${nested(depthMax)}]`)).toMatch(/^gateway/)
  expect(parse(JSON.stringify(['['.repeat(200), '\\', '"{{{'.repeat(50)]))).toBe('taken')
  expect(parse(nested(50_000))).toMatch(/^gateway/)
})

test('names that poison prototypes are refused at any depth and however they are escaped', () => {
  expect(parse('{"__proto__":{"admin":true}}')).toBe(at('/__proto__'))
  expect(parse('{"a":[{"constructor":1}]}')).toBe(at('/a/0/constructor'))
  expect(parse('{"prototype":1}')).toBe(at('/prototype'))
  expect(parse('{"\\u005f_proto__":1}')).toBe(at('/__proto__'))
  expect(parse('{"name":"__proto__ constructor prototype"}')).toBe('taken')
})

test('half of a surrogate pair is refused in texts and names; a whole one is a character', () => {
  expect(parse('{"a":"\\ud83d"}')).toBe(at('/a'))
  expect(parse('{"\\ud83d":1}')).toBe(at(''))
  expect(parse('{"a":"\\ud83d\\ude00"}')).toBe('taken')
})

test('a pointer escapes what RFC 6901 escapes', () => {
  expect(escapePointer('a/b~c')).toBe('a~1b~0c')
  expect(parse('{"a/b":{"__proto__":1}}')).toBe(at('/a~1b/__proto__'))
})

test('a member that stands twice is refused where it stands, however it is escaped; equal names elsewhere are not', () => {
  expect(parse('{"a":1,"b":2,"a":1}')).toBe(at('/a'))
  expect(parse('{"lines":[{"id":1},{"id":2,"x":{"q":[],"q":[1]}}]}')).toBe(at('/lines/1/x/q'))
  expect(parse('{"a":{"b":{"c":1}},"\\u0061" : null}')).toBe(at('/a'))
  expect(parse('{"":1,"":2}')).toBe(at('/'))
  expect(parse('{"a":{"a":[{"a":"a:\\"a\\":{"},{"a":":"}]},"A":"\\\\"}')).toBe('taken')
})

test('JSON of any value is taken as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value)
      if (parse(text) === 'taken') expect(parseJson(text)).toEqual(JSON.parse(text))
      // Poisoned names, which chance may make, are refused by their own rule.
      else expect(text).toMatch(/__proto__|constructor|prototype|\\u/)
    }),
    { numRuns: 300 },
  )
})

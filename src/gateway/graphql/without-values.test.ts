import fc from 'fast-check'
import { buildSchema, execute, GraphQLError, parse, validate, type ExecutionResult } from 'graphql'
import { expect, test } from 'vitest'
import { withoutValues } from './without-values.ts'

const schema = buildSchema(`
  enum Kind { CHEESE BUTTER }
  input Thing { count: Int! note: String kind: Kind more: [Thing!] }
  type Query { find(count: Int, share: Float, is: Boolean, note: String, id: ID, kind: Kind, thing: Thing): Int }
`)
const members = ['count', 'share', 'is', 'note', 'id', 'kind', 'thing'] as const
const types = { count: 'Int', share: 'Float', is: 'Boolean', note: 'String', id: 'ID', kind: 'Kind', thing: 'Thing' }

/** What GraphQL itself says of a document and its variables. */
function errorsOf(source: string, variableValues: Record<string, unknown> = {}): readonly GraphQLError[] {
  try {
    const document = parse(source)
    const errors = validate(schema, document)
    if (errors.length > 0) return errors
    return (execute({ schema, document, variableValues }) as ExecutionResult).errors ?? []
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}

/** A word that no message of GraphQL's has, among whatever else. */
const secret = fc
  .tuple(fc.string({ maxLength: 8 }), fc.constantFrom('', '; ', ' at "', '": ', '"'), fc.string({ maxLength: 8 }))
  .map(([before, sign, after]) => `${before}Zeldenrust${sign}${after}Zeldenrust`)
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    secret,
    fc.array(secret, { minLength: 1, maxLength: 2 }),
    fc.record({ note: secret }),
    fc.record({ count: secret }),
    fc.record({ count: fc.constant(1), note: fc.record({ note: secret }) }),
    fc.record({ count: fc.constant(1), kind: secret }),
    fc.record({ count: fc.constant(1), more: fc.array(tie('any'), { minLength: 1, maxLength: 2 }) }),
  ),
})).any

test('whatever stands in a variable, what is said of it does not hold it, and names the variable', () => {
  let said = 0
  fc.assert(
    fc.property(fc.constantFrom(...members), value, (name, sent) => {
      const source = `query($a: ${types[name]}) { find(${name}: $a) }`
      for (const error of errorsOf(source, { a: sent })) {
        said += 1
        const message = withoutValues(error)
        expect(message).not.toContain('Zeldenrust')
        expect(message).toMatch(/^Variable "\$a" got invalid value( at "[\w.[\]]+")?; \S.*\.$/s)
      }
    }),
    { numRuns: 500 },
  )
  expect(said).toBeGreaterThan(100)
})

test('nor what stands in the document, but for its names', () => {
  const literal = (sent: unknown): string =>
    Array.isArray(sent)
      ? `[${sent.map(literal).join(', ')}]`
      : typeof sent === 'object' && sent !== null
        ? `{ ${Object.entries(sent)
            .map(([name, one]) => `${name}: ${literal(one)}`)
            .join(', ')} }`
        : JSON.stringify(sent)
  let said = 0
  fc.assert(
    fc.property(fc.constantFrom(...members), value, fc.constantFrom('', '"', '\n"'), (name, sent, after) => {
      for (const error of errorsOf(`{ find(${name}: ${literal(sent)}${after}) }`)) {
        said += 1
        expect(withoutValues(error)).not.toContain('Zeldenrust')
      }
    }),
    { numRuns: 500 },
  )
  expect(said).toBeGreaterThan(100)
})

test.each([
  ['{ find(count: "Zeldenrust") }', {}, 'Int cannot represent non-integer value.'],
  ['{ find(kind: ZELDENRUST) }', {}, 'The value does not exist in "Kind" enum.'],
  ['{ find(thing: "Zeldenrust") }', {}, 'Expected value of type "Thing".'],
  ['"Zeldenrust" "Zeldenrust"', {}, 'Syntax Error: Unexpected String.'],
  ['{ find(count: 1) "Zeldenrust" }', {}, 'Syntax Error: Expected Name, found String.'],
  [
    'query($a: Int) { find(count: $a) }',
    { a: 'x' },
    'Variable "$a" got invalid value; Int cannot represent non-integer value.',
  ],
  ['{ other }', {}, 'Cannot query field "other" on type "Query".'],
  ['query($a: Int!) { find(count: $a) }', {}, 'Variable "$a" of required type "Int!" was not provided.'],
])('of %s with %j it says what is wrong', (source, variables, said) => {
  expect(errorsOf(source, variables).map(withoutValues)).toEqual([said])
})

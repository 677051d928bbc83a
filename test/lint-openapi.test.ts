/** Proves that the linter of our OpenAPI document sees something. */
import { expect, test } from 'vitest'
import { lintOpenApi } from './support/lint-openapi.ts'

const operation = {
  operationId: 'getOrder',
  summary: 'One order',
  security: [{ bearer: [] }],
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  responses: { '200': { description: 'The order' }, '404': { description: 'Not found' } },
}

const document = (get: object) => ({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1', license: { name: 'None', identifier: 'UNLICENSED' } },
  servers: [{ url: '/' }],
  paths: { '/v1/orders/{id}': { get } },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
})

test('a sound document has no problems', async () => {
  expect(await lintOpenApi(document(operation))).toEqual([])
})

test('a path parameter that is not described is an error, with its place', async () => {
  const problems = await lintOpenApi(document({ ...operation, parameters: [] }))
  expect(problems).toContainEqual(
    expect.objectContaining({
      rule: 'path-parameters-defined',
      severity: 'error',
      pointer: expect.stringContaining('get'),
    }),
  )
})

test('a reference that leads nowhere is an error', async () => {
  const lost = {
    '200': { description: 'x', content: { 'application/json': { schema: { $ref: '#/components/schemas/No' } } } },
  }
  const problems = await lintOpenApi(document({ ...operation, responses: { ...operation.responses, ...lost } }))
  expect(problems.map(({ rule }) => rule)).toContain('no-unresolved-refs')
})

test('an operation without a refusal in its answers is a warning', async () => {
  const problems = await lintOpenApi(document({ ...operation, responses: { '200': { description: 'x' } } }))
  expect(problems.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(['operation-4xx-response warn'])
})

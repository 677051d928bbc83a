/** Runs what was found good: read by an interpreter the first times, by compiled code where it keeps coming. */
import {
  execute,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { compileQuery } from 'graphql-jit'
import type { AskRoutes } from './asking/ask-routes.ts'

type Variables = Readonly<Record<string, unknown>>

/**
 * A result without `data`: nothing has run, because the variables do not fit.
 * @param root  the event that a subscription tells; what a query reads, it asks of the routes
 */
export type Run = (ask: AskRoutes, variables: Variables, root?: object) => ExecutionResult | Promise<ExecutionResult>

/** Compiling takes some fifty times as long as interpreting once. */
const interpretedMax = 20

/**
 * Documents that come again and again are compiled. Mutations are always interpreted:
 * what they do takes longer by far, and it is done one after the other as GraphQL wants it.
 */
export function compile(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Run {
  const operationName = operation.name?.value
  const interpret: Run = (contextValue, variableValues, rootValue) =>
    execute({
      schema,
      document,
      contextValue,
      variableValues,
      rootValue,
      ...(operationName !== undefined && { operationName }),
    })
  if (operation.operation === 'mutation') return interpret
  let uses = 0
  let compiled: Run | undefined
  return (ask, variables, root) => {
    if (compiled) return compiled(ask, variables, root)
    if ((uses += 1) <= interpretedMax) return interpret(ask, variables, root)
    compiled = compiledQuery(schema, document, operationName) ?? interpret
    return compiled(ask, variables, root)
  }
}

function compiledQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): Run | undefined {
  const made = compileQuery(schema, document, operationName, { disablingCapturingStackErrors: true })
  if (!('query' in made)) return undefined
  return (ask, variables, root) => made.query(root, ask, variables)
}

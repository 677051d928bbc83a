/** Errors as GraphQL writes them, with the same problem under `extensions.problem` that REST would have answered. */
import { GraphQLError } from 'graphql'
import type { Rejection } from '../../kernel/rejection.ts'
import { problemOf, type Problem } from '../reply/problem-details.ts'
import { problemOfFailure, type FailureNeeds } from '../reply/send-problem.ts'
import { withoutValues } from './without-values.ts'

export type WrittenError = {
  readonly message: string
  readonly locations?: NonNullable<GraphQLError['locations']>
  readonly path?: NonNullable<GraphQLError['path']>
  readonly extensions: { readonly code: string; readonly problem: Problem }
}

export type WriteErrors = (errors: readonly unknown[], traceId: string) => { readonly errors: readonly WrittenError[] }

const instance = '/graphql'

export const createErrorWriter =
  (needs: FailureNeeds): WriteErrors =>
  (errors, traceId) => ({
    errors: errors.map((error) => {
      const { cause, locations, path } = partsOf(error)
      const context = { instance, traceId }
      const problem =
        cause === undefined
          ? problemOf(invalidDocument(withoutValues(error as GraphQLError)), context)
          : problemOfFailure(cause, context, needs)
      return {
        message: problem.detail,
        ...(locations && locations.length > 0 && { locations }),
        ...(path && { path }),
        extensions: { code: problem.code, problem },
      }
    }),
  })

/** Of GraphQL's own errors, what was thrown in a resolver; nothing where the document or a variable is at fault. */
function partsOf(error: unknown) {
  if (!(error instanceof GraphQLError)) return { cause: error, locations: undefined, path: undefined }
  const { locations, path, originalError } = error
  // What GraphQL itself says of a value under a path, such as a null where none may be, is our mistake, not the client's.
  const cause = originalError instanceof GraphQLError ? undefined : (originalError ?? (path ? error : undefined))
  return { cause, locations, path }
}

const invalidDocument = (message: string): Rejection => ({
  kind: 'malformed',
  code: 'graphql/invalid-document',
  detail: /[.?!]$/.test(message) ? message : `${message}.`,
})

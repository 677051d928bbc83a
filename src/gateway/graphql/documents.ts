/** Documents by their text: parsed, judged and validated once, compiled when they come back. */
import {
  GraphQLError,
  Kind,
  getOperationAST,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { assertWithin, type Measured } from './measure-document.ts'
import { limits, tooMuch } from './request-limits.ts'
import { compile, type Run } from './run-document.ts'

export type Prepared = {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** How many mutations it has. */
  readonly commands: number
  readonly run: Run
}

export type Asked = {
  readonly query: string
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
  /** Whether the schema may be asked for, and errors tell what there is. */
  readonly isOpen: boolean
}

/** What is wrong with a document itself: answered as GraphQL's own errors, with their places in it. */
export class InvalidDocument extends Error {
  readonly errors: readonly GraphQLError[]
  constructor(errors: readonly GraphQLError[]) {
    super('The document is not valid.')
    this.errors = errors
  }
}

type Known = Measured & { readonly document: DocumentNode; readonly byName: Map<string | undefined, Prepared> }

/** Of at most 16 KiB each, the ones used least recently first to go. */
const knownMax = 500
const errorsMax = 10

export function createDocuments(schema: GraphQLSchema) {
  const known = new Map<string, Known>()

  const knownOf = ({ query, variables, isOpen }: Asked): Known => {
    const found = known.get(query)
    if (found) {
      known.delete(query)
      known.set(query, found)
      if (found.asksVariables) assertWithin(schema, found.document, variables)
      return found
    }
    if (query.length > limits.text) throw tooMuch('text', query.length)
    const document = parsed(query)
    const measured = assertWithin(schema, document, variables)
    // Before validation, so that nobody learns from its errors what there is.
    if (measured.introspects && !isOpen) throw new Rejected(closed)
    const errors = validate(schema, document, undefined, { maxErrors: errorsMax })
    if (errors.length > 0) throw new InvalidDocument(isOpen ? errors : errors.map(withoutSuggestion))
    const fresh = { ...measured, document, byName: new Map() }
    known.set(query, fresh)
    if (known.size > knownMax) known.delete(known.keys().next().value!)
    return fresh
  }

  /** Throws `Rejected` or `InvalidDocument`; nothing has run by then. */
  return (asked: Asked): Prepared => {
    const { document, byName, introspects } = knownOf(asked)
    if (introspects && !asked.isOpen) throw new Rejected(closed)
    const prepared = byName.get(asked.operationName)
    if (prepared) return prepared
    const operation = getOperationAST(document, asked.operationName)
    if (!operation) throw new InvalidDocument([new GraphQLError(noOperation(asked.operationName))])
    const made = {
      document,
      operation,
      commands: operation.operation === 'mutation' ? answeredNames(operation.selectionSet, document).size : 0,
      run: compile(schema, document, operation),
    }
    byName.set(asked.operationName, made)
    return made
  }
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: limits.tokens })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    if (/token limit|more (than|that) \d+ tokens/i.test(error.message)) throw tooMuch('tokens')
    throw new InvalidDocument([error])
  }
}

/** What GraphQL says of a document or its variables, without what else there is. */
export const withoutSuggestion = ({ message, nodes, source, positions }: GraphQLError): GraphQLError =>
  new GraphQLError(message.replace(/ Did you mean .*$/s, ''), {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
  })

/** What an operation's own fields are called in its answer, wherever fragments have put them. */
function answeredNames(set: SelectionSetNode, document: DocumentNode): ReadonlySet<string> {
  const fragments = new Map<string, SelectionSetNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet)
  const names = new Set<string>()
  const look = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) names.add((selection.alias ?? selection.name).value)
      else if (selection.kind === Kind.INLINE_FRAGMENT) look(selection.selectionSet)
      else {
        const spread = fragments.get(selection.name.value)
        // Once each, however often it is spread: it gives the same names.
        fragments.delete(selection.name.value)
        if (spread) look(spread)
      }
    }
  }
  look(set)
  return names
}

const noOperation = (name: string | undefined): string =>
  name === undefined
    ? 'Name one of the document’s operations as `operationName`.'
    : `The document has no operation "${name}".`

const closed: Rejection = {
  kind: 'malformed',
  code: 'graphql/closed',
  detail: 'The schema is shown to those who are signed in.',
}

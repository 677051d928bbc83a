/** What a subscription asks to be told: the one field of its document, and that field's arguments. */
import {
  GraphQLError,
  Kind,
  getArgumentValues,
  getVariableValues,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import { InvalidDocument, type Prepared } from '../documents.ts'
import type { FieldExtensions } from '../schema/build-schema.ts'
import type { ToldEvent } from '../schema/subscription-fields.ts'

export type Told = {
  readonly types: readonly string[]
  readonly after: string | undefined
  /** Whether it is an event of the record that the subscription is about. */
  readonly isAbout: (event: ToldEvent) => boolean
}

type Values = Readonly<Record<string, unknown>>

/** Of a document that is valid: it has one field then. Throws `InvalidDocument` for variables that do not fit. */
export function findTold(schema: GraphQLSchema, { document, operation }: Prepared, variables: Values): Told {
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
  if (errors) throw new InvalidDocument(errors)
  const node = firstField(operation.selectionSet, document)
  const field = node && schema.getSubscriptionType()!.getFields()[node.name.value]
  const { tells } = (field?.extensions ?? {}) as FieldExtensions
  if (!node || !field || !tells)
    throw new InvalidDocument([new GraphQLError('A subscription names what it is about as its one field.')])
  const args = argumentsOf(() => getArgumentValues(field, node, coerced))
  const id = tells.param === undefined ? undefined : args[tells.param]
  return {
    types: (args['types'] as readonly string[] | null | undefined) ?? tells.types,
    after: (args['after'] as string | null | undefined) ?? undefined,
    isAbout: ({ subject }) => typeof id !== 'string' || subject.endsWith(`/${id}`),
  }
}

/** Wherever fragments have put it. */
function firstField({ selections }: SelectionSetNode, document: DocumentNode): FieldNode | undefined {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) return selection
    const set = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : setOf(document, selection.name.value)
    const found = set && firstField(set, document)
    if (found) return found
  }
  return undefined
}

const setOf = ({ definitions }: DocumentNode, fragment: string): SelectionSetNode | undefined =>
  definitions
    .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
    .find(({ name }) => name.value === fragment)?.selectionSet

/** What is required and missing is found only with the values of variables. */
function argumentsOf(read: () => Values): Values {
  try {
    return read()
  } catch (error) {
    if (error instanceof GraphQLError) throw new InvalidDocument([error])
    throw error
  }
}

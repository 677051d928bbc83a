/** What a document may ask for at most, judged before any of it is validated or run. */
import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  type GraphQLOutputType,
} from 'graphql'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { limits, tooMuch } from './request-limits.ts'

/** A list that is no connection counts as so many. */
const listLength = 10
const pageLength = 20
/** A page that says no number which could be read counts as the longest. */
const pageLengthMax = 100
const connectionFields = new Set(['edges', 'node', 'nodes', 'pageInfo'])

type Variables = Readonly<Record<string, unknown>>

export type Measured = {
  /** Whether the cost depends on variables, and is to be measured again for others. */
  readonly asksVariables: boolean
  readonly introspects: boolean
}

/** Throws `Rejected` naming what there is too much of. */
export function assertWithin(schema: GraphQLSchema, document: DocumentNode, variables: Variables): Measured {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  countEverything(document)
  const walk = new Walk(schema, fragments, variables)
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) walk.operation(definition)
  return { asksVariables: walk.asksVariables, introspects: walk.introspects }
}

/** Aliases and directives, wherever they stand; also in what no operation uses. */
function countEverything(document: DocumentNode): void {
  let aliases = 0
  let directives = 0
  const count = (set: SelectionSetNode | undefined): void => {
    for (const selection of set?.selections ?? []) {
      directives += selection.directives?.length ?? 0
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue
      if (selection.kind === Kind.FIELD && selection.alias) aliases += 1
      count(selection.selectionSet)
    }
  }
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue
    directives += definition.directives?.length ?? 0
    count(definition.selectionSet)
  }
  if (aliases > limits.aliases) throw tooMuch('aliases', aliases)
  if (directives > limits.directives) throw tooMuch('directives', directives)
}

/** Follows fragments to where they are spread: what one asks for twice costs twice. */
class Walk {
  asksVariables = false
  introspects = false
  readonly #schema: GraphQLSchema
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #variables: Variables
  readonly #spread = new Set<string>()
  #steps = 0

  constructor(schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>, variables: Variables) {
    this.#schema = schema
    this.#fragments = fragments
    this.#variables = variables
  }

  operation({ operation, selectionSet }: OperationDefinitionNode): void {
    const cost = this.#costOf(selectionSet, this.#schema.getRootType(operation) ?? undefined, 1)
    if (cost > limits.cost) throw tooMuch('cost', cost)
  }

  /** A field costs one, one with fields of its own two and what these cost, as often as it is there. */
  #costOf(set: SelectionSetNode, type: GraphQLNamedType | undefined, depth: number): number {
    let cost = 0
    for (const selection of set.selections) {
      // Fragments that spread each other twice each grow without end: that many steps cost too much in any case.
      if ((this.#steps += 1) > limits.cost) throw tooMuch('cost', this.#steps)
      if (selection.kind === Kind.FIELD) cost += this.#costOfField(selection, type, depth)
      else if (selection.kind === Kind.INLINE_FRAGMENT)
        cost += this.#costOf(
          selection.selectionSet,
          this.#typeNamed(selection.typeCondition?.name.value) ?? type,
          depth,
        )
      else cost += this.#costOfSpread(selection.name.value, depth)
    }
    return cost
  }

  #costOfSpread(name: string, depth: number): number {
    const fragment = this.#fragments.get(name)
    if (!fragment) return 0
    if (this.#spread.has(name)) throw new Rejected(circular(name))
    this.#spread.add(name)
    const cost = this.#costOf(fragment.selectionSet, this.#typeNamed(fragment.typeCondition.name.value), depth)
    this.#spread.delete(name)
    return cost
  }

  #costOfField(field: FieldNode, parent: GraphQLNamedType | undefined, depth: number): number {
    const name = field.name.value
    if (name === '__schema' || name === '__type') this.introspects = true
    // Introspection is allowed or not; where it is, tools ask for all of it, deeply.
    if (name.startsWith('__')) return 1
    const isPlumbing = isConnection(parent) && connectionFields.has(name)
    if (!isPlumbing && depth > limits.depth) throw tooMuch('depth', depth)
    if (!field.selectionSet) return 1
    const type = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined
    const named = type && getNamedType(type)
    const inner = this.#costOf(
      field.selectionSet,
      isCompositeType(named) ? named : undefined,
      isPlumbing ? depth : depth + 1,
    )
    return (2 + inner) * (isPlumbing ? 1 : this.#timesOf(field, type))
  }

  #timesOf(field: FieldNode, type: GraphQLOutputType | undefined): number {
    if (!type) return 1
    if (!isConnection(getNamedType(type))) return isList(type) ? listLength : 1
    const first = field.arguments?.find(({ name }) => name.value === 'first')?.value
    if (!first || first.kind === Kind.NULL) return pageLength
    if (first.kind === Kind.INT) return Math.max(1, Number(first.value))
    if (first.kind !== Kind.VARIABLE) return pageLengthMax
    this.asksVariables = true
    const given = this.#variables[first.name.value]
    return typeof given === 'number' && given >= 1 ? given : pageLengthMax
  }

  #typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.#schema.getType(name)
  }
}

const isConnection = (type: GraphQLNamedType | undefined): boolean =>
  type !== undefined && /(Connection|Edge)$/.test(type.name)

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type)

const circular = (name: string): Rejection => ({
  kind: 'malformed',
  code: 'graphql/circular-fragment',
  detail: `The fragment "${name}" is spread within itself.`,
})

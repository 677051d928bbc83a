/** What the types of the services' sources say that an event may hold: read from their text, since types are gone when a test runs. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync, type TsType, type TsTypeAliasDeclaration, type TsTypeElement } from '@swc/core'
import { textFiles } from './text-files.ts'

export type Form =
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Field> }
  | { readonly kind: 'list'; readonly of: Form }
  | { readonly kind: 'one of'; readonly of: readonly Form[] }
  | { readonly kind: 'literal'; readonly value: unknown }
  /** A text, a number, a table by data, or what is not looked into. */
  | { readonly kind: 'other' }
export type Field = {
  readonly form: Form
  readonly isOptional: boolean
  /** Where it is declared: one for all forms that it is part of. */
  readonly declared: string
}

type Source = {
  readonly path: string
  readonly aliases: Map<string, TsTypeAliasDeclaration>
  /** By the name here: the file and the name there. */
  readonly imports: Map<string, readonly [path: string, name: string]>
}
/** Where a type stands, what it belongs to, and what the names of its parameters are here. */
type Place = { readonly source: Source; readonly owner: string; readonly parameters: ReadonlyMap<string, Form> }

const other: Form = { kind: 'other' }
const EVENTS_OF_DECIDER = /^export const \w+: Decider<[^,<>]+, [^,<>]+, (\w+)>/gm

/** The forms of each event type that a decider of the services knows. */
export function eventForms(): ReadonlyMap<string, readonly Form[]> {
  const sources = new Map<string, Source>()
  const forms = new Map<string, Form[]>()
  for (const { path, text } of textFiles((name) => /^src\/services\/.*[.]ts$/.test(name) && !/test/.test(name)))
    for (const [, name = ''] of text.matchAll(EVENTS_OF_DECIDER)) {
      const events = named(name, [], { source: sourceAt(path, sources), owner: '', parameters: new Map() }, sources)
      for (const event of membersOf(events)) {
        if (event.kind !== 'object') continue
        for (const type of literalsOf(event.fields.get('type')?.form ?? other))
          forms.set(String(type), [...(forms.get(String(type)) ?? []), event])
      }
    }
  return forms
}

export const membersOf = (form: Form): readonly Form[] => (form.kind === 'one of' ? form.of : [form])
export const literalsOf = (form: Form): readonly unknown[] =>
  membersOf(form).flatMap((each) => (each.kind === 'literal' ? [each.value] : []))
const oneOf = (forms: readonly Form[]): Form =>
  forms.length === 1 ? forms[0]! : { kind: 'one of', of: forms.flatMap(membersOf) }

function sourceAt(path: string, sources: Map<string, Source>): Source {
  const known = sources.get(path)
  if (known) return known
  const source: Source = { path, aliases: new Map(), imports: new Map() }
  sources.set(path, source)
  for (const item of parseSync(readFileSync(path, 'utf8'), { syntax: 'typescript', target: 'es2024' }).body) {
    const declared = item.type === 'ExportDeclaration' ? item.declaration : item
    if (declared.type === 'TsTypeAliasDeclaration') source.aliases.set(declared.id.value, declared)
    if (item.type !== 'ImportDeclaration' || !item.source.value.startsWith('.')) continue
    for (const each of item.specifiers) {
      const there = each.type === 'ImportSpecifier' ? (each.imported?.value ?? each.local.value) : each.local.value
      source.imports.set(each.local.value, [join(dirname(path), item.source.value), there])
    }
  }
  return source
}

function formOf(type: TsType, place: Place, sources: Map<string, Source>): Form {
  const inner = (each: TsType): Form => formOf(each, place, sources)
  switch (type.type) {
    case 'TsParenthesizedType':
      return inner(type.typeAnnotation)
    case 'TsUnionType':
      return oneOf(type.types.map(inner))
    case 'TsIntersectionType':
      return type.types.map(inner).reduce(joined)
    case 'TsTypeLiteral':
      return { kind: 'object', fields: new Map(type.members.flatMap((each) => fieldOf(each, place, sources))) }
    case 'TsArrayType':
      return { kind: 'list', of: inner(type.elemType) }
    case 'TsTypeOperator':
      return type.op === 'readonly' ? inner(type.typeAnnotation) : other
    case 'TsLiteralType':
      return 'value' in type.literal ? { kind: 'literal', value: type.literal.value } : other
    case 'TsIndexedAccessType':
      return indexed(inner(type.objectType), inner(type.indexType))
    case 'TsTypeReference':
      if (type.typeName.type !== 'Identifier') return other
      return named(type.typeName.value, type.typeParams?.params ?? [], place, sources)
    default:
      return other
  }
}

function fieldOf(
  member: TsTypeElement,
  place: Place,
  sources: Map<string, Source>,
): readonly (readonly [string, Field])[] {
  if (member.type !== 'TsPropertySignature' || !member.typeAnnotation) return []
  if (member.key.type !== 'Identifier' && member.key.type !== 'StringLiteral') return []
  const name = member.key.value
  const owner = `${place.owner}.${name}`
  const form = formOf(member.typeAnnotation.typeAnnotation, { ...place, owner }, sources)
  // Two fields of one name stand in two members of a union; where they stand in the text tells them apart.
  const declared = `${place.source.path}: ${owner} @${member.span.start}`
  return [[name, { form, isOptional: member.optional, declared }]]
}

function named(name: string, given: readonly TsType[], place: Place, sources: Map<string, Source>): Form {
  const known = place.parameters.get(name)
  if (known) return known
  const forms = given.map((each) => formOf(each, place, sources))
  const [first = other, second = other] = forms
  switch (name) {
    case 'Readonly':
      return first
    case 'ReadonlyArray':
      return { kind: 'list', of: first }
    case 'Partial':
      return withFields(first, (fields) => fields.map(([key, field]) => [key, { ...field, isOptional: true }]))
    case 'Omit':
      return withFields(first, (fields) => fields.filter(([key]) => !literalsOf(second).includes(key)))
    case 'Pick':
      return withFields(first, (fields) => fields.filter(([key]) => literalsOf(second).includes(key)))
    case 'Extract':
      return oneOf(membersOf(first).filter((each) => isLike(each, second)))
  }
  const source = sourceOf(name, place.source, sources)
  if (!source) return other
  const [home, alias] = source
  const names = alias.typeParams?.parameters.map((each) => each.name.value) ?? []
  const parameters = new Map(names.map((each, nth) => [each, forms[nth] ?? other]))
  return formOf(alias.typeAnnotation, { source: home, owner: alias.id.value, parameters }, sources)
}

/** Follows a name to the file that declares it; what is made otherwise than by an alias, such as from a schema, is not found. */
function sourceOf(
  name: string,
  from: Source,
  sources: Map<string, Source>,
): readonly [Source, TsTypeAliasDeclaration] | undefined {
  const alias = from.aliases.get(name)
  if (alias) return [from, alias]
  const [path, there] = from.imports.get(name) ?? []
  if (path === undefined || there === undefined || !existsSync(path)) return undefined
  return sourceOf(there, sourceAt(path, sources), sources)
}

type Fields = readonly (readonly [string, Field])[]
const withFields = (form: Form, change: (fields: Fields) => Fields): Form =>
  oneOf(
    membersOf(form).map((each) =>
      each.kind === 'object' ? { kind: 'object', fields: new Map(change([...each.fields])) } : each,
    ),
  )

/** Of an intersection: each member of one with each of the other. */
const joined = (one: Form, another: Form): Form =>
  oneOf(
    membersOf(one).flatMap((left) =>
      membersOf(another).map((right): Form => {
        if (left.kind !== 'object') return right.kind === 'object' ? right : left
        return right.kind === 'object' ? { kind: 'object', fields: new Map([...left.fields, ...right.fields]) } : left
      }),
    ),
  )

const indexed = (form: Form, index: Form): Form => {
  const found = membersOf(form).flatMap((each) =>
    each.kind === 'object' ? literalsOf(index).flatMap((name) => each.fields.get(String(name))?.form ?? []) : [],
  )
  return found.length > 0 ? oneOf(found) : other
}

const isLike = (form: Form, like: Form): boolean =>
  form.kind === 'object' &&
  like.kind === 'object' &&
  [...like.fields].every(([name, field]) => {
    const own = literalsOf(form.fields.get(name)?.form ?? other)
    return literalsOf(field.form).some((value) => own.includes(value))
  })

/** Finds in one file what has to be written otherwise for /v2. Types decide: a `unitPrice` of somebody else's is left alone. */
import {
  isBindingElement,
  isExportDeclaration,
  isImportDeclaration,
  isObjectBindingPattern,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isStringLiteral,
  SyntaxKind,
  type BindingElement,
  type Node,
  type ObjectLiteralExpression,
  type PropertyAccessExpression,
  type SourceFile,
} from 'typescript/unstable/ast'
import { TypeFlags, type Checker, type Type } from 'typescript/unstable/sync'
import { changes, nextPackage, packageName, type Change } from './changes.ts'
import { changedPath } from './changed-path.ts'

/** Instead of what stands from `start` to `end`. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string }
/** What somebody has to look at, and where. */
export type Note = { readonly at: number; readonly says: string }
export type Found = { readonly edits: readonly Edit[]; readonly notes: readonly Note[] }

export function findEdits(file: SourceFile, checker: Checker): Found {
  const edits: Edit[] = []
  const notes: Note[] = []
  const search: Search = {
    checker,
    start: (node) => node.getStart(file),
    text: (node) => file.text.slice(node.getStart(file), node.end),
    replace: (node, text) => void edits.push({ start: node.getStart(file), end: node.end, text }),
    insert: (at, text) => void edits.push({ start: at, end: at, text }),
    remove: (node) => void edits.push({ start: node.getStart(file), end: pastComma(file.text, node.end), text: '' }),
    note: (node, says) => void notes.push({ at: node.getStart(file), says }),
  }
  const visit = (node: Node): void => {
    look(node, search)
    node.forEachChild(visit)
  }
  visit(file)
  return { edits, notes }
}

/** The text with the edits made. */
export const withEdits = (text: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((done, { start, end, text: by }) => done.slice(0, start) + by + done.slice(end), text)

type Search = {
  readonly checker: Checker
  readonly start: (node: Node) => number
  readonly text: (node: Node) => string
  readonly replace: (node: Node, text: string) => void
  readonly insert: (at: number, text: string) => void
  readonly remove: (node: Node) => void
  readonly note: (node: Node, says: string) => void
}

function look(node: Node, search: Search): void {
  if (isImportDeclaration(node) || isExportDeclaration(node)) lookAtImport(node.moduleSpecifier, search)
  else if (isPropertyAccessExpression(node)) lookAtAccess(node, search)
  else if (isBindingElement(node)) lookAtBinding(node, search)
  else if (isObjectLiteralExpression(node)) lookAtLiteral(node, search)
}

function lookAtImport(specifier: Node | undefined, { replace, text }: Search): void {
  if (!specifier || !isStringLiteral(specifier) || specifier.text !== packageName) return
  const quote = text(specifier)[0] ?? "'"
  replace(specifier, `${quote}${nextPackage}${quote}`)
}

function lookAtAccess(node: PropertyAccessExpression, search: Search): void {
  const path = changedPath(search.checker.getSymbolAtLocation(node.name))
  const change = path === undefined ? undefined : changes[path]
  if (!change) return
  if (isWritten(node)) return search.note(node, `${path} is written here: ${hintOf(change)}`)
  switch (change.kind) {
    case 'renamed':
      return search.replace(node.name, change.to)
    case 'priced':
      return search.insert(node.end, mayBeAbsent(search.checker.getTypeAtLocation(node)) ? '?.value' : '.value')
    case 'moved':
      return search.replace(node.name, `unitPrice.${change.to}`)
    case 'sent':
    case 'dropped':
      return search.note(node, `${path} is read from what is to be sent: ${hintOf(change)}`)
  }
}

const isWritten = (node: Node): boolean => {
  const { parent } = node
  return (
    'operatorToken' in parent &&
    (parent as unknown as { operatorToken: Node; left: Node }).left === node &&
    (parent as unknown as { operatorToken: Node }).operatorToken.kind === SyntaxKind.EqualsToken
  )
}

const mayBeAbsent = (type: Type | undefined): boolean =>
  type?.isUnionType() === true && type.getTypes().some(({ flags }) => (flags & TypeFlags.Undefined) !== 0)

/** `const { unitPrice } = line` goes on to name the text. */
function lookAtBinding(node: BindingElement, search: Search): void {
  const pattern = node.parent
  if (!isObjectBindingPattern(pattern) || node.dotDotDotToken || !node.name) return
  const named = search.text(node.propertyName ?? node.name)
  const type = search.checker.getTypeAtLocation(pattern)
  const path = changedPath(type && search.checker.getPropertyOfType(type, named))
  const change = path === undefined ? undefined : changes[path]
  if (!change) return
  const local = search.text(node.name)
  const otherwise = node.initializer ? ` = ${search.text(node.initializer)}` : ''
  switch (change.kind) {
    case 'renamed':
      return search.replace(node, `${change.to}: ${local}${otherwise}`)
    case 'moved':
      return search.replace(node, `unitPrice: { ${change.to}: ${local}${otherwise} }`)
    case 'priced':
      // Taken apart, what is absent would throw.
      if (otherwise !== '') return search.note(node, `${path} is an object or absent: take its \`value\` by hand`)
      return search.replace(node, `unitPrice: { value: ${local} }`)
    case 'sent':
    case 'dropped':
      return search.note(node, `${path} is read from what is to be sent: ${hintOf(change)}`)
  }
}

function lookAtLiteral(node: ObjectLiteralExpression, search: Search): void {
  const given = search.checker.getContextualType(node)
  const type = given && search.checker.getNonNullableType(given)
  if (!type) return
  for (const member of node.properties) {
    const isShort = isShorthandPropertyAssignment(member)
    if (!isShort && !isPropertyAssignment(member)) continue
    const name = search.text(member.name)
    const path = changedPath(search.checker.getPropertyOfType(type, name.replaceAll(/['"]/g, '')))
    const change = path === undefined ? undefined : changes[path]
    if (!change) continue
    const value = isShort ? name : search.text(member.initializer)
    if (change.kind === 'renamed') {
      if (isShort) search.replace(member, `${change.to}: ${name}`)
      else search.replace(member.name, change.to)
    } else if (change.kind === 'sent') {
      const currency = currencyAbove(node, search)
      if (currency === undefined) search.note(member, `${path}: send \`{ value: ${value}, currency: … }\``)
      else search.replace(member, `unitPrice: { value: ${value}, currency: ${currency} }`)
    } else if (change.kind === 'dropped') search.remove(member)
    else search.note(member, `${path} is made here: ${hintOf(change)}`)
  }
}

/** What a quote says of its currency once, said by each of its prices. */
function currencyAbove(node: Node, search: Search): string | undefined {
  for (let above: Node | undefined = node.parent; above; above = above.parent) {
    if (!isObjectLiteralExpression(above)) continue
    for (const member of above.properties) {
      if (!('name' in member) || !member.name || search.text(member.name as Node) !== 'currency') continue
      if (isShorthandPropertyAssignment(member)) return 'currency'
      if (isPropertyAssignment(member)) return search.text(member.initializer)
    }
  }
  return undefined
}

/** Behind the comma that follows, and the space behind that. */
const pastComma = (text: string, end: number): number => end + (/^\s*,\s*/.exec(text.slice(end))?.[0].length ?? 0)

function hintOf(change: Change): string {
  switch (change.kind) {
    case 'renamed':
      return `it is called ${change.to}`
    case 'priced':
      return 'it is `{ value, currency, per }`'
    case 'moved':
      return `it stands in unitPrice.${change.to}`
    case 'sent':
      return 'it is sent as `{ value, currency }`'
    case 'dropped':
      return 'each price says its currency'
  }
}

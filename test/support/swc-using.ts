/** Teaches swc's visitor, through which dependency-cruiser reads, the `using` declarations it stumbles over. */
import type { Statement, VariableDeclarator } from '@swc/core'
import { Visitor } from '@swc/core/Visitor.js'

type UsingDeclaration = { readonly type: 'UsingDeclaration'; decls: VariableDeclarator[] }

const prototype = Visitor.prototype
const { visitStatement } = prototype

prototype.visitStatement = function visitStatementOrUsing(this: Visitor, statement: Statement | UsingDeclaration) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement)
  statement.decls = this.visitVariableDeclarators(statement.decls)
  return statement as never
}
